import type { Key } from './keys.ts';
import { TransactionRefused, type Condition, type Item, type Range, type Table, type Write } from './table.ts';

const nameOf = ({ pk, sk }: Key): string => JSON.stringify([pk, sk]);
const keyOf = (write: Write): Key =>
  'put' in write ? write.put : 'remove' in write ? write.remove : 'check' in write ? write.check : write.add;

const holds = (condition: Condition, item: Item | undefined): boolean => {
  if (condition === 'absent') return item === undefined;
  if (condition === 'present') return item !== undefined;
  return item?.['version'] === condition.version;
};

const isIn = ({ beginsWith = '', from, to }: Range, sk: string): boolean =>
  sk.startsWith(beginsWith) && (from === undefined || sk >= from) && (to === undefined || sk <= to);

/**
 * A table on which everything is judged as in earnest, and nothing is stored: conditions are held against what stands there, and what is written is
 * kept here, where the next decision of the same rehearsal reads it. Pages, which no decision reads, are of what is stored.
 */
export const rehearsalOn = (table: Table): Table => {
  /** What was written; undefined where it was removed. */
  const written = new Map<string, { readonly key: Key; readonly item: Item | undefined }>();
  const find: Table['find'] = async (key) => {
    const known = written.get(nameOf(key));
    return known === undefined ? table.find(key) : known.item;
  };
  const itemAfter = (write: Write, item: Item | undefined): Item | undefined => {
    if ('put' in write) return write.put;
    if ('remove' in write) return undefined;
    if ('check' in write) return item;
    const sums = Object.entries(write.by).map(([name, more]) => [name, Number(item?.[name] ?? 0) + more] as const);
    return { entity: 'counter', ...item, ...write.set, ...Object.fromEntries(sums), ...write.add };
  };

  return {
    find,
    page: (pk, range, request) => table.page(pk, range, request),
    pageOf: (index, pk, range, request) => table.pageOf(index, pk, range, request),
    async all(pk, range = {}) {
      const stored = await table.all(pk, range);
      const here = [...written.values()].filter(({ key }) => key.pk === pk && isIn(range, key.sk));
      return [...stored.filter((item) => !written.has(nameOf(item))), ...here.flatMap(({ item }) => item ?? [])].sort((left, right) =>
        left.sk < right.sk ? -1 : 1,
      );
    },
    async transact(writes) {
      const needsBefore = (write: Write): boolean => 'add' in write || write.condition !== undefined;
      const before = await Promise.all(writes.map((write) => (needsBefore(write) ? find(keyOf(write)) : Promise.resolve(undefined))));
      const failed = writes.flatMap((write, place) => {
        const condition = 'condition' in write ? write.condition : undefined;
        return condition === undefined || holds(condition, before[place]) ? [] : [place];
      });
      if (failed.length > 0) throw new TransactionRefused(new Set(failed));
      writes.forEach((write, place) => {
        const { pk, sk } = keyOf(write);
        if (!('check' in write)) written.set(nameOf({ pk, sk }), { key: { pk, sk }, item: itemAfter(write, before[place]) });
      });
    },
    countUpTo: () => Promise.resolve(true),
  };
};
