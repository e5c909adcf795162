import type { IndexName, Key } from '../../functions/table/keys.ts';
import {
  TransactionRefused,
  type Condition,
  type Item,
  type Page,
  type PageRequest,
  type Range,
  type Table,
  type Write,
} from '../../functions/table/table.ts';

const nameOf = ({ pk, sk }: Key): string => `${pk} | ${sk}`;

const inRange = (sk: string, { beginsWith, from, to }: Range): boolean =>
  (beginsWith === undefined || sk.startsWith(beginsWith)) && (from === undefined || sk >= from) && (to === undefined || sk <= to);

/** The table's promises in memory: for properties that run thousands of transactions. The real engine proves the rest elsewhere. */
export const memoryTable = (): Table => {
  const items = new Map<string, Item>();
  const done = new Set<string>();

  const holds = (key: Key, condition: Condition | undefined): boolean => {
    const found = items.get(nameOf(key));
    if (condition === undefined) return true;
    if (condition === 'absent') return found === undefined;
    if (condition === 'present') return found !== undefined;
    return found?.['version'] === condition.version;
  };
  const keyOf = (write: Write): Key =>
    'put' in write ? write.put : 'remove' in write ? write.remove : 'check' in write ? write.check : write.add;
  const apply = (write: Write): void => {
    const name = nameOf(keyOf(write));
    if ('put' in write) items.set(name, JSON.parse(JSON.stringify(write.put)) as Item);
    else if ('remove' in write) items.delete(name);
    else if ('add' in write) {
      const before = items.get(name) ?? { ...write.add, entity: '' };
      const sums = Object.entries(write.by).map(([field, by]) => [field, Number(before[field] ?? 0) + by]);
      items.set(name, { ...before, ...write.set, ...(Object.fromEntries(sums) as object) });
    }
  };
  const select = (pkName: string, skName: string, pk: string, range: Range): readonly Item[] =>
    [...items.values()]
      .filter((item) => item[pkName] === pk && inRange(String(item[skName]), range))
      .sort((left, right) => (String(left[skName]) < String(right[skName]) ? -1 : 1));
  const paged = (found: readonly Item[], { limit, after, descending }: PageRequest): Promise<Page> => {
    const ordered = descending === true ? found.toReversed() : found;
    const start = after === undefined ? 0 : ordered.findIndex((item) => nameOf(item) === after) + 1;
    const page = ordered.slice(start, limit === undefined ? undefined : start + limit);
    const last = page.at(-1);
    return Promise.resolve({ items: page, ...(last !== undefined && start + page.length < ordered.length ? { next: nameOf(last) } : {}) });
  };

  return {
    find: (key) => Promise.resolve(items.get(nameOf(key))),
    all: (pk, range = {}) => Promise.resolve(select('pk', 'sk', pk, range)),
    page: (pk, range, request) => paged(select('pk', 'sk', pk, range), request),
    pageOf: (index: IndexName, pk, range, request) => paged(select(`${index}Pk`, `${index}Sk`, pk, range), request),
    transact(writes, token) {
      if (done.has(token)) return Promise.resolve();
      const names = writes.map((write) => nameOf(keyOf(write)));
      if (writes.length === 0 || writes.length > 100 || new Set(names).size < names.length)
        return Promise.reject(new Error('a transaction has 1 to 100 writes, each of another item'));
      const failed = new Set(
        writes.flatMap((write, at) => (holds(keyOf(write), 'condition' in write ? write.condition : undefined) ? [] : [at])),
      );
      if (failed.size > 0) return Promise.reject(new TransactionRefused(failed));
      writes.forEach(apply);
      done.add(token);
      return Promise.resolve();
    },
    countUpTo(key, most, expiresAt) {
      const times = Number(items.get(nameOf(key))?.['counted'] ?? 0);
      if (times >= most) return Promise.resolve(false);
      items.set(nameOf(key), { ...key, entity: 'count', counted: times + 1, expiresAt });
      return Promise.resolve(true);
    },
  };
};
