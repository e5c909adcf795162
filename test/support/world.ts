import { createHash, createHmac } from 'node:crypto';
import type { APIGatewayProxyEvent, Context as LambdaContext } from 'aws-lambda';
import { caseFiles, type CaseFiles, type Context, type StoredEvent } from '../../functions/casefile/files.ts';
import { apiFunction } from '../../functions/runtime/api.ts';
import type { Operation } from '../../functions/runtime/operation.ts';
import type { Vault } from '../../functions/runtime/vault.ts';
import { dynamoTable } from '../../functions/table/dynamo.ts';
import type { Table } from '../../functions/table/table.ts';
import type { Engine } from './engine.ts';
import { memoryTable } from './memory-table.ts';

/** An answer of an operation, its body read as JSON where it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Record<string, unknown>;
  readonly text: string;
}

export interface CallOptions {
  readonly path?: Record<string, string>;
  /** A list where a parameter stands several times. */
  readonly query?: Record<string, string | readonly string[]>;
  readonly body?: unknown;
  /** Sent instead of `body`, as it is. */
  readonly rawBody?: string;
  readonly headers?: Record<string, string>;
  /** Scopes of the token, without `nestling/`; `ministry` is added unless a partner calls. */
  readonly scopes?: readonly string[];
  readonly client?: string;
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly at?: string;
  /** A partner's machine client: not the ministry's own. */
  readonly partner?: boolean;
  /** Keeps who was turned away. @default a table that nobody reads */
  readonly refusals?: Table;
}

/** Calls one operation as API Gateway would. */
export const call = async (operation: Operation, options: CallOptions = {}): Promise<Answer> => {
  const {
    path,
    query,
    body,
    rawBody,
    headers = {},
    scopes = operation.scope === null ? [] : [operation.scope.replace('nestling/', '')],
    client = 'client-1',
    at = '2026-03-01T10:00:00.000Z',
  } = options;
  const claims = {
    client_id: client,
    scope: [...scopes, ...(options.partner === true ? [] : ['ministry'])].map((scope) => `nestling/${scope}`).join(' '),
    ...(options.user === undefined ? {} : { username: options.user }),
    ...(options.groups === undefined ? {} : { 'cognito:groups': options.groups.join(' ') }),
  };
  const event = {
    resource: operation.path,
    path: operation.path,
    httpMethod: operation.method,
    headers: { 'content-type': 'application/json', ...headers },
    pathParameters: path ?? null,
    queryStringParameters:
      query === undefined ? null : Object.fromEntries(Object.entries(query).map(([name, values]) => [name, [values].flat().at(-1)])),
    multiValueQueryStringParameters:
      query === undefined ? null : Object.fromEntries(Object.entries(query).map(([name, values]) => [name, [values].flat()])),
    body: rawBody ?? (body === undefined ? null : JSON.stringify(body)),
    isBase64Encoded: false,
    requestContext: {
      requestId: createHash('sha256').update(`${at}${Math.random().toString()}`).digest('hex').slice(0, 32),
      requestTimeEpoch: Date.parse(at),
      authorizer: { claims },
    },
  } as unknown as APIGatewayProxyEvent;
  const result = await apiFunction({ table: options.refusals ?? memoryTable() }, [operation]).handler(event, {} as LambdaContext);
  const answerHeaders = (result.headers ?? {}) as Record<string, string>;
  const isJson = /\bjson\b/.test(answerHeaders['content-type'] ?? '');
  return {
    status: result.statusCode,
    headers: answerHeaders,
    text: result.body,
    body: isJson ? (JSON.parse(result.body) as Record<string, unknown>) : {},
  };
};

/** A vault that seals without a key service; the same promises, no AWS. */
export const testVault: Vault = {
  seal: (text, owner) => Promise.resolve(Buffer.from(`${owner}|${text}`).toString('base64')),
  open: (sealed, owner) => {
    const [holder, text] = Buffer.from(sealed, 'base64').toString().split('|');
    return holder === owner && text !== undefined ? Promise.resolve(text) : Promise.reject(new Error('sealed for somebody else'));
  },
  hash: (kind, text) => Promise.resolve(createHmac('sha256', 'test').update(`${kind}:${text}`).digest('hex')),
};

/** A fresh table and what stands on it; one for each test. */
export interface World {
  readonly table: Table;
  readonly files: CaseFiles;
  /** The events of a case so far, oldest first. */
  readonly eventsOf: (caseId: string) => Promise<readonly StoredEvent[]>;
  readonly factsOf: (caseId: string) => Promise<readonly string[]>;
}

export const aWorld = async (engine: Engine): Promise<World> => {
  const name = await engine.newTable();
  return worldOn(dynamoTable(engine.client, () => name));
};

/** What stands on a table. */
export const worldOn = (table: Table): World => {
  const files = caseFiles({ table, shards: () => 2 });
  return {
    table,
    files,
    eventsOf: (caseId) => files.history(caseId),
    factsOf: async (caseId) => (await files.history(caseId)).map(({ detailType }) => detailType),
  };
};

/** A context as a wrapper would make it. */
export const aContext = (at: string, extra: Partial<Context> = {}): Context => ({
  at,
  correlationId: 'correlation-1',
  causationId: `cause-${at}`,
  by: 'test',
  ...extra,
});
