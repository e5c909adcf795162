import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context as LambdaContext } from 'aws-lambda';

/** What a block's function is, as a test calls it. */
export interface BlockUnderTest {
  readonly handler: (event: APIGatewayProxyEvent, context: LambdaContext) => Promise<APIGatewayProxyResult>;
  readonly manifest: { readonly scopes: readonly string[] };
}

export interface BlockCall {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Scopes of the token, without `nestling/`. @default all that the block's operations ask for, and the ministry's */
  readonly scopes?: readonly string[];
  readonly client?: string;
  readonly at?: string;
}

export interface BlockAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** JSON as it is, and anything else as text. */
  readonly body: unknown;
}

let calls = 0;

/** Calls a block through its handler, as the gateway does: `PATCH`, `/vouchers/voucher_activation`. */
export const callBlock = async (
  { handler, manifest }: BlockUnderTest,
  method: string,
  path: string,
  { query, body, headers = {}, scopes, client = 'client-1', at = '2026-03-01T10:00:00.000Z' }: BlockCall = {},
): Promise<BlockAnswer> => {
  calls += 1;
  const held = scopes?.map((scope) => `nestling/${scope}`) ?? [...manifest.scopes, 'nestling/ministry'];
  const event = {
    resource: '/govstack/block/{path+}',
    path,
    httpMethod: method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    pathParameters: { path: path.replace(/^\//, '') },
    queryStringParameters: query ?? null,
    multiValueQueryStringParameters: null,
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: {
      requestId: createHash('sha256').update(String(calls)).digest('hex').slice(0, 32),
      requestTimeEpoch: Date.parse(at),
      authorizer: { claims: { client_id: client, scope: held.join(' ') } },
    },
  } as unknown as APIGatewayProxyEvent;
  const answer = await handler(event, {} as LambdaContext);
  const type = String(answer.headers?.['content-type'] ?? '');
  return {
    status: answer.statusCode,
    headers: answer.headers ?? {},
    body: type.includes('json') && answer.body !== '' ? (JSON.parse(answer.body) as unknown) : answer.body,
  };
};
