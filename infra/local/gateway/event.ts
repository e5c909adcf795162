import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { JsonObject } from '../json.ts';
import type { Api } from './api.ts';
import type { Method } from './body.ts';

/** What of an HTTP request goes into the event. */
export interface GatewayRequest {
  readonly httpMethod: string;
  /** Without the stage. */
  readonly path: string;
  /** By name as sent; the last value wins. */
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  readonly query: Readonly<Record<string, string>>;
  readonly multiValueQuery: Readonly<Record<string, readonly string[]>>;
  /** By name in lower case. */
  readonly header: Readonly<Record<string, string>>;
  readonly sourceIp: string;
}

const gather = (pairs: Iterable<readonly [string, string]>): Record<string, string[]> => {
  const gathered: Record<string, string[]> = {};
  for (const [name, value] of pairs) (gathered[name] ??= []).push(value);
  return gathered;
};
const lasts = (gathered: Record<string, string[]>): Record<string, string> =>
  Object.fromEntries(Object.entries(gathered).map(([name, values]) => [name, values.at(-1) ?? '']));

/** @param stage is taken off the path when it stands there */
export const readRequest = (request: IncomingMessage, stage: string): GatewayRequest => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const { rawHeaders } = request;
  const sent = Array.from(
    { length: rawHeaders.length / 2 },
    (_, index) => [rawHeaders[2 * index] ?? '', rawHeaders[2 * index + 1] ?? ''] as const,
  );
  const sourceIp = '127.0.0.1';
  const traceId = `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomUUID().replaceAll('-', '').slice(0, 24)}`;
  const added = [
    ['X-Amzn-Trace-Id', traceId] as const,
    ['X-Forwarded-For', sourceIp] as const,
    ['X-Forwarded-Port', '443'] as const,
    ['X-Forwarded-Proto', 'https'] as const,
  ];
  const unwanted = new Set([
    'connection',
    'transfer-encoding',
    'keep-alive',
    'x-amzn-trace-id',
    'x-forwarded-for',
    'x-forwarded-port',
    'x-forwarded-proto',
  ]);
  const multiValueHeaders = gather([...sent.filter(([name]) => !unwanted.has(name.toLowerCase())), ...added]);
  const multiValueQuery = gather(url.searchParams);
  const headers = lasts(multiValueHeaders);
  const withoutStage =
    url.pathname === `/${stage}` || url.pathname.startsWith(`/${stage}/`) ? url.pathname.slice(stage.length + 1) : url.pathname;
  return {
    httpMethod: request.method ?? 'GET',
    path: withoutStage === '' ? '/' : withoutStage,
    headers,
    multiValueHeaders,
    query: lasts(multiValueQuery),
    multiValueQuery,
    header: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    sourceIp,
  };
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `09/Apr/2015:12:34:56 +0000` */
const commonLogTime = (at: Date): string =>
  `${String(at.getUTCDate()).padStart(2, '0')}/${MONTHS[at.getUTCMonth()] ?? ''}/${at.getUTCFullYear()}:${at.toISOString().slice(11, 19)} +0000`;

/** The request context before it is known which method it meets. */
export const newContext = (api: Api, request: GatewayRequest, account: string, now: number): JsonObject => ({
  accountId: account,
  apiId: api.id,
  domainName: request.header['host'] ?? '127.0.0.1',
  domainPrefix: api.id,
  extendedRequestId: randomUUID().slice(0, 16),
  httpMethod: request.httpMethod,
  path: `/${api.stage}${request.path === '/' ? '' : request.path}`,
  protocol: 'HTTP/1.1',
  requestId: randomUUID(),
  requestTime: commonLogTime(new Date(now)),
  requestTimeEpoch: now,
  stage: api.stage,
  identity: {
    sourceIp: request.sourceIp,
    userAgent: request.header['user-agent'] ?? null,
    apiKey: null,
    apiKeyId: null,
    accessKey: null,
    accountId: null,
    caller: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    user: null,
    userArn: null,
  },
});

const orNull = <T extends object>(values: T): T | null => (Object.keys(values).length === 0 ? null : values);

/** The event of a Lambda proxy integration. */
export const proxyEvent = (
  api: Api,
  method: Method,
  request: GatewayRequest,
  pathParameters: Readonly<Record<string, string>>,
  context: JsonObject,
  body: string | null,
  isBase64Encoded: boolean,
): JsonObject => ({
  resource: method.path,
  path: request.path,
  httpMethod: request.httpMethod,
  headers: request.headers,
  multiValueHeaders: request.multiValueHeaders,
  queryStringParameters: orNull(request.query),
  multiValueQueryStringParameters: orNull(request.multiValueQuery),
  pathParameters: orNull(pathParameters),
  stageVariables: api.stageVariables,
  requestContext: context,
  body,
  isBase64Encoded,
});
