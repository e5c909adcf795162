import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  ConditionalCheckFailedException,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { Problem } from '../kernel/problem.ts';
import type { IndexName, Key } from './keys.ts';
import {
  TransactionContended,
  TransactionRefused,
  type Condition,
  type Item,
  type PageRequest,
  type Range,
  type Table,
  type Write,
} from './table.ts';

// numbers are those of JSON, on both ways: larger ones than an integer is exact to are kept as what they are
const toStored = (value: Readonly<Record<string, unknown>>) =>
  marshall(value, { removeUndefinedValues: true, allowImpreciseNumbers: true });
const fromStored = (stored: Parameters<typeof unmarshall>[0]): Item => unmarshall(stored, { wrapNumbers: Number }) as Item;
/** An item as a stream record of the table shows it. */
export const itemOfImage = (image: unknown): Item | undefined =>
  image === undefined ? undefined : fromStored(image as Parameters<typeof unmarshall>[0]);

const keyOf = ({ pk, sk }: Key) => toStored({ pk, sk });

const conditionOf = (condition: Condition | undefined) => {
  if (condition === undefined) return {};
  if (condition === 'absent') return { ConditionExpression: 'attribute_not_exists(pk)' };
  if (condition === 'present') return { ConditionExpression: 'attribute_exists(pk)' };
  return {
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: toStored({ ':version': condition.version }),
  };
};

const addition = ({ add, by, set }: Extract<Write, { add: Key }>, TableName: string): TransactWriteItem => {
  const names = [...Object.keys(by), ...Object.keys(set)];
  return {
    Update: {
      TableName,
      Key: keyOf(add),
      UpdateExpression: `ADD ${Object.keys(by)
        .map((name) => `#${name} :${name}`)
        .join(', ')} SET ${Object.keys(set)
        .map((name) => `#${name} = :${name}`)
        .join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: toStored(
        Object.fromEntries([...Object.entries(by), ...Object.entries(set)].map(([name, value]) => [`:${name}`, value])),
      ),
    },
  };
};

const writeOf = (write: Write, TableName: string): TransactWriteItem => {
  if ('put' in write) return { Put: { TableName, Item: toStored(write.put), ...conditionOf(write.condition) } };
  if ('remove' in write) return { Delete: { TableName, Key: keyOf(write.remove), ...conditionOf(write.condition) } };
  if ('check' in write)
    return {
      ConditionCheck: { TableName, Key: keyOf(write.check), ConditionExpression: 'attribute_exists(pk)', ...conditionOf(write.condition) },
    };
  return addition(write, TableName);
};

const refusalOf = (cancelled: TransactionCanceledException): Error => {
  const codes = (cancelled.CancellationReasons ?? []).map(({ Code }) => Code);
  const failed = new Set(codes.flatMap((code, place) => (code === 'ConditionalCheckFailed' ? [place] : [])));
  if (failed.size > 0) return new TransactionRefused(failed);
  return codes.includes('TransactionConflict') ? new TransactionContended('another transaction holds the same items') : cancelled;
};

const rangeOf = ({ beginsWith, from, to }: Range, sk: string): { text: string; values: Record<string, string> } => {
  if (beginsWith !== undefined) return { text: ` AND begins_with(${sk}, :begin)`, values: { ':begin': beginsWith } };
  if (from !== undefined && to !== undefined) return { text: ` AND ${sk} BETWEEN :from AND :to`, values: { ':from': from, ':to': to } };
  if (from !== undefined) return { text: ` AND ${sk} >= :from`, values: { ':from': from } };
  return to === undefined ? { text: '', values: {} } : { text: ` AND ${sk} <= :to`, values: { ':to': to } };
};

const cursorOf = (key: Parameters<typeof unmarshall>[0]): string => Buffer.from(JSON.stringify(unmarshall(key))).toString('base64url');
const cursorRefused = (cause: unknown) =>
  new Problem('InvalidRequest', 'cursor is not one that this list gave', {
    cause,
    errors: [{ pointer: '#/query/cursor', detail: 'is not one that this list gave' }],
  });

const startOf = (after: string | undefined) => {
  if (after === undefined) return {};
  try {
    const key: unknown = JSON.parse(Buffer.from(after, 'base64url').toString());
    if (typeof key !== 'object' || key === null || Array.isArray(key)) throw new Error('is no key');
    return { ExclusiveStartKey: toStored(key as Record<string, unknown>) };
  } catch (cause) {
    throw cursorRefused(cause);
  }
};

/** The table over DynamoDB. The client keeps its own retries: every call here may be repeated without harm. */
export const dynamoTable = (client: DynamoDBClient, tableName: () => string): Table => {
  // it goes through every item to leave out what is not to be logged, though nothing is logged
  client.middlewareStack.remove('loggerMiddleware');
  const query = async (index: IndexName | undefined, pk: string, range: Range, { limit, after, descending }: PageRequest) => {
    const name = index === undefined ? 'pk' : `${index}Pk`;
    // DynamoDB takes a range that ends before it begins for a fault
    if (range.from !== undefined && range.to !== undefined && range.to < range.from) return { items: [] };
    const bounds = rangeOf(range, index === undefined ? 'sk' : `${index}Sk`);
    const command = new QueryCommand({
      TableName: tableName(),
      ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
      KeyConditionExpression: `${name} = :pk${bounds.text}`,
      ExpressionAttributeValues: toStored({ ':pk': pk, ...bounds.values }),
      ScanIndexForward: descending !== true,
      ...(limit === undefined ? {} : { Limit: limit }),
      ...startOf(after),
    });
    const { Items = [], LastEvaluatedKey } = await client.send(command).catch((error: unknown) => {
      // the only part of a query that a caller writes is where it starts
      throw after !== undefined && error instanceof Error && error.name === 'ValidationException' ? cursorRefused(error) : error;
    });
    return { items: Items.map(fromStored), ...(LastEvaluatedKey === undefined ? {} : { next: cursorOf(LastEvaluatedKey) }) };
  };

  return {
    async find(key) {
      const { Item } = await client.send(new GetItemCommand({ TableName: tableName(), Key: keyOf(key), ConsistentRead: true }));
      return Item === undefined ? undefined : fromStored(Item);
    },
    async all(pk, range = {}) {
      const items: Item[] = [];
      for (let after: string | undefined; ;) {
        const page = await query(undefined, pk, range, after === undefined ? {} : { after });
        items.push(...page.items);
        if (page.next === undefined) return items;
        after = page.next;
      }
    },
    page: (pk, range, request) => query(undefined, pk, range, request),
    pageOf: query,
    async transact(writes, token) {
      try {
        await client.send(
          new TransactWriteItemsCommand({ ClientRequestToken: token, TransactItems: writes.map((write) => writeOf(write, tableName())) }),
        );
      } catch (error) {
        throw error instanceof TransactionCanceledException ? refusalOf(error) : error;
      }
    },
    async countUpTo(key, most, expiresAt) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: tableName(),
            Key: keyOf(key),
            UpdateExpression: 'SET expiresAt = :expiresAt, entity = :entity ADD counted :one',
            ConditionExpression: 'attribute_not_exists(counted) OR counted < :most',
            ExpressionAttributeValues: toStored({ ':expiresAt': expiresAt, ':entity': 'count', ':one': 1, ':most': most }),
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
};
