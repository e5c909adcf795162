import * as z from 'zod';
import type { Assembly } from '../assembly/assembly.ts';
import { AwsError } from '../runtime/errors.ts';
import type { Engine } from './engine.ts';

const KeySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

const TableProperties = z.object({
  KeySchema,
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  GlobalSecondaryIndexes: z
    .array(z.object({ IndexName: z.string(), KeySchema, Projection: z.record(z.string(), z.unknown()) }))
    .default([]),
  LocalSecondaryIndexes: z.array(z.object({ IndexName: z.string(), KeySchema, Projection: z.record(z.string(), z.unknown()) })).default([]),
  TimeToLiveSpecification: z.object({ AttributeName: z.string().optional(), Enabled: z.boolean() }).optional(),
  StreamSpecification: z.object({ StreamViewType: z.string().optional() }).optional(),
});

/** A table of the template. */
export interface TableDefinition {
  readonly name: string;
  readonly logicalId: string;
  readonly arn: string;
  readonly streamArn: string;
  readonly partitionKey: string;
  readonly sortKey: string | undefined;
  readonly partitionKeyOfIndex: Readonly<Record<string, string>>;
  readonly streamViewType: string | undefined;
  readonly expiresBy: string | undefined;
}

const keyOf = (schema: z.output<typeof KeySchema>, type: 'HASH' | 'RANGE') =>
  schema.find(({ KeyType: kind }) => kind === type)?.AttributeName;

/** Creates the template's tables where they do not exist yet. They have no stream: see `delivery/streams.ts`. */
export const createTables = async (assembly: Assembly, engine: Engine): Promise<readonly TableDefinition[]> => {
  const tables: TableDefinition[] = [];
  for (const { ref, arn, logicalId, attributes, properties } of assembly.ofType('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable')) {
    const table = TableProperties.parse(properties);
    const withoutThroughput = (index: {
      IndexName: string;
      KeySchema: z.output<typeof KeySchema>;
      Projection: Record<string, unknown>;
    }) => ({
      IndexName: index.IndexName,
      KeySchema: index.KeySchema,
      Projection: index.Projection,
    });
    try {
      await engine.call('CreateTable', {
        TableName: ref,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: table.KeySchema,
        AttributeDefinitions: table.AttributeDefinitions,
        ...(table.GlobalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes: table.GlobalSecondaryIndexes.map(withoutThroughput) }),
        ...(table.LocalSecondaryIndexes.length > 0 && { LocalSecondaryIndexes: table.LocalSecondaryIndexes.map(withoutThroughput) }),
      });
    } catch (error) {
      if (!(error instanceof AwsError) || error.name !== 'ResourceInUseException') throw error;
    }
    const indexes = [...table.GlobalSecondaryIndexes, ...table.LocalSecondaryIndexes];
    tables.push({
      name: ref,
      logicalId,
      arn,
      streamArn: attributes['StreamArn'] ?? '',
      partitionKey: keyOf(table.KeySchema, 'HASH') ?? '',
      sortKey: keyOf(table.KeySchema, 'RANGE'),
      partitionKeyOfIndex: Object.fromEntries(indexes.map((index) => [index.IndexName, keyOf(index.KeySchema, 'HASH') ?? ''])),
      streamViewType:
        table.StreamSpecification?.StreamViewType ?? (table.StreamSpecification === undefined ? undefined : 'NEW_AND_OLD_IMAGES'),
      expiresBy: table.TimeToLiveSpecification?.Enabled === true ? table.TimeToLiveSpecification.AttributeName : undefined,
    });
  }
  return tables;
};
