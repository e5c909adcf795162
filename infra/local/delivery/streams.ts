import * as z from 'zod';
import type { Encryption } from '../access/encryption.ts';
import { isAllowed } from '../access/evaluate.ts';
import { assume } from '../access/principal.ts';
import type { Assembly } from '../assembly/assembly.ts';
import type { Engine } from '../endpoint/engine.ts';
import type { Item, PutWatcher } from '../endpoint/dynamodb.ts';
import type { TableDefinition } from '../endpoint/tables.ts';
import { failed } from '../functions/protocol.ts';
import type { Functions } from '../functions/functions.ts';
import { canonicalJson, isObject, parseJson, type Json, type JsonObject } from '../json.ts';
import type { Activity } from '../runtime/activity.ts';
import type { Clock } from '../runtime/clock.ts';
import { orderedId } from '../runtime/ids.ts';
import type { Journal } from '../runtime/journal.ts';
import type { Mapping } from './mapping.ts';
import { matchesPattern } from './pattern.ts';
import type { Queues } from './queues.ts';
import { startLane, type Lane } from './stream-lane.ts';

const MappingProperties = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.coerce.number().default(100),
  Enabled: z.boolean().default(true),
  BisectBatchOnFunctionError: z.boolean().default(false),
  MaximumRetryAttempts: z.coerce.number().default(-1),
  MaximumRecordAgeInSeconds: z.coerce.number().default(-1),
  FunctionResponseTypes: z.array(z.string()).default([]),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })).default([]) }).default({ Filters: [] }),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).default({}),
});

/** A put that is about to be done (`intent`) or was done (`ready`) and that the mapping's function has not worked off yet. */
export type StreamEntry = { readonly state: 'intent' | 'ready'; readonly item: Item; readonly at: number };

const READ_ACTIONS = ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'];

const asksForInsertsOnly = (filter: unknown): boolean =>
  isObject(filter) && Array.isArray(filter['eventName']) && filter['eventName'].length === 1 && filter['eventName'][0] === 'INSERT';

const readMappings = (
  assembly: Assembly,
  tables: readonly TableDefinition[],
  functions: Functions,
  encryption: Encryption,
  queues: Queues,
): readonly Mapping[] =>
  assembly.ofType('AWS::Lambda::EventSourceMapping').flatMap(({ logicalId, properties }) => {
    if (queues.has(String(properties['EventSourceArn']))) return [];
    const mapping = MappingProperties.parse(properties);
    if (!mapping.Enabled) return [];
    const table = tables.find(({ streamArn }) => streamArn === mapping.EventSourceArn);
    if (table?.streamViewType === undefined)
      throw new Error(
        `${logicalId}: the local system hosts mappings of the template's table streams and queues, not of ${mapping.EventSourceArn}`,
      );
    const target = functions.all.find(({ name, arn }) => name === mapping.FunctionName || arn === mapping.FunctionName);
    if (target === undefined) throw new Error(`${logicalId}: there is no function ${mapping.FunctionName}`);
    const filters = mapping.FilterCriteria.Filters.map(({ Pattern: pattern }) => parseJson(pattern));
    if (filters.length === 0 || !filters.every(asksForInsertsOnly))
      throw new Error(`${logicalId}: the local system gives a stream only inserted items; every filter must say {"eventName":["INSERT"]}`);
    for (const action of READ_ACTIONS) {
      if (!isAllowed(target.role.statements, { action, resource: table.streamArn, context: {} }))
        throw new Error(`${logicalId}: role ${target.role.name} of ${target.logicalId} may not ${action} on ${table.streamArn}`);
    }
    if (!encryption.allows(assume(target.role, target.name), table.arn))
      throw new Error(`${logicalId}: role ${target.role.name} may not use the key of ${table.arn}`);
    return [
      {
        id: logicalId,
        table,
        target,
        filters,
        batchSize: mapping.BatchSize,
        bisects: mapping.BisectBatchOnFunctionError,
        retries: mapping.MaximumRetryAttempts,
        reportsItemFailures: mapping.FunctionResponseTypes.includes('ReportBatchItemFailures'),
        onFailureArn: mapping.DestinationConfig.OnFailure?.Destination,
      },
    ];
  });

interface Needs {
  readonly assembly: Assembly;
  readonly tables: readonly TableDefinition[];
  readonly functions: Functions;
  readonly engine: Engine;
  readonly queues: Queues;
  readonly encryption: Encryption;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly lost: (why: string, payload: string) => void;
}

/** The tables' streams: what the endpoint announces becomes records, in order per partition key, until the function has taken them. */
export interface Streams extends PutWatcher {
  /** Settles puts whose outcome an earlier process did not learn, and takes up its undelivered records. */
  readonly resume: () => Promise<void>;
}

const LANES = 4;

const laneOf = (key: string): number => {
  let hash = 0;
  for (let index = 0; index < key.length; index++) hash = (Math.imul(hash, 31) + key.charCodeAt(index)) | 0;
  return Math.abs(hash) % LANES;
};

export const startStreams = ({
  assembly,
  tables,
  functions,
  engine,
  queues,
  encryption,
  journal,
  clock,
  activity,
  lost,
}: Needs): Streams => {
  const mappings = readMappings(assembly, tables, functions, encryption, queues).map((mapping) => {
    const kept = journal.map<StreamEntry>(`stream ${mapping.id}`);
    const recordOf = (id: string, { item, at }: StreamEntry): JsonObject => {
      const keys = [mapping.table.partitionKey, mapping.table.sortKey].flatMap((key) =>
        key === undefined ? [] : [[key, item[key] ?? null] as const],
      );
      return {
        eventID: id,
        eventName: 'INSERT',
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: assembly.region,
        dynamodb: {
          ApproximateCreationDateTime: Math.floor(at / 1000),
          Keys: Object.fromEntries(keys),
          NewImage: item,
          SequenceNumber: id,
          SizeBytes: JSON.stringify(item).length,
          StreamViewType: mapping.table.streamViewType ?? 'NEW_AND_OLD_IMAGES',
        },
        eventSourceARN: mapping.table.streamArn,
      };
    };
    const run = async (records: readonly Json[]) => {
      const outcome = await functions.invoke(mapping.target.arn, JSON.stringify({ Records: records }));
      return failed(outcome) ? undefined : parseJson(outcome.payload);
    };
    const lanes: readonly Lane[] = Array.from({ length: LANES }, () =>
      startLane({ mapping, run, queues, encryption, clock, activity, lost, acknowledge: (id) => kept.delete(id) }),
    );
    const enqueue = (id: string, entry: StreamEntry) =>
      lanes[laneOf(canonicalJson(entry.item[mapping.table.partitionKey]))]?.add({ id, record: recordOf(id, entry) });
    const accepts = (item: Item) =>
      mapping.filters.some((filter) => matchesPattern(filter, { eventName: 'INSERT', dynamodb: { NewImage: item } }));
    return { ...mapping, kept, enqueue, accepts };
  });

  const isStored = async (table: TableDefinition, item: Item): Promise<boolean> => {
    const Key = Object.fromEntries([table.partitionKey, table.sortKey].flatMap((key) => (key === undefined ? [] : [[key, item[key]]])));
    const { Item: stored } = await engine.call('GetItem', { TableName: table.name, Key, ConsistentRead: true });
    return stored !== undefined && canonicalJson(stored) === canonicalJson(item);
  };

  return {
    watches: (table) => mappings.some((mapping) => mapping.table === table),
    announce(puts) {
      const announced = puts.flatMap(({ table, item }) =>
        mappings
          .filter((mapping) => mapping.table === table && mapping.accepts(item))
          .map((mapping) => {
            const id = orderedId();
            const entry: StreamEntry = { state: 'intent', item, at: clock.now() };
            mapping.kept.set(id, entry);
            return { mapping, id, entry };
          }),
      );
      return (done) => {
        for (const { mapping, id, entry } of announced) {
          if (!done) {
            mapping.kept.delete(id);
            continue;
          }
          mapping.kept.set(id, { ...entry, state: 'ready' });
          mapping.enqueue(id, entry);
        }
      };
    },
    async resume() {
      for (const { table, kept, enqueue } of mappings) {
        for (const [id, entry] of kept.entries()) {
          if (entry.state === 'ready' || (await isStored(table, entry.item))) enqueue(id, entry);
          else kept.delete(id);
        }
      }
    },
  };
};
