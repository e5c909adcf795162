import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import { PROBLEMS, Problem, invalidRequest, isProblem, problemType } from '../kernel/problem.ts';
import type { Table } from '../table/table.ts';
import { readJson } from './json-body.ts';
import { count, flushMetrics, logger } from './observability.ts';
import type { Caller, Operation, Refusal, RefusalWriter, Reply } from './operation.ts';
import { prepared } from './prepare.ts';
import { keepRefusal } from './refusals.ts';
import { callerOf, faultsOf, lowered } from './request.ts';

const PROBLEM_JSON = 'application/problem+json; charset=utf-8';
export const JSON_UTF8 = 'application/json; charset=utf-8';
export const SAFE_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000',
};

const bodyOf = (event: APIGatewayProxyEvent, { hasBody, bodyLimitBytes, scope }: Operation): unknown => {
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : (event.body ?? '');
  if (Buffer.byteLength(text) > bodyLimitBytes) throw new Problem('BodyTooLarge', `the body may have ${String(bodyLimitBytes)} bytes`);
  if (!hasBody) return {};
  const type = lowered(event.headers)['content-type'] ?? 'application/json';
  if (!/^application\/(?:[\w.+-]*\+)?json\b/i.test(type))
    throw new Problem('MediaTypeUnsupported', 'content-type must be application/json');
  // without a token it is a gateway that calls, and no text from a phone is turned away
  return readJson(text, scope === null);
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

export const resultOf = (operation: Operation, answer: unknown): APIGatewayProxyResult => {
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

/** The answer to whoever is refused: counted, and in the words of `writer`. */
export const refusedAnswer = (error: unknown, requestId: string, writer: RefusalWriter = asProblem): APIGatewayProxyResult => {
  const refusal = refusalOf(error, requestId);
  const { contentType, text } = writer(refusal);
  return { statusCode: refusal.status, headers: { ...SAFE_HEADERS, 'content-type': contentType }, body: text };
};

/** Log and metrics of one request: its id and route, and nothing of what was in it. */
export const observed = (): middy.MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> => ({
  before: ({ event }) => {
    logger.resetKeys();
    logger.appendKeys({ requestId: event.requestContext.requestId, route: `${event.httpMethod} ${event.resource}` });
  },
  after: () => flushMetrics(),
});

/** What the build reads of operations; never evaluated when a request comes in. */
export const described = (operations: readonly Operation[]) => {
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
};

export interface ApiProps {
  /** Keeps who was turned away (403). @default - none, where all operations are public */
  readonly table?: Table;
  /**
   * Lets a caller in, or throws why not; asked before an operation reads its input.
   * @throws {Problem}
   * @default - everybody who has the scope and the role
   */
  readonly admit?: (caller: Caller) => Promise<void>;
}

/** A Lambda function behind API Gateway: its operations, each parsed, authorised and answered alike. */
export const apiFunction = ({ table, admit }: ApiProps, operations: readonly Operation[]) => {
  if (table === undefined && operations.some(({ scope }) => scope !== null))
    throw new Error('an operation with a scope needs the table that keeps who was turned away');
  const byRoute = new Map(operations.map((operation) => [`${operation.method} ${operation.path}`, operation]));
  const find = ({ httpMethod, resource }: APIGatewayProxyEvent): Operation | undefined => byRoute.get(`${httpMethod} ${resource}`);
  const handler = middy<APIGatewayProxyEvent, APIGatewayProxyResult>(async (event: APIGatewayProxyEvent) => {
    await prepared();
    const operation = find(event);
    if (operation === undefined) throw new Problem('RouteNotFound', 'no such route or method');
    const caller = callerOf(event, operation);
    await admit?.(caller);
    return resultOf(operation, await operation.run(inputOf(event, operation), caller));
  })
    .use(observed())
    .use({
      onError: async (request: middy.Request<APIGatewayProxyEvent, APIGatewayProxyResult>) => {
        const { event, error } = request;
        const operation = find(event);
        request.response = refusedAnswer(error, event.requestContext.requestId, operation?.refusals);
        if (table !== undefined && operation !== undefined) await keepRefusal(table, error, event, operation);
        flushMetrics();
      },
    });
  const manifest = {
    kind: 'api' as const,
    get routes() {
      return described(operations);
    },
  };
  return { handler, manifest };
};
