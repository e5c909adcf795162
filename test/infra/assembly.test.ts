import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REFUSALS } from '../../infra/constructs/gateway-responses.ts';
import { startLocal } from '../../infra/local/start-local.ts';
import { readManifest, routesOf } from '../../infra/manifest.ts';
import { PROBLEMS, problemType, type ProblemName } from '../../functions/kernel/problem.ts';
import { ofType, readTemplate, referred, synthesize, templateText, type Resource, type Template } from './support/assembly.ts';
import { buildFixture, temporaryFolder } from './support/fixture.ts';

const folder = temporaryFolder();
const plans = { partnerPlans: [{ name: 'civil-registry', requestsPerSecond: 5, burst: 10, requestsPerDay: 1000 }] };

let foundation: Template;
let application: Template;
let exchange: Template;
const stacks = (): readonly Template[] => [foundation, application, exchange];

beforeAll(async () => {
  await buildFixture(folder.path);
  const settings = {
    main: plans,
    again: plans,
    unmetered: {},
    slow: { ...plans, throttle: { requestsPerSecond: 1, burst: 1 } },
    pilot: { stage: 'pilot', protect: false, firewall: false, threatProtection: false },
  };
  const synthesized = await synthesize(
    Object.entries(settings).map(([name, each]) => ({ root: folder.path, outFolder: join(folder.path, name), settings: each })),
  );
  for (const { code, output } of synthesized) if (code !== 0) throw new Error(output);
  foundation = readTemplate(join(folder.path, 'main'), 'Nestling-main-Foundation');
  application = readTemplate(join(folder.path, 'main'), 'Nestling-main-Application');
  exchange = readTemplate(join(folder.path, 'main'), 'Nestling-main-Exchange');
}, 120_000);
afterAll(() => folder.remove());

const all = (type: string): readonly (readonly [string, Resource])[] => stacks().flatMap((template) => ofType(template, type));
const json = (value: unknown): string => JSON.stringify(value);

describe('every asynchronous edge', () => {
  it('of a rule has a dead-letter queue and an end to its retries', () => {
    const targets = all('AWS::Events::Rule').flatMap(
      ([, { Properties }]) => Properties['Targets'] as readonly Readonly<Record<string, unknown>>[],
    );

    expect(targets.length).toBeGreaterThan(0);
    for (const target of targets)
      expect(target).toMatchObject({
        DeadLetterConfig: { Arn: expect.anything() as unknown },
        RetryPolicy: { MaximumRetryAttempts: expect.any(Number) as unknown },
      });
  });

  it('of a subscriber brings it its facts, and of a fact no kind that concerns another', () => {
    const patternOf = (name: string) =>
      ofType(application, 'AWS::Events::Rule').find(([id]) => id.startsWith(`${name}SubscribersFacts`))?.[1].Properties['EventPattern'];
    const source = [{ prefix: 'nestling.' }];

    expect(patternOf('Eligibility')).toEqual({ source, 'detail-type': ['ThingBegun.v1', 'ThingDone.v1'] });
    expect(patternOf('Care')).toEqual({
      source,
      $or: [{ 'detail-type': ['ThingBegun.v1'] }, { 'detail-type': ['ThingDone.v1'], detail: { data: { kind: ['visit', 'contact'] } } }],
    });
    expect(patternOf('Team')).toEqual({
      source,
      $or: [
        { 'detail-type': ['ThingBegun.v1'], detail: { data: { kind: ['plan'] } } },
        { 'detail-type': ['ThingDone.v1'], detail: { data: { kind: ['plan'] } } },
      ],
    });
  });

  it('of a subscriber has a dead-letter queue', () => {
    const invoked = ofType(application, 'AWS::Lambda::EventInvokeConfig').map(([, { Properties }]) => referred(Properties['FunctionName']));
    const queued = ofType(application, 'AWS::Lambda::Function').filter(
      ([, { Properties }]) => Properties['DeadLetterConfig'] !== undefined,
    );

    expect(queued.map(([, { Properties }]) => Properties['Description'])).toEqual(
      ofType(application, 'AWS::Lambda::Function')
        .map(([, { Properties }]) => Properties['Description'])
        .filter((description) => String(description).endsWith('Subscribers')),
    );
    expect(invoked.sort()).toEqual(queued.map(([id]) => id).sort());
  });

  it('of the stream relays inserted events, in parts, and parks what fails', () => {
    const [[, mapping] = []] = ofType(application, 'AWS::Lambda::EventSourceMapping').filter(
      ([, { Properties }]) => Properties['StartingPosition'] !== undefined,
    );

    expect(mapping?.Properties).toMatchObject({
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: expect.anything() as unknown } },
      FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"],"dynamodb":{"NewImage":{"entity":{"S":["event"]}}}}' }] },
    });
  });

  describe('of a queue', () => {
    const queueBefore = (functionName: string) => {
      const [mapping] = ofType(application, 'AWS::Lambda::EventSourceMapping').filter(
        ([, { Properties }]) =>
          application.Resources[referred(Properties['FunctionName']) ?? '']?.Properties['Description'] === `Nestling ${functionName}`,
      );
      const queue = referred(mapping?.[1].Properties['EventSourceArn']) ?? '';
      const policies = ofType(application, 'AWS::SQS::QueuePolicy').filter(([, { Properties }]) =>
        json(Properties['Queues']).includes(queue),
      );
      const senders = policies
        .flatMap(
          ([, { Properties }]) => (Properties['PolicyDocument'] as { Statement: readonly Readonly<Record<string, unknown>>[] }).Statement,
        )
        .filter(({ Effect }) => Effect === 'Allow')
        .map(({ Action, Principal, Condition }) => ({ Action, Principal, Condition }));
      return { mapping: mapping?.[1].Properties, queue, properties: application.Resources[queue]?.Properties, senders };
    };

    it('is hidden while it is worked on, tried five times, and parked', () => {
      const { mapping, properties } = queueBefore('ParcelsConsumers');

      expect(mapping).toMatchObject({
        BatchSize: 5,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 8 },
      });
      expect(properties).toMatchObject({
        VisibilityTimeout: 360,
        RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: expect.anything() as unknown },
      });
    });

    it('is filled by its rule only', () => {
      expect(queueBefore('ParcelsConsumers').senders).toEqual([
        {
          Action: 'sqs:SendMessage',
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [expect.stringMatching(/^ParcelsConsumersBacklogRule/), 'Arn'] } } },
        },
      ]);
    });

    it('is filled by its topic only', () => {
      const { senders, queue } = queueBefore('LettersConsumers');

      expect(senders).toEqual([
        {
          Action: 'sqs:SendMessage',
          Principal: { Service: 'sns.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::ImportValue': expect.stringContaining('CampaignTopic') as unknown } } },
        },
      ]);
      const ofQueue = ofType(application, 'AWS::SNS::Subscription').filter(([id]) => id.startsWith('LettersConsumers'));
      expect(ofQueue.map(([, { Properties }]) => Properties)).toMatchObject([
        {
          Protocol: 'sqs',
          RawMessageDelivery: true,
          Endpoint: { 'Fn::GetAtt': [queue, 'Arn'] },
          RedrivePolicy: { deadLetterTargetArn: expect.anything() as unknown },
        },
      ]);
    });
  });

  it('that is a schedule starts its machine with the time of the schedule', () => {
    const schedules = ofType(application, 'AWS::Events::Rule').filter(
      ([, { Properties }]) => Properties['ScheduleExpression'] !== undefined,
    );

    expect(schedules.length).toBe(3);
    for (const [, { Properties }] of schedules)
      expect(Properties['Targets']).toMatchObject([
        { InputTransformer: { InputPathsMap: { time: '$.time' }, InputTemplate: '{"time":<time>}' } },
      ]);
  });

  it('has its queue watched', () => {
    const watched = ofType(application, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => json(Properties['Dimensions'] ?? []));

    for (const [queue] of ofType(application, 'AWS::SQS::Queue'))
      expect(watched.some((dimensions) => dimensions.includes(queue))).toBe(true);
  });
});

describe('everything at rest', () => {
  it.each([
    ['AWS::Logs::LogGroup', 'KmsKeyId'],
    ['AWS::SQS::Queue', 'KmsMasterKeyId'],
    ['AWS::SNS::Topic', 'KmsMasterKeyId'],
  ])('%s is encrypted with our key', (type, property) => {
    expect(all(type).length).toBeGreaterThan(0);
    for (const [, { Properties }] of all(type)) expect(Properties[property]).toBeDefined();
  });

  it('has logs that end', () => {
    for (const [, { Properties }] of all('AWS::Logs::LogGroup')) expect(Properties['RetentionInDays']).toBe(365);
  });

  it('is refused over plain connections', () => {
    for (const type of ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy']) {
      for (const [, { Properties }] of all(type))
        expect(json(Properties)).toContain('"Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"');
    }
  });
});

describe('the table', () => {
  it('keeps everything that a restore, the relay and the due index need', () => {
    const [, table] = ofType(foundation, 'AWS::DynamoDB::Table')[0] ?? [];

    expect(table).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: ['due', 'worker', 'place', 'lookup'].map((IndexName) => ({
          IndexName,
          KeySchema: [
            { AttributeName: `${IndexName}Pk`, KeyType: 'HASH' },
            { AttributeName: `${IndexName}Sk`, KeyType: 'RANGE' },
          ],
        })),
      },
    });
  });
});

describe('state machines', () => {
  it('log every step without its data, and are traced', () => {
    const machines = all('AWS::StepFunctions::StateMachine');

    expect(machines).toHaveLength(readdirSync('statemachines').length);
    for (const [, { Properties }] of machines) {
      expect(Properties).toMatchObject({
        StateMachineType: 'STANDARD',
        LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
        TracingConfiguration: { Enabled: true },
      });
    }
  });

  it('have no placeholder left', () => {
    expect(json(ofType(application, 'AWS::StepFunctions::StateMachine'))).not.toMatch(/\$\{\w+\}/);
  });
});

interface Operation {
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: object;
  readonly 'x-amazon-apigateway-request-validator': string;
  readonly 'x-amazon-apigateway-integration': { readonly type: string; readonly uri: { readonly 'Fn::Sub': string } };
}
interface Body {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly 'x-amazon-apigateway-request-validators': object;
  readonly 'x-amazon-apigateway-gateway-responses': Readonly<Record<string, { readonly responseParameters: object }>>;
}

const apiOf = (template: Template): Resource => {
  const [[, api] = []] = ofType(template, 'AWS::ApiGateway::RestApi');
  if (api === undefined) throw new Error('no API');
  return api;
};
const bodyOf = (template: Template): Body => apiOf(template).Properties['Body'] as Body;
const operationsOf = (template: Template): readonly (Operation & { readonly route: string })[] =>
  Object.entries(bodyOf(template).paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ ...operation, route: `${method.toUpperCase()} ${path}` })),
    )
    .sort((one, other) => one.route.localeCompare(other.route));
const manifestRoutes = () =>
  routesOf(readManifest(join(folder.path, 'dist')))
    .map((route) => ({ ...route, route: `${route.method} ${route.path}` }))
    .sort((one, other) => one.route.localeCompare(other.route));

describe('the API', () => {
  it('has the routes of the manifest, each with its scope beside the one that lets in, and no other', () => {
    const described = manifestRoutes().map(({ route, scope, metered }) => ({
      route,
      security: [
        ...(scope === null ? [] : [{ tokens: [...new Set([scope, 'nestling/exchange.use'])] }]),
        ...(metered === true ? [{ api_key: [] }] : []),
      ],
    }));

    expect(described.filter(({ security }) => security.length === 2)).toHaveLength(1);
    expect(operationsOf(application).map(({ route, security }) => ({ route, security }))).toEqual(described);
  });

  it('is open where the manifest has no scope, and nowhere else', () => {
    const open = operationsOf(application).filter(({ security }) => security.every((each) => !('tokens' in each)));

    expect(open.map(({ route }) => route)).toEqual(['GET /monitoring/{id}']);
  });

  it('takes tokens of our pool and keys of our plans', () => {
    expect(bodyOf(application).components['securitySchemes']).toEqual({
      tokens: {
        type: 'apiKey',
        name: 'Authorization',
        in: 'header',
        'x-amazon-apigateway-authtype': 'cognito_user_pools',
        'x-amazon-apigateway-authorizer': {
          type: 'cognito_user_pools',
          providerARNs: [{ 'Fn::ImportValue': expect.stringContaining('StaffAndClientsPool') as unknown }],
        },
      },
      api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
    });
  });

  it('asks nobody for a key where there is no plan', () => {
    const pilot = readTemplate(join(folder.path, 'pilot'), 'Nestling-pilot-Application');

    expect(operationsOf(pilot)).not.toHaveLength(0);
    expect(operationsOf(pilot).filter(({ security }) => security.some((each) => 'api_key' in each))).toEqual([]);
  });

  it('checks the parameters of each route, and that a body is a JSON object', () => {
    const json = { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/JsonObject' } } } };

    expect(
      operationsOf(application).map((operation) => ({
        route: operation.route,
        parameters: operation.parameters.map(({ name, in: place, required }) => `${place} ${name} ${String(required)}`),
        requestBody: operation.requestBody,
        validator: operation['x-amazon-apigateway-request-validator'],
      })),
    ).toEqual(
      manifestRoutes().map(({ route, body }) => ({
        route,
        parameters: ['path id true'],
        requestBody: body ? json : undefined,
        validator: body ? 'ParametersAndBody' : 'Parameters',
      })),
    );
    expect(bodyOf(application)['x-amazon-apigateway-request-validators']).toEqual({
      Parameters: { validateRequestParameters: true, validateRequestBody: false },
      ParametersAndBody: { validateRequestParameters: true, validateRequestBody: true },
    });
    expect(bodyOf(application).components['schemas']).toEqual({ JsonObject: { type: 'object' } });
  });

  it('brings each route to its function, which lets in this API and nobody else', () => {
    const [[, stage] = []] = ofType(application, 'AWS::ApiGateway::Stage');
    const variables = stage?.Properties['Variables'] as Readonly<Record<string, unknown>>;
    const [[api] = []] = ofType(application, 'AWS::ApiGateway::RestApi');
    const opened = all('AWS::Lambda::Permission').filter(([, { Properties }]) => Properties['Principal'] === 'apigateway.amazonaws.com');
    const own = new Map(
      ofType(exchange, 'AWS::Lambda::Function').map(([id, { Properties }]) => [Properties['FunctionName'], { id, Properties }]),
    );
    // a function of the exchange is found by its name, since its stack comes after the API's
    const idOf = (variable: unknown): string | undefined => referred(variable) ?? own.get(variable)?.id;
    const functionOf = (operation: Operation): unknown => {
      const { type, uri } = operation['x-amazon-apigateway-integration'];
      const name = /^arn:\$\{AWS::Partition\}:apigateway:.+:function:\$\{!stageVariables\.(\w+)\}\/invocations$/.exec(uri['Fn::Sub'])?.[1];
      const variable = variables[name ?? ''];
      return [type, (own.get(variable) ?? application.Resources[referred(variable) ?? ''])?.Properties['Description']];
    };

    expect(operationsOf(application).map(functionOf)).toEqual(
      manifestRoutes().map(({ functionName }) => ['aws_proxy', `Nestling ${functionName}`]),
    );
    expect(opened.map(([, { Properties }]) => referred(Properties['FunctionName'])).sort()).toEqual(
      Object.values(variables).map(idOf).sort(),
    );
    for (const [, { Properties }] of opened)
      expect(json(Properties['SourceArn'])).toMatch(
        new RegExp(`(\\{"Ref":"${String(api)}"\\}|ExportsOutputRef${String(api)}\\w*"\\}),"/v1/\\*/\\*"`),
      );
  });

  it('is regional, and refused whole where the gateway leaves out a part of it', () => {
    expect(apiOf(application).Properties).toMatchObject({
      EndpointConfiguration: { Types: ['REGIONAL'] },
      Parameters: { endpointConfigurationTypes: 'REGIONAL' },
      FailOnWarnings: true,
      Body: {
        openapi: '3.0.1',
        'x-amazon-apigateway-api-key-source': 'HEADER',
        'x-amazon-apigateway-binary-media-types': ['image/png', 'image/jpeg', 'application/pdf', 'multipart/form-data'],
      },
    });
  });

  it('is deployed anew when the document changes, and then only', () => {
    const idOf = (name: string): unknown =>
      ofType(readTemplate(join(folder.path, name), 'Nestling-main-Application'), 'AWS::ApiGateway::Deployment').map(([id]) => id);
    const [[, stage] = []] = ofType(application, 'AWS::ApiGateway::Stage');

    expect(idOf('main')).toEqual([referred(stage?.Properties['DeploymentId'])]);
    expect(idOf('slow')).toEqual(idOf('main'));
    expect(idOf('unmetered')).not.toEqual(idOf('main'));
  });

  it('stands behind the firewall', () => {
    const [[stage] = []] = ofType(application, 'AWS::ApiGateway::Stage');

    expect(ofType(application, 'AWS::WAFv2::WebACLAssociation').map(([, { Properties }]) => json(Properties['ResourceArn']))).toEqual([
      expect.stringMatching(new RegExp(`/restapis/.+/stages/.+"Ref":"${String(stage)}"`)),
    ]);
  });

  it('logs no path and no query', () => {
    const [, stage] = ofType(application, 'AWS::ApiGateway::Stage')[0] ?? [];
    const { Format: format } = stage?.Properties['AccessLogSetting'] as { Format: string };

    expect(format).toContain('$context.resourcePath');
    expect(format).not.toMatch(/\$context\.(path|identity|authorizer\.claims\.(sub|username|email))/);
    expect(stage?.Properties).toMatchObject({
      TracingEnabled: true,
      MethodSettings: [{ DataTraceEnabled: false, ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 }],
    });
  });

  it('refuses in problem+json, in the words of the functions', () => {
    const known = new Map((Object.keys(PROBLEMS) as ProblemName[]).map((name) => [problemType(name), PROBLEMS[name]]));
    const ofTheGateway = ['urn:nestling:problem:api-key-missing', 'urn:nestling:problem:request-filtered'];

    const answers = bodyOf(application)['x-amazon-apigateway-gateway-responses'];

    expect(Object.keys(answers).sort()).toEqual([...Object.keys(REFUSALS), 'DEFAULT_4XX', 'DEFAULT_5XX'].sort());
    for (const { responseParameters } of Object.values(answers)) {
      expect(responseParameters).toMatchObject({ 'gatewayresponse.header.Content-Type': "'application/problem+json'" });
    }
    for (const { problem, status, title } of Object.values(REFUSALS)) {
      const type = `urn:nestling:problem:${problem}`;
      if (!ofTheGateway.includes(type)) expect(known.get(type)).toEqual({ status, title });
    }
  });

  it('gives each partner a plan and a key', () => {
    expect(ofType(application, 'AWS::ApiGateway::UsagePlan').map(([, { Properties }]) => Properties)).toMatchObject([
      { Quota: { Limit: 1000, Period: 'DAY' }, Throttle: { RateLimit: 5, BurstLimit: 10 } },
    ]);
    expect(ofType(application, 'AWS::ApiGateway::UsagePlanKey').length).toBe(1);
  });
});

describe('alarms', () => {
  it('each say what happened and what to do first, and tell somebody', () => {
    const alarms = ofType(application, 'AWS::CloudWatch::Alarm');

    expect(alarms.length).toBeGreaterThan(0);
    for (const [, { Properties }] of alarms) {
      expect(Properties['AlarmDescription']).toMatch(/^.+\. Runbook: .+\.$/);
      expect(Properties['AlarmActions']).toHaveLength(1);
    }
  });
});

describe('two stages of one account', () => {
  it('share no export and no name that AWS keeps unique', () => {
    const pilot = ['Foundation', 'Application'].map((each) => readTemplate(join(folder.path, 'pilot'), `Nestling-pilot-${each}`));
    const exportsOf = (templates: readonly Template[]): readonly (string | undefined)[] =>
      templates.flatMap(({ Outputs = {} }) => Object.values(Outputs).flatMap(({ Export }) => (Export === undefined ? [] : [Export.Name])));
    const domainOf = (templates: readonly Template[]): string =>
      json(
        templates.flatMap((template) => ofType(template, 'AWS::Cognito::UserPoolDomain')).map(([, { Properties }]) => Properties['Domain']),
      );
    const mine = exportsOf(stacks());

    expect(mine.length).toBeGreaterThan(0);
    expect(mine.filter((name) => exportsOf(pilot).includes(name))).toEqual([]);
    expect(domainOf(pilot)).not.toBe(domainOf(stacks()));
    expect(json(ofType(pilot[0] ?? foundation, 'AWS::Events::EventBus'))).toContain('Nestlingpilot');
  });

  it('keep what is protected and leave nothing of what is not', () => {
    const pilot = readTemplate(join(folder.path, 'pilot'), 'Nestling-pilot-Foundation');
    const policyOf = (template: Template, type: string): unknown => ofType(template, type)[0]?.[1].DeletionPolicy;

    for (const type of ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::Cognito::UserPool']) {
      expect(policyOf(foundation, type)).toBe('Retain');
      expect(policyOf(pilot, type)).toBe('Delete');
    }
  });
});

describe('the local system', () => {
  it("takes the same assembly, and brings a topic's message through the queue to its function", async () => {
    const local = await startLocal({ assembly: join(folder.path, 'main'), data: { memory: true } });
    const sns = new SNSClient(local.clientConfig);

    await sns.send(new PublishCommand({ TopicArn: local.topics.find((arn) => arn.includes('Campaign')), Message: 'YES' }));
    await local.idle();

    expect(local.meters().functions['LettersConsumers']).toMatchObject({ invocations: 1, errors: 0 });
    expect([local.deadLetters(), local.lost()]).toEqual([[], []]);
    await local.stop();
  });
});

describe('the synthesis', () => {
  it('gives the same bytes again', () => {
    for (const stack of ['Nestling-main-Foundation', 'Nestling-main-Application']) {
      expect(templateText(join(folder.path, 'again'), stack)).toBe(templateText(join(folder.path, 'main'), stack));
    }
  });

  it('names no folder of this machine', () => {
    expect(stacks().map(json).join('')).not.toContain(folder.path);
  });

  it('lays complete programmes and the description of the API in one layer', () => {
    const [, layer] = ofType(application, 'AWS::Lambda::LayerVersion')[0] ?? [];
    const asset = join(
      folder.path,
      'main',
      String((layer as unknown as { Metadata: Readonly<Record<string, string>> }).Metadata['aws:asset:path']),
    );

    expect(JSON.parse(readFileSync(join(asset, 'programmes/DEFAULT.json'), 'utf8'))).toMatchObject({
      id: 'DEFAULT',
      operations: { numbers: {} },
    });
    expect(readFileSync(join(asset, 'openapi.json'), 'utf8')).toContain('"openapi": "3.1.0"');
  });
});
