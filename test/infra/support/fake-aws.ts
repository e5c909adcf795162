import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A stack as the fake remembers it. */
export interface FakeStack {
  readonly id: string;
  status: string;
  template: string;
  protected: boolean;
  outputs: Readonly<Record<string, string>>;
}

export interface FakeAws {
  readonly url: string;
  readonly stacks: Map<string, FakeStack>;
  /** What stands in buckets, by path. */
  readonly objects: Map<string, string>;
  /** Every call, in order, as `service:Action` or `s3:PUT`. */
  readonly calls: string[];
  /** What the fake does instead of an action: an AWS error by its code. */
  readonly failures: Map<string, string>;
  /** Answers of the deployed API, by method and path. */
  readonly api: Map<string, { readonly status: number; readonly type: string }>;
  /** What a stack's outputs are once it is deployed. */
  outputsOf: (stackName: string) => Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const ACCOUNT = '123456789012';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const outputXml = ([key, value]: readonly [string, string]): string =>
  `<member><OutputKey>${key}</OutputKey><OutputValue>${escaped(value)}</OutputValue></member>`;

const stackXml = (name: string, { id, status, protected: guarded, outputs }: FakeStack): string =>
  `<member><StackName>${name}</StackName><StackId>${id}</StackId><StackStatus>${status}</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime>` +
  `<EnableTerminationProtection>${String(guarded)}</EnableTerminationProtection><Outputs>${Object.entries(outputs).map(outputXml).join('')}</Outputs></member>`;

class Fault extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * The few calls that a deployment makes, over HTTP, with stacks that are made, changed and deleted at once. It knows what
 * CloudFormation refuses: a stack that is protected, and one that does not exist.
 */
export const startFakeAws = async (): Promise<FakeAws> => {
  const stacks = new Map<string, FakeStack>();
  /** The one change set of a stack, by the stack's name. */
  const changeSets = new Map<string, string>();
  const objects = new Map<string, string>();
  const calls: string[] = [];
  const failures = new Map<string, string>();
  const api: FakeAws['api'] = new Map();

  const get = (nameOrId: string): [string, FakeStack] => {
    const found = [...stacks].find(([name, { id }]) => name === nameOrId || id === nameOrId);
    if (found === undefined) throw new Fault('ValidationError', `Stack with id ${nameOrId} does not exist`);
    return found;
  };
  const templateOf = (query: URLSearchParams): string =>
    query.get('TemplateBody') ?? objects.get(new URL(query.get('TemplateURL') ?? '').pathname) ?? '{"Resources":{}}';
  const put = (name: string, template: string): FakeStack => {
    const known = stacks.get(name);
    const id = known?.id ?? `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/${name}/00000000-0000-0000-0000-00000000000${stacks.size}`;
    const isNew = known === undefined || known.status === 'REVIEW_IN_PROGRESS';
    const stack = {
      id,
      status: isNew ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE',
      template,
      protected: known?.protected ?? false,
      outputs: fake.outputsOf(name),
    };
    stacks.set(name, stack);
    return stack;
  };

  const actions: Readonly<Record<string, (query: URLSearchParams) => string>> = {
    GetCallerIdentity: () => `<Account>${ACCOUNT}</Account><Arn>arn:aws:iam::${ACCOUNT}:user/ministry</Arn><UserId>U</UserId>`,
    AssumeRole: () =>
      '<Credentials><AccessKeyId>ROLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>' +
      `<AssumedRoleUser><Arn>arn:aws:sts::${ACCOUNT}:assumed-role/r/s</Arn><AssumedRoleId>R:s</AssumedRoleId></AssumedRoleUser>`,
    DescribeStacks: (query) => {
      const [name, stack] = get(query.get('StackName') ?? '');
      return `<Stacks>${stackXml(name, stack)}</Stacks>`;
    },
    GetTemplate: (query) => `<TemplateBody>${escaped(get(query.get('StackName') ?? '')[1].template)}</TemplateBody>`,
    CreateChangeSet: (query) => {
      const name = query.get('StackName') ?? '';
      changeSets.set(name, templateOf(query));
      if (!stacks.has(name)) put(name, '{}').status = 'REVIEW_IN_PROGRESS';
      return `<Id>arn:aws:cloudformation:eu-west-1:${ACCOUNT}:changeSet/set/${name}</Id><StackId>${get(name)[1].id}</StackId>`;
    },
    DescribeChangeSet: (query) => {
      const [name, { id }] = get(query.get('StackName') ?? '');
      return (
        `<ChangeSetName>set</ChangeSetName><ChangeSetId>arn:aws:cloudformation:eu-west-1:${ACCOUNT}:changeSet/set/${name}</ChangeSetId>` +
        `<StackName>${name}</StackName><StackId>${id}</StackId><Status>CREATE_COMPLETE</Status><ExecutionStatus>AVAILABLE</ExecutionStatus>` +
        '<Changes><member><Type>Resource</Type><ResourceChange><Action>Add</Action><LogicalResourceId>One</LogicalResourceId>' +
        '<ResourceType>AWS::SNS::Topic</ResourceType></ResourceChange></member></Changes>'
      );
    },
    ExecuteChangeSet: (query) => {
      const [name] = get(query.get('StackName') ?? '');
      put(name, changeSets.get(name) ?? '{}');
      return '';
    },
    DeleteChangeSet: () => '',
    DescribeStackEvents: () => '<StackEvents></StackEvents>',
    DescribeEvents: () => '<OperationEvents></OperationEvents>',
    ListStackResources: () => '<StackResourceSummaries></StackResourceSummaries>',
    DescribeStackResources: () => '<StackResources></StackResources>',
    UpdateTerminationProtection: (query) => {
      const [, stack] = get(query.get('StackName') ?? '');
      stack.protected = query.get('EnableTerminationProtection') === 'true';
      return `<StackId>${stack.id}</StackId>`;
    },
    UpdateStack: (query) => `<StackId>${put(get(query.get('StackName') ?? '')[0], templateOf(query)).id}</StackId>`,
    DeleteStack: (query) => {
      const [name, stack] = get(query.get('StackName') ?? '');
      if (stack.protected) throw new Fault('ValidationError', `Stack [${name}] cannot be deleted while TerminationProtection is enabled`);
      stacks.delete(name);
      return '';
    },
  };

  const answerQuery = (body: string, response: ServerResponse): void => {
    const query = new URLSearchParams(body);
    const action = query.get('Action') ?? '';
    calls.push(action);
    try {
      const failure = failures.get(action);
      if (failure !== undefined) throw new Fault(failure, 'refused by the test');
      const result = actions[action]?.(query);
      if (result === undefined) throw new Fault('InvalidAction', `the fake does not know ${action}`);
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(`<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      response
        .writeHead(400, { 'content-type': 'text/xml' })
        .end(
          `<ErrorResponse><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${escaped(error.message)}</Message></Error></ErrorResponse>`,
        );
    }
  };

  const answerObject = (request: IncomingMessage, path: string, body: string, response: ServerResponse): void => {
    const [, question = ''] = (request.url ?? '').split('?');
    const bucket = path.replace(/\/$/, '');
    calls.push(`s3:${request.method ?? ''}`);
    if (request.method === 'GET' && /(^|&)versions/.test(question)) {
      const keys = [...objects.keys()].filter((each) => each.startsWith(`${bucket}/`)).map((each) => each.slice(bucket.length + 1));
      const versions = keys.map((key) => `<Version><Key>${escaped(key)}</Key><VersionId>1</VersionId></Version>`).join('');
      response
        .writeHead(200, { 'content-type': 'application/xml' })
        .end(`<ListVersionsResult><IsTruncated>false</IsTruncated>${versions}</ListVersionsResult>`);
    } else if (request.method === 'POST' && /(^|&)delete/.test(question)) {
      for (const [, key = ''] of body.matchAll(/<Key>([^<]*)<\/Key>/g)) objects.delete(`${bucket}/${key}`);
      response.writeHead(200, { 'content-type': 'application/xml' }).end('<DeleteResult></DeleteResult>');
    } else if (request.method === 'PUT') {
      objects.set(path, body);
      response.writeHead(200, { etag: '"x"' }).end();
    } else if (path.split('/').length <= 3 && request.method === 'GET') {
      response
        .writeHead(200, { 'content-type': 'application/xml' })
        .end('<ListBucketResult><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>');
    } else {
      response.writeHead(objects.has(path) ? 200 : 404).end();
    }
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const path = (request.url ?? '/').split('?')[0] ?? '/';
      const target = request.headers['x-amz-target'];
      if (path.startsWith('/v1/')) {
        const { status, type } = api.get(`${request.method ?? ''} ${path}`) ?? { status: 404, type: 'application/problem+json' };
        response.writeHead(status, { 'content-type': type }).end('{}');
      } else if (typeof target === 'string') {
        calls.push(target);
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{"Parameter":{"Name":"v","Value":"32"}}');
      } else if (request.method === 'POST' && path === '/') answerQuery(body, response);
      else answerObject(request, path, body, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const fake: FakeAws = {
    url,
    stacks,
    objects,
    calls,
    failures,
    api,
    outputsOf: () => ({}),
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return fake;
};
