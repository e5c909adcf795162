import { digitalRegistries } from '../../../functions/govstack/digital-registries/block.ts';
import type { Table } from '../../../functions/table/table.ts';
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

/** The block on a table, and calls of it as the ministry's own system, with the header that its operations ask for. */
export const aRegistriesBlock = (table: Table = memoryTable()) => {
  const world = worldOn(table);
  const objects = memoryObjects();
  const block = digitalRegistries({
    ...world,
    objects,
    vault: testVault,
    programmes: shippedProgrammes,
    apiBaseUrl: () => 'https://api.example',
  });
  const call = (method: string, path: string, { headers = CLIENT, ...rest }: BlockCall = {}): Promise<BlockAnswer> =>
    callBlock(block, method, path, { headers, ...rest });
  return {
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
