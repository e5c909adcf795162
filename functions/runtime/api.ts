import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import { fingerprint } from '../kernel/ids.ts';
import { PROBLEMS, Problem, invalidRequest, isProblem, problemType, type Fault } from '../kernel/problem.ts';
import { count, flushMetrics, logger } from './observability.ts';
import { ROLES, type Caller, type Operation, type Refusal, type RefusalWriter, type Reply, type Role } from './operation.ts';

const PROBLEM_JSON = 'application/problem+json; charset=utf-8';
const JSON_UTF8 = 'application/json; charset=utf-8';
const SAFE_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'strict-transport-security': 'max-age=63072000' };

/** `~` and `/` as a JSON pointer writes them (RFC 6901). */
const pointerOf = (part: string, path: readonly PropertyKey[]): string =>
  ['#', part, ...path.map((step) => String(step).replace(/~/g, '~0').replace(/\//g, '~1'))].join('/');

const faultsOf = (part: string, { issues }: z.ZodError): Fault[] =>
  issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ pointer: pointerOf(part, [...issue.path, key]), detail: 'is not a known field' }))
      : [{ pointer: pointerOf(part, issue.path), detail: issue.message.replace(/^Invalid input: /, '') }],
  );

const claimsOf = (event: APIGatewayProxyEvent): Readonly<Record<string, string>> =>
  (event.requestContext.authorizer?.['claims'] ?? {}) as Record<string, string>;

const namesOf = (claim: string | undefined): readonly string[] => (claim ?? '').replace(/^\[|\]$/g, '').split(/[\s,]+/);

const groupsOf = (claim: string | undefined): Role[] => {
  const names = new Set(namesOf(claim));
  return ROLES.filter((role) => names.has(role));
};

const AREA_GROUP = 'area:';

/**
 * The areas that bind a member of the staff: of her groups those called `area:<code>`. Who has none, or runs the programme, is not bound;
 * a group that names no area binds all the same, so a slip in its name opens nothing.
 */
const areasOf = (claim: string | undefined, roles: readonly Role[]): readonly string[] | undefined => {
  if (roles.includes('manager') || roles.includes('admin')) return undefined;
  const areas = namesOf(claim).flatMap((name) => (name.startsWith(AREA_GROUP) ? [name.slice(AREA_GROUP.length)] : []));
  return areas.length === 0 ? undefined : areas;
};

/** The ministry's own systems carry this scope; a machine without it is a partner and sees the cases that it registered. */
const MINISTRY_SCOPE = 'nestling/ministry';

const lowered = (headers: Readonly<Record<string, string | undefined>> | null): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), value]])));

const versionOf = (ifMatch: string | undefined): number | undefined => {
  if (ifMatch === undefined) return undefined;
  const digits = /^(?:W\/)?"(\d{1,9})"$/.exec(ifMatch.trim())?.[1];
  if (digits === undefined)
    throw new Problem('InvalidRequest', 'If-Match is not an ETag of this API', {
      errors: [{ pointer: '#/headers/if-match', detail: 'must be an ETag such as "3"' }],
    });
  return Number(digits);
};

const onceOf = (event: APIGatewayProxyEvent, { operationId, method }: Operation, client: string, key: string | undefined) => {
  if (key === undefined || method === 'GET') return undefined;
  if (!/^[\x21-\x7e]{1,128}$/.test(key))
    throw new Problem('InvalidRequest', 'Idempotency-Key is unusable', {
      errors: [{ pointer: '#/headers/idempotency-key', detail: 'must be 1 to 128 visible ASCII characters' }],
    });
  return {
    key: fingerprint(['api', client, operationId, key]),
    fingerprint: fingerprint([event.pathParameters, event.queryStringParameters, event.body]),
  };
};

const callerOf = (event: APIGatewayProxyEvent, operation: Operation): Caller => {
  const claims = claimsOf(event);
  const headers = lowered(event.headers);
  const client = claims['client_id'] ?? 'public';
  const user = claims['username'] ?? claims['cognito:username'];
  const scopes = (claims['scope'] ?? '').split(' ');
  if (operation.scope !== null && !scopes.includes(operation.scope))
    throw new Problem('ScopeMissing', `this needs the scope ${operation.scope}`);
  const roles = groupsOf(claims['cognito:groups']);
  if (user !== undefined && operation.roles.length > 0 && !operation.roles.some((role) => roles.includes(role)))
    throw new Problem('RoleMissing', `this needs the role ${operation.roles.join(' or ')}`);
  const areas = user === undefined ? undefined : areasOf(claims['cognito:groups'], roles);
  const requestId = event.requestContext.requestId;
  const correlationId = headers['x-correlation-id'];
  const once = onceOf(event, operation, user ?? client, headers['idempotency-key']);
  const expectedVersion = versionOf(headers['if-match']);
  return {
    at: new Date(event.requestContext.requestTimeEpoch).toISOString(),
    correlationId: correlationId !== undefined && /^[\w.:-]{1,64}$/.test(correlationId) ? correlationId : requestId,
    causationId: requestId,
    by: user === undefined ? `client:${client}` : `user:${user}`,
    client,
    roles,
    scopes: scopes.map((scope) => scope.replace('nestling/', '')),
    headers,
    rawBody: event.body ?? '',
    ...(user === undefined ? {} : { user }),
    ...(user === undefined && claims['client_id'] !== undefined && !scopes.includes(MINISTRY_SCOPE) ? { partner: client } : {}),
    ...(areas === undefined ? {} : { areas }),
    ...(once === undefined ? {} : { once }),
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
  };
};

const bodyOf = (event: APIGatewayProxyEvent, { hasBody, bodyLimitBytes }: Operation): unknown => {
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : (event.body ?? '');
  if (Buffer.byteLength(text) > bodyLimitBytes) throw new Problem('BodyTooLarge', `the body may have ${String(bodyLimitBytes)} bytes`);
  if (!hasBody) return {};
  const type = lowered(event.headers)['content-type'] ?? 'application/json';
  if (!/^application\/(?:[\w.+-]*\+)?json\b/i.test(type))
    throw new Problem('MediaTypeUnsupported', 'content-type must be application/json');
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Problem('InvalidRequest', 'the body is not JSON', { cause, errors: [{ pointer: '#/body', detail: 'is not JSON' }] });
  }
};

const inputOf = (event: APIGatewayProxyEvent, operation: Operation) => {
  const parameters = operation.repeats ? event.multiValueQueryStringParameters : event.queryStringParameters;
  const given = { path: event.pathParameters ?? {}, query: parameters ?? {}, body: bodyOf(event, operation) };
  const results = (['path', 'query', 'body'] as const).map((part) => ({ part, result: operation.parts[part].safeParse(given[part]) }));
  const errors = results.flatMap(({ part, result }) => (result.success ? [] : faultsOf(part, result.error)));
  if (errors.length > 0) throw invalidRequest(...errors);
  const [path, query, body] = results.map(({ result }) => result.data);
  return { path, query, body };
};

const isReply = (answer: unknown): answer is Reply =>
  typeof answer === 'object' && answer !== null && 'reply' in answer && answer.reply === true;

const resultOf = (operation: Operation, answer: unknown): APIGatewayProxyResult => {
  const { status = operation.status, headers = {}, body, raw } = isReply(answer) ? answer : ({ reply: true, body: answer } satisfies Reply);
  if (raw !== undefined)
    return {
      statusCode: status,
      headers: { ...SAFE_HEADERS, 'content-type': raw.contentType, ...headers },
      body: raw.text,
      isBase64Encoded: raw.base64 === true,
    };
  return {
    statusCode: status,
    headers: { ...SAFE_HEADERS, 'content-type': JSON_UTF8, ...headers },
    body: JSON.stringify(operation.response.parse(body)),
  };
};

/** What a caller reads of a refusal; of a defect only that it happened. */
const refusalOf = (error: unknown, requestId: string): Refusal => {
  const instance = `urn:nestling:request:${requestId}`;
  if (!isProblem(error)) {
    logger.error('defect', { error });
    count('Defect');
    return { title: 'Internal server error', status: 500, instance };
  }
  const { status, title } = PROBLEMS[error.name];
  logger.info('refused', { problem: error.name });
  count(error.name);
  const { name, message: detail, errors, currentStatus, allowed } = error;
  return { name, title, status, detail, instance, errors, currentStatus, allowed };
};

/** A refusal as problem details (RFC 9457). */
const asProblem: RefusalWriter = ({ name, ...refusal }) => ({
  contentType: PROBLEM_JSON,
  text: JSON.stringify({ type: name === undefined ? 'about:blank' : problemType(name), ...refusal }),
});

const observed = (): middy.MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> => ({
  before: ({ event }) => {
    logger.resetKeys();
    logger.appendKeys({ requestId: event.requestContext.requestId, route: `${event.httpMethod} ${event.resource}` });
  },
  after: () => flushMetrics(),
});

const refusalsAsAnswers = (byRoute: ReadonlyMap<string, Operation>): middy.MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> => ({
  onError: (request) => {
    const { httpMethod, resource, requestContext } = request.event;
    const refusal = refusalOf(request.error, requestContext.requestId);
    const { contentType, text } = (byRoute.get(`${httpMethod} ${resource}`)?.refusals ?? asProblem)(refusal);
    request.response = { statusCode: refusal.status, headers: { ...SAFE_HEADERS, 'content-type': contentType }, body: text };
    flushMetrics();
  },
});

/** What the build reads of a function to wire it: never evaluated when a request comes in. */
const describe = (operations: readonly Operation[]) => ({
  kind: 'api' as const,
  get routes() {
    const schemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
    return operations.map(({ method, path, scope, operationId, hasBody, metered, summary, status, roles, parts, response }) => ({
      method,
      path,
      scope,
      operationId,
      body: hasBody,
      metered,
      summary,
      status,
      roles,
      schemas: {
        path: schemaOf(parts.path),
        query: schemaOf(parts.query),
        body: schemaOf(parts.body),
        response: z.toJSONSchema(response, { unrepresentable: 'any' }),
      },
    }));
  },
});

/** A Lambda function behind API Gateway: its operations, each parsed, authorised and answered alike. */
export const apiFunction = (operations: readonly Operation[]) => {
  const byRoute = new Map(operations.map((operation) => [`${operation.method} ${operation.path}`, operation]));
  const handler = middy<APIGatewayProxyEvent, APIGatewayProxyResult>(async (event: APIGatewayProxyEvent) => {
    const operation = byRoute.get(`${event.httpMethod} ${event.resource}`);
    if (operation === undefined) throw new Problem('RouteNotFound', 'no such route or method');
    const caller = callerOf(event, operation);
    return resultOf(operation, await operation.run(inputOf(event, operation), caller));
  })
    .use(observed())
    .use(refusalsAsAnswers(byRoute));
  return { handler, manifest: describe(operations) };
};
