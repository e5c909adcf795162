import type { IndexKeys, IndexName, Key } from './keys.ts';

/** An item as it is stored: keys, the name of its entity, index attributes, and its own fields. */
export type Item = Key & IndexKeys & { readonly entity: string; readonly [attribute: string]: unknown };

/** The three conditions that a write may carry. */
export type Condition = 'absent' | 'present' | { readonly version: number };

export type Write =
  | { readonly put: Item; readonly condition?: Condition }
  | { readonly remove: Key; readonly condition?: Condition }
  | { readonly check: Key; readonly condition: Condition }
  /** Adds to numbers of an item that may not exist yet; `set` gives the fields that it then has. */
  | { readonly add: Key; readonly by: Readonly<Record<string, number>>; readonly set: Readonly<Record<string, unknown>> };

export interface Range {
  /** Only sort keys that begin so. */
  readonly beginsWith?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Of items whose sort keys begin with an instant, those of `until` and before; all without it. */
export const upTo = (until: string | undefined): Range => (until === undefined ? {} : { to: `${until}~` });

export interface Page {
  readonly items: readonly Item[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: string;
}

export interface PageRequest {
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly after?: string;
  readonly descending?: boolean;
}

/** The table as its callers see it. */
export interface Table {
  /** Reads one item, consistently. */
  find(key: Key): Promise<Item | undefined>;
  /** Reads all items of a partition whose sort key is in range, consistently, page after page. */
  all(pk: string, range?: Range): Promise<readonly Item[]>;
  /** Reads a page of a partition, consistently. */
  page(pk: string, range: Range, request: PageRequest): Promise<Page>;
  /** Reads a page of an index; what was just written may be missing for a moment. */
  pageOf(index: IndexName, pk: string, range: Range, request: PageRequest): Promise<Page>;
  /**
   * All or nothing; 100 writes at most. `token` (36 characters at most) makes a repeat within ten minutes a no-op.
   * @throws {TransactionRefused} with the places whose conditions failed
   */
  transact(writes: readonly Write[], token: string): Promise<void>;
  /**
   * Counts one more in an item that is gone after `expiresAt` (seconds since 1970), `most` times at most; exact, whoever else counts.
   * @returns false when it has been counted so often already
   */
  countUpTo(key: Key, most: number, expiresAt: number): Promise<boolean>;
}

/** Some conditions of a transaction did not hold; nothing was written. */
export class TransactionRefused extends Error {
  override readonly name = 'TransactionRefused';
  /** The places (from 0) of the writes whose condition failed. */
  readonly failed: ReadonlySet<number>;

  constructor(failed: ReadonlySet<number>) {
    super(`the conditions of writes ${[...failed].join(', ')} do not hold`);
    this.failed = failed;
  }
}

/** Another transaction had the same items in hand; the same call may succeed a moment later. */
export class TransactionContended extends Error {
  override readonly name = 'TransactionContended';
}
