import type { Encryption } from '../access/encryption.ts';
import { authorize } from '../access/principal.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { AwsError } from '../runtime/errors.ts';
import type { Call, Service } from './call.ts';
import type { Engine } from './engine.ts';
import type { TableDefinition } from './tables.ts';

/** An item in DynamoDB's own JSON. */
export type Item = JsonObject;

/** Told of puts before they are sent on, so that their stream records are not lost in between. */
export interface PutWatcher {
  readonly watches: (table: TableDefinition) => boolean;
  /** @returns what to call once it is known whether the puts were done */
  readonly announce: (puts: readonly { readonly table: TableDefinition; readonly item: Item }[]) => (done: boolean) => void;
}

interface Needs {
  readonly encryption: Encryption;
  readonly engine: Engine;
  readonly tables: readonly TableDefinition[];
  readonly watcher: PutWatcher;
}

/** One permission that a call needs. */
interface Access {
  readonly action: string;
  readonly table: TableDefinition;
  readonly index?: string;
  readonly leadingKeys?: readonly string[];
}

interface Write {
  readonly verb: 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheckItem';
  readonly table: TableDefinition;
  readonly item: Item;
}

const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);

const scalarOf = (value: Json | undefined): string | undefined => {
  const typed = objectOf(value);
  const scalar = typed['S'] ?? typed['N'];
  return typeof scalar === 'string' ? scalar : undefined;
};

const VERBS: Readonly<Record<string, Write['verb']>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

/** The value that a query asks the partition key to be equal to. */
const queriedKey = (input: JsonObject, partitionKey: string): string | undefined => {
  const names = objectOf(input['ExpressionAttributeNames']);
  const values = objectOf(input['ExpressionAttributeValues']);
  const expression = input['KeyConditionExpression'];
  for (const [, left = '', right = ''] of (typeof expression === 'string' ? expression : '').matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g)) {
    if ((left.startsWith('#') ? names[left] : left) === partitionKey) return scalarOf(values[right]);
  }
  return undefined;
};

const REMEMBERED_TOKENS = 10_000;
const ITEM_ACTIONS = new Set(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem']);

/** DynamoDB as the functions see it: the engine's answers, behind the caller's role, with puts told to the stream. */
export const dynamodbService = ({ engine, tables, encryption, watcher }: Needs): Service => {
  const tokens = new Set<string>();
  const tableOf = (name: Json | undefined): TableDefinition => {
    const table = tables.find((one) => one.name === name || one.arn === name);
    if (table === undefined)
      throw new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${JSON.stringify(name)} not found`);
    return table;
  };
  const keysOf = (table: TableDefinition, item: JsonObject): readonly string[] => {
    const key = scalarOf(item[table.partitionKey]);
    return key === undefined ? [] : [key];
  };
  const perTable = (input: JsonObject): readonly (readonly [TableDefinition, Json])[] =>
    Object.entries(objectOf(input['RequestItems'])).map(([name, request]) => [tableOf(name), request]);

  const transactionWrites = (input: JsonObject): readonly Write[] =>
    listOf(input['TransactItems']).flatMap((entry) =>
      Object.entries(objectOf(entry)).flatMap(([kind, value]) => {
        const write = objectOf(value);
        const verb = VERBS[kind];
        return verb === undefined
          ? []
          : [{ verb, table: tableOf(write['TableName']), item: objectOf(kind === 'Put' ? write['Item'] : write['Key']) }];
      }),
    );
  const batchWrites = (input: JsonObject): readonly Write[] =>
    perTable(input).flatMap(([table, requests]) =>
      listOf(requests as readonly Json[]).map((request): Write => {
        const put = objectOf(request)['PutRequest'];
        return put === undefined
          ? { verb: 'DeleteItem', table, item: objectOf(objectOf(objectOf(request)['DeleteRequest'])['Key']) }
          : { verb: 'PutItem', table, item: objectOf(objectOf(put)['Item']) };
      }),
    );

  const accessesOf = ({ action, input }: Call): readonly Access[] => {
    switch (action) {
      case 'GetItem':
      case 'PutItem':
      case 'UpdateItem':
      case 'DeleteItem': {
        const table = tableOf(input['TableName']);
        return [{ action, table, leadingKeys: keysOf(table, objectOf(input[action === 'PutItem' ? 'Item' : 'Key'])) }];
      }
      case 'Query':
      case 'Scan': {
        const table = tableOf(input['TableName']);
        const index = input['IndexName'];
        const key = queriedKey(input, typeof index === 'string' ? (table.partitionKeyOfIndex[index] ?? '') : table.partitionKey);
        return [{ action, table, ...(typeof index === 'string' && { index }), ...(key !== undefined && { leadingKeys: [key] }) }];
      }
      case 'DescribeTable':
      case 'DescribeTimeToLive':
        return [{ action, table: tableOf(input['TableName']) }];
      case 'TransactWriteItems':
        return transactionWrites(input).map(({ verb, table, item }) => ({ action: verb, table, leadingKeys: keysOf(table, item) }));
      case 'TransactGetItems':
        return listOf(input['TransactItems']).map((entry) => {
          const get = objectOf(objectOf(entry)['Get']);
          const table = tableOf(get['TableName']);
          return { action: 'GetItem', table, leadingKeys: keysOf(table, objectOf(get['Key'])) };
        });
      case 'BatchWriteItem':
        return perTable(input).map(([table]) => ({
          action,
          table,
          leadingKeys: batchWrites(input)
            .filter((write) => write.table === table)
            .flatMap(({ item }) => keysOf(table, item)),
        }));
      case 'BatchGetItem':
        return perTable(input).map(([table, request]) => ({
          action,
          table,
          leadingKeys: listOf(objectOf(request)['Keys']).flatMap((key) => keysOf(table, objectOf(key))),
        }));
      default:
        throw new AwsError('UnknownOperationException', `the local system does not host dynamodb:${action}`);
    }
  };
  const writesOf = ({ action, input }: Call): readonly Write[] => {
    if (action === 'PutItem') return [{ verb: action, table: tableOf(input['TableName']), item: objectOf(input['Item']) }];
    if (action === 'TransactWriteItems') return transactionWrites(input);
    if (action === 'BatchWriteItem') return batchWrites(input);
    return [];
  };
  /** Whether the call repeats a transaction that was done already; the engine answers it without doing it again. */
  const isRepetition = ({ action, input }: Call): boolean => {
    const token = input['ClientRequestToken'];
    return action === 'TransactWriteItems' && typeof token === 'string' && tokens.has(token);
  };
  const remember = ({ input }: Call) => {
    const token = input['ClientRequestToken'];
    if (typeof token !== 'string') return;
    tokens.add(token);
    for (const oldest of tokens) {
      if (tokens.size <= REMEMBERED_TOKENS) break;
      tokens.delete(oldest);
    }
  };

  return async (call) => {
    const { principal, action, input } = call;
    if (principal.role !== undefined) {
      for (const { action: verb, table, index, leadingKeys } of accessesOf(call)) {
        const context = {
          ...(leadingKeys !== undefined && { 'dynamodb:LeadingKeys': leadingKeys }),
          ...(!ITEM_ACTIONS.has(action) && { 'dynamodb:EnclosingOperation': action }),
        };
        encryption.authorize(principal, table.arn);
        authorize(principal, `dynamodb:${verb}`, index === undefined ? table.arn : `${table.arn}/index/${index}`, context);
      }
    }
    const puts = isRepetition(call) ? [] : writesOf(call).filter(({ verb, table }) => verb === 'PutItem' && watcher.watches(table));
    const settle = watcher.announce(puts);
    let answer: Record<string, unknown>;
    try {
      answer = await engine.call(
        action,
        action.startsWith('Describe') || action === 'ListTables' ? input : { ReturnConsumedCapacity: 'TOTAL', ...input },
      );
    } catch (error) {
      settle(false);
      throw error;
    }
    settle(true);
    if (action === 'TransactWriteItems') remember(call);
    const consumed = [answer['ConsumedCapacity']].flat().filter(isObject);
    const units = consumed.reduce((sum, { CapacityUnits: one }) => sum + (typeof one === 'number' ? one : 0), 0);
    const itemsRead = answer['ScannedCount'] ?? (action === 'GetItem' && answer['Item'] !== undefined ? 1 : 0);
    call.units = /Put|Update|Delete|Write/.test(action)
      ? { read: 0, write: units, itemsRead: 0 }
      : { read: units, write: 0, itemsRead: Number(itemsRead) };
    return answer;
  };
};
