import type * as z from 'zod';
import { RailWorkQueued } from '../../../events/catalogue.ts';
import { outboxItems, type Context } from '../../casefile/files.ts';
import { keys } from '../../table/keys.ts';
import type { Item, Table, Write } from '../../table/table.ts';
import type { Vault } from '../../runtime/vault.ts';
import { shelfWrite, type Shelved } from '../shelf.ts';
import { placeKey, RailOrders, type RailOrder } from './records.ts';

interface Needs {
  readonly table: Table;
  readonly vault: Vault;
}

const orderOf = (item: Item): Shelved<RailOrder> => ({ value: RailOrders.schema.parse(item), version: Number(item['version']) });

/** What a rail has to be asked for one batch or one validation: each order stands here until the rail has answered it. */
export const ordersOf = ({ table, vault }: Needs, work: string) => ({
  /** The write that leaves an order; a repeat leaves the same. */
  write: async (place: number, content: object): Promise<Write> =>
    shelfWrite(RailOrders, { place, sealed: await vault.seal(JSON.stringify(content), work), begun: false }, { within: work }),
  /** The first orders behind a place; from the first one where there is none. */
  async after(place: number | undefined, limit: number): Promise<readonly Shelved<RailOrder>[]> {
    const from = place === undefined ? {} : { from: placeKey(place + 1) };
    const { items } = await table.page(keys.shelf(RailOrders.name, work), from, { limit });
    return items.map(orderOf);
  },
  all: async (): Promise<readonly Shelved<RailOrder>[]> => (await table.all(keys.shelf(RailOrders.name, work))).map(orderOf),
  open: async <Schema extends z.ZodType>(schema: Schema, { value: { sealed } }: Shelved<RailOrder>): Promise<z.infer<Schema>> =>
    schema.parse(JSON.parse(await vault.open(sealed, work))),
  /** Notes that the rail is about to be asked. */
  begin: ({ value, version }: Shelved<RailOrder>): Write =>
    shelfWrite(RailOrders, { ...value, begun: true }, { within: work, version: version + 1, replaces: { version } }),
  done: ({ value }: Shelved<RailOrder>): Write => ({ remove: { pk: keys.shelf(RailOrders.name, work), sk: RailOrders.idOf(value) } }),
});
export type Orders = ReturnType<typeof ordersOf>;

/** That there is something to ask a rail; for the transaction that stores it. */
export const railWorkWrites = (
  {
    id,
    version,
    ...work
  }: { readonly id: string; readonly version: number; readonly kind: 'creditBatch' | 'addressCheck'; readonly code: string },
  context: Context,
): readonly Write[] =>
  outboxItems({ id, version, area: '', programme: '' }, context, [RailWorkQueued.of(work)]).map((put): Write => ({ put }));

/** Whether what a write puts is there, under its key. */
export const isStored = async (table: Table, write: Write | undefined): Promise<boolean> =>
  write !== undefined && 'put' in write && (await table.find(write.put)) !== undefined;
