import type { Instant } from '../../casefile/case.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import { DEFAULT_RAIL } from '../../partners/payment-rail.ts';
import { shardOf } from '../../kernel/ids.ts';
import { keys, type Key } from '../../table/keys.ts';
import type { Item, Write } from '../../table/table.ts';
import { LedgerEntries, type LedgerEntry, type Line } from '../records.ts';

/** Sums of money by currency, in minor units. */
export type Sums = Readonly<Record<string, number>>;

/** The partitions of a day's ledger. Never change it: entries stay where they were put. */
export const LEDGER_SHARDS = 16;

/** What moves money; the other entries are words about it. */
export type Movement = 'confirmed' | 'returned';

const SIGNS: Readonly<Record<LedgerEntry['entry'], number>> = { instructed: 0, confirmed: 1, failed: 0, returned: -1 };

/** Adds sums up. */
export const addUp = (all: readonly Sums[]): Sums => {
  const total: Record<string, number> = {};
  for (const [currency, minor] of all.flatMap((sums) => Object.entries(sums))) total[currency] = (total[currency] ?? 0) + minor;
  return total;
};

/** What was paid and not returned. */
export const balanceOf = (entries: readonly Pick<LedgerEntry, 'entry' | 'amountMinor' | 'currency'>[]): Sums =>
  addUp(entries.map(({ entry, amountMinor, currency }) => ({ [currency]: SIGNS[entry] * amountMinor })));

/** Whether two sums are the same money; a currency without money does not count. */
export const isSameMoney = (left: Sums, right: Sums): boolean =>
  [...new Set([...Object.keys(left), ...Object.keys(right)])].every((currency) => (left[currency] ?? 0) === (right[currency] ?? 0));

/** Where a movement stands among those of its day. */
export const movementKey = (requestId: string, movement: Movement, day: PlainDate): Key => ({
  pk: keys.ledgerDay(day, shardOf(requestId, LEDGER_SHARDS)),
  sk: `${requestId}#${movement}`,
});

export type Through = 'rail' | 'voucher' | 'hand';

/** A movement as the day's ledger keeps it. */
export interface DayMovement {
  readonly requestId: string;
  readonly movement: Movement;
  /** The case that it is about; absent where another system gave the instruction. */
  readonly caseId?: string;
  /** By what the money moved: what is paid by hand, or for a voucher out of an account here, no rail's statement shows. @default rail */
  readonly through?: Through;
  readonly amountMinor: number;
  readonly currency: string;
  readonly day: PlainDate;
  /** The rail that moved it. */
  readonly rail: string;
}

/** Files a movement under its day. */
export const movementItem = (moved: DayMovement, reconciledAt?: Instant): Item => ({
  ...movementKey(moved.requestId, moved.movement, moved.day),
  entity: 'movement',
  ...moved,
  ...(reconciledAt === undefined ? {} : { reconciledAt }),
});

/** What an entry adds: itself in the case, and a movement under its day. */
export const entryWrites = (caseId: string, entry: LedgerEntry): { put: Placed; also: readonly Write[] } => ({
  put: place(LedgerEntries, entry),
  also:
    (entry.entry === 'confirmed' || entry.entry === 'returned') && entry.valueOn !== undefined
      ? [
          {
            put: movementItem({
              requestId: entry.requestId,
              movement: entry.entry,
              caseId,
              amountMinor: entry.amountMinor,
              currency: entry.currency,
              day: entry.valueOn,
              rail: entry.rail ?? DEFAULT_RAIL,
            }),
          },
        ]
      : [],
});

/** Lets a statement's line find its case, and says which rail was asked. */
export const requestWrite = (requestId: string, caseId: string, { lineId }: Pick<Line, 'lineId'>, rail: string): Write => ({
  put: { ...keys.railRequest(requestId), entity: 'railRequest', requestId, caseId, lineId, rail },
});
