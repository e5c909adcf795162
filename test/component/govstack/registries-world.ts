import { RegistryFilesLeft } from '../../../events/catalogue.ts';
import { buildingBlock } from '../../../functions/govstack/building-block.ts';
import { digitalRegistries } from '../../../functions/govstack/digital-registries/block.ts';
import { fileOperations } from '../../../functions/govstack/digital-registries-files/api/operations.ts';
import { storedFiles } from '../../../functions/govstack/digital-registries-files/stored-files.ts';
import { removeFiles } from '../../../functions/govstack/digital-registries-files/subscribers/remove-files.ts';
import { PlainDate } from '../../../functions/kernel/dates.ts';
import { duePartition, dueRange } from '../../../functions/table/keys.ts';
import type { Table } from '../../../functions/table/table.ts';
import { dueItemOf, eventOf } from '../../../functions/updating/domain/sweep.ts';
import { callBlock, type BlockAnswer, type BlockCall } from '../../support/block-call.ts';
import { shippedProgrammes } from '../../support/builders.ts';
import { memoryObjects } from '../../support/memory-objects.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { testVault, worldOn } from '../../support/world.ts';

export const CLIENT = { 'information-mediator-client': 'XX/GOV/0001/hospital' };

/** Cats of a town: a registry that says nothing of a person but who holds the cat. */
export const CATS = {
  databaseId: 40,
  code: 'CATS',
  title: 'Cats',
  key: 'chip',
  subject: 'holder',
  partners: 'read',
  fields: {
    chip: { type: 'string' },
    name: { type: 'string', required: true, searchable: true },
    holder: { type: 'string', searchable: true, personal: true },
    bornOn: { type: 'string', format: 'date' },
    lives: { type: 'integer', searchable: true },
    status: { type: 'string', enum: ['alive', 'dead'] },
    home: { type: 'object', properties: { road: { type: 'string' } } },
    bed: { type: 'string' },
  },
  unique: [{ fields: ['bed'], when: { status: 'alive' } }],
};

export const MITZI = { chip: 'C-1', name: 'Mitzi', holder: 'P-77', lives: 9, status: 'alive', bed: 'sofa' };

const SHARDS = 2;

/** What listens to the facts about files: they wait until they are delivered, and what fails waits on. */
const aFilesBus = (table: Table, needs: Parameters<typeof storedFiles>[0]) => {
  type Event = Parameters<ReturnType<typeof removeFiles>[number]['run']>[0];
  const subscriptions = removeFiles(storedFiles(needs));
  const waiting: { detailType: string; detail: string }[] = [];
  const transact = table.transact.bind(table);
  table.transact = async (writes, token) => {
    await transact(writes, token);
    for (const write of writes)
      if ('put' in write && write.put['detailType'] === RegistryFilesLeft.detailType)
        waiting.push({ detailType: RegistryFilesLeft.detailType, detail: String(write.put['detail']) });
  };
  return {
    deliver: async (): Promise<void> => {
      for (const fact of waiting.splice(0))
        for (const { detailType, run } of subscriptions.filter((each) => each.detailType === fact.detailType))
          await run({ 'detail-type': detailType, detail: JSON.parse(fact.detail) as unknown } as Event).catch(() => waiting.push(fact));
    },
    /** The daily sweep: what is due by then is told. */
    sweep: async (on: string): Promise<void> => {
      for (let shard = 0; shard < SHARDS; shard += 1) {
        const { items } = await table.pageOf('due', duePartition('update', shard), dueRange(undefined, PlainDate.parse(on)), {});
        waiting.push(...items.map((item) => eventOf(dueItemOf(item), 'update', `${on}T04:00:00.000Z`)));
      }
    },
  };
};

/**
 * The block with its files on a table, and calls of it as the ministry's own system, with the header that its operations ask for. What
 * follows from a call comes with `deliver`.
 */
export const aRegistriesBlock = (table: Table = memoryTable()) => {
  const world = worldOn(table);
  const objects = memoryObjects();
  const block = digitalRegistries({
    ...world,
    vault: testVault,
    programmes: shippedProgrammes,
    apiBaseUrl: () => 'https://api.example',
  });
  const needs = { table: world.table, objects, vault: testVault, shards: () => SHARDS };
  const filesBlock = buildingBlock({
    name: 'digital-registries',
    part: 'files',
    table: world.table,
    operations: fileOperations(needs),
  });
  const call = (method: string, path: string, { headers = CLIENT, ...rest }: BlockCall = {}): Promise<BlockAnswer> =>
    path.startsWith('/files')
      ? callBlock(filesBlock, method, path.slice('/files'.length), { headers, ...rest })
      : callBlock(block, method, path, { headers, ...rest });
  return {
    ...aFilesBus(world.table, needs),
    world,
    objects,
    block,
    call,
    define: (changes: Readonly<Record<string, unknown>> = {}, path = 'cats/1') =>
      call('PUT', `/registries/${path}`, { body: { ...CATS, ...changes } }),
    create: (content: unknown, options: BlockCall = {}) =>
      call('POST', '/data/cats/1/create', { body: { write: { content } }, ...options }),
    read: (content: unknown, options: BlockCall = {}) => call('POST', '/data/cats/1/read', { body: { query: { content } }, ...options }),
    exists: (content: unknown, options: BlockCall = {}) =>
      call('POST', '/data/cats/1/exists', { body: { query: { content } }, ...options }),
    list: async (query: BlockCall['query'] = {}) => {
      const { body, status } = await call('GET', '/data/cats/1', { query });
      return {
        status,
        ...(body as { results: readonly Readonly<Record<string, unknown>>[]; count: number; next?: string; previous?: string }),
      };
    },
  };
};

/** The pointers of a refusal. */
export const pointers = ({ body }: BlockAnswer): readonly string[] =>
  ((body as { errors?: readonly { pointer: string }[] }).errors ?? []).map(({ pointer }) => pointer);
