import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context as LambdaContext } from 'aws-lambda';

/** A call of a building block, as the gateway hands it on. */
export interface BlockCall {
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text goes as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Scopes of the token, without `nestling/`. */
  readonly scopes?: readonly string[];
  readonly client?: string;
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly at?: string;
}

export interface BlockAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

type Handler = (event: APIGatewayProxyEvent, context: LambdaContext) => Promise<APIGatewayProxyResult>;

let calls = 0;

/** Calls a building block below its base path, as `GET /services`. */
export const blockCaller =
  (handler: Handler, name: string) =>
  async (
    route: string,
    { query, body, headers = {}, scopes = [], client = 'client-1', user, groups = [], at }: BlockCall = {},
  ): Promise<BlockAnswer> => {
    const [method = '', path = ''] = route.split(' ');
    const requestId = createHash('sha256')
      .update(`request ${String((calls += 1))}`)
      .digest('hex')
      .slice(0, 32);
    const event = {
      resource: `/govstack/${name}/{path+}`,
      path: `/govstack/${name}${path}`,
      httpMethod: method,
      headers: { 'content-type': 'application/json', ...headers },
      pathParameters: { path: path.slice(1) },
      queryStringParameters: query ?? null,
      multiValueQueryStringParameters: null,
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
      isBase64Encoded: false,
      requestContext: {
        requestId,
        requestTimeEpoch: Date.parse(at ?? '2026-03-01T10:00:00.000Z'),
        authorizer: {
          claims: {
            client_id: client,
            scope: scopes.map((scope) => `nestling/${scope}`).join(' '),
            ...(user === undefined ? {} : { username: user, 'cognito:groups': groups.join(' ') }),
          },
        },
      },
    } as unknown as APIGatewayProxyEvent;
    const { statusCode, headers: answered = {}, body: text } = await handler(event, {} as LambdaContext);
    const type = String(answered['content-type'] ?? '');
    return {
      status: statusCode,
      headers: answered as Record<string, string>,
      body: /json/.test(type) && text !== '' ? (JSON.parse(text) as unknown) : text,
    };
  };
