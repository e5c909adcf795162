import type * as z from 'zod';
import type { IndexKeys } from '../table/keys.ts';
import { keys } from '../table/keys.ts';
import type { Item } from '../table/table.ts';

/** What an item's place in the indexes may depend on: whose it is, where, and who looks after it. */
export interface IndexContext {
  readonly root: { readonly caseId: string; readonly area: string; readonly programme: string; readonly workerId?: string | undefined };
  readonly shards: number;
}

/** One kind of item of a case: its shape, its sort key, and where it stands in the indexes. */
export interface Entity<T> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
  readonly sk: (value: T) => string;
  readonly index?: (value: T, context: IndexContext) => IndexKeys;
}

/** Declares a kind of item; the schema reads what is stored, and strips what a later version may add. */
export const entity = <T>(declaration: Entity<T>): Entity<T> => declaration;

/** A value on its way into the case file. */
export interface Placed {
  readonly toItem: (context: IndexContext) => Item;
}

/** Who finds an item by the due or the worker index learns where it belongs without reading the case. */
const whereabouts = ({ duePk, workerPk }: IndexKeys, { root }: IndexContext) =>
  duePk === undefined && workerPk === undefined ? {} : { area: root.area, programme: root.programme };

/** Places a value in the case; it replaces one with the same sort key. */
export const place = <T extends object>(kind: Entity<T>, value: T): Placed => ({
  toItem: (context) => {
    const indexKeys = kind.index?.(value, context) ?? {};
    return {
      ...whereabouts(indexKeys, context),
      ...(kind.schema.parse(value) as Record<string, unknown>),
      pk: keys.case(context.root.caseId),
      sk: kind.sk(value),
      entity: kind.name,
      caseId: context.root.caseId,
      ...indexKeys,
    };
  },
});
