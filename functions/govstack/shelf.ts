/** Where the building blocks keep what belongs to no case: services, registries, vouchers, agreements with partners. */
import type * as z from 'zod';
import { commitBeside, earlierAnswer, type Context } from '../casefile/files.ts';
import { Problem } from '../kernel/problem.ts';
import { keys } from '../table/keys.ts';
import {
  TransactionContended,
  TransactionRefused,
  type Item,
  type PageRequest,
  type Range,
  type Table,
  type Write,
} from '../table/table.ts';

/** One kind of record on a shelf. No field of it may be called `version`: that is the shelf's own. */
export interface ShelfKind<T> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
  /** Unlike any other of the same shelf. */
  readonly idOf: (value: T) => string;
}

/** Declares a kind of record. */
export const shelfKind = <T>(declaration: ShelfKind<T>): ShelfKind<T> => declaration;

/** A record with the version that guards it; 1 when it is new. */
export interface Shelved<T> {
  readonly value: T;
  readonly version: number;
}

export interface ShelfPage<T> {
  readonly items: readonly Shelved<T>[];
  readonly next?: string;
}

/** The one shelf of a kind that is not listed by anything. */
const WHOLE = 'all';

/** The write that puts a record on its shelf; for a transaction with others. */
export const shelfWrite = <T extends object>(
  kind: ShelfKind<T>,
  value: T,
  { within = WHOLE, version = 1, replaces }: { within?: string; version?: number; replaces?: 'absent' | { version: number } } = {},
): Write => ({
  put: {
    ...(kind.schema.parse(value) as Record<string, unknown>),
    pk: keys.shelf(kind.name, within),
    sk: kind.idOf(value),
    entity: kind.name,
    version,
  },
  ...(replaces === undefined ? {} : { condition: replaces }),
});

/** The records of a kind; `within` separates shelves that are listed apart. */
export const shelf = <T extends object>(table: Table, kind: ShelfKind<T>, within = WHOLE) => {
  const pk = keys.shelf(kind.name, within);
  const shelved = (item: Item): Shelved<T> => ({ value: kind.schema.parse(item), version: Number(item['version']) });
  const find = async (id: string): Promise<Shelved<T> | undefined> => {
    const item = await table.find({ pk, sk: id });
    return item === undefined ? undefined : shelved(item);
  };

  const commit = async <Answer>(context: Context, writes: readonly Write[], answer: Answer): Promise<Answer> => {
    try {
      return await commitBeside(table, context, writes, answer);
    } catch (error) {
      if (!(error instanceof TransactionRefused || error instanceof TransactionContended)) throw error;
      throw new Problem('VersionConflict', 'the record was changed by somebody else', { cause: error });
    }
  };

  return {
    find,
    /** @throws {Problem} RecordNotFound */
    async get(id: string, what: string): Promise<Shelved<T>> {
      const found = await find(id);
      if (found === undefined) throw new Problem('RecordNotFound', `there is no ${what} of this id`);
      return found;
    },
    /** A page in the order of the ids. */
    async page(request: PageRequest, range: Range = {}): Promise<ShelfPage<T>> {
      const { items, next } = await table.page(pk, range, request);
      return { items: items.map(shelved), ...(next === undefined ? {} : { next }) };
    },
    /** All of them, page after page: for shelves that a country fills by hand. */
    async all(): Promise<readonly Shelved<T>[]> {
      return (await table.all(pk)).map(shelved);
    },
    /** Puts a record in the place of the one that the caller has read, or where none is. @throws {Problem} VersionConflict */
    async put(value: T, context: Context, seen: Shelved<T> | undefined, also: readonly Write[] = []): Promise<Shelved<T>> {
      const version = (seen?.version ?? 0) + 1;
      const write = shelfWrite(kind, value, { within, version, replaces: seen === undefined ? 'absent' : { version: seen.version } });
      return commit(context, [write, ...also], { value, version });
    },
    /** @throws {Problem} VersionConflict */
    async remove(id: string, context: Context, seen: Shelved<T>, also: readonly Write[] = []): Promise<void> {
      await commit(context, [{ remove: { pk, sk: id }, condition: { version: seen.version } }, ...also], null);
    },
  };
};

const TRIES = 8;

/**
 * Commits what `attempt` decides, and lets it decide again when somebody else was faster; nothing to write means that nothing changed.
 * @throws {Problem} VersionConflict, IdempotencyKeyReused, and what `attempt` throws
 */
export const settle = async <Answer>(
  table: Table,
  context: Context,
  attempt: () => Promise<{ readonly writes: readonly Write[]; readonly answer: Answer }>,
): Promise<Answer> => {
  const earlier = await earlierAnswer(table, context);
  if (earlier !== undefined) return earlier.answer as Answer;
  for (let tryNumber = 1; ; tryNumber += 1) {
    const { writes, answer } = await attempt();
    try {
      return writes.length === 0 ? answer : await commitBeside(table, context, writes, answer);
    } catch (error) {
      if (!(error instanceof TransactionRefused || error instanceof TransactionContended)) throw error;
      if (tryNumber === TRIES) throw new Problem('VersionConflict', 'the record was changed by somebody else', { cause: error });
    }
  }
};
