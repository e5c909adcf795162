/**
 * How many e-mails of a request stand where, kept part by part: a part is moved by adding to it, so that nobody waits for anybody, and the
 * sum of at most twenty small items, one read, tells how a request stands.
 */
import * as z from 'zod';
import { keys } from '../../table/keys.ts';
import type { Table, Write } from '../../table/table.ts';
import { shelf, shelfKind, shelfWrite } from '../shelf.ts';
import { NOTHING, StatusCounts, sumOf, type Counts, type Status } from './domain/status.ts';

/** E-mails of a part: what a sender does in one go. */
export const PART_EMAILS = 25;

export const partOf = (number: number): number => Math.ceil(number / PART_EMAILS);

export interface Part {
  readonly from: number;
  readonly to: number;
}

export const partsOf = (total: number): readonly Part[] =>
  Array.from({ length: partOf(total) }, (_, place) => ({ from: place * PART_EMAILS + 1, to: Math.min((place + 1) * PART_EMAILS, total) }));

const KeptCounts = StatusCounts.extend({ part: z.int().min(1), expiresAt: z.int() });
type KeptCounts = z.infer<typeof KeptCounts>;

const kind = shelfKind<KeptCounts>({ name: 'emailCounts', schema: KeptCounts, idOf: ({ part }) => String(part).padStart(2, '0') });

/** What lets the parts of a new request be counted. */
export const countsOfNew = (requestUid: string, total: number, expiresAt: number): readonly Write[] =>
  partsOf(total).map(({ from, to }) =>
    shelfWrite(kind, { ...NOTHING, part: partOf(from), scheduled: to - from + 1, expiresAt }, { within: requestUid }),
  );

/** Adds to the counts of a part, and takes away from them. */
export const recount = (requestUid: string, part: number, by: Partial<Record<Status, number>>, expiresAt: number): Write => ({
  add: { pk: keys.shelf(kind.name, requestUid), sk: kind.idOf({ ...NOTHING, part, expiresAt }) },
  by,
  set: { expiresAt },
});

/** The counts of a request; undefined for one that was taken before there were any. */
export const countsKept = async (table: Table, requestUid: string): Promise<Counts | undefined> => {
  const parts = await shelf(table, kind, requestUid).all();
  return parts.length === 0 ? undefined : sumOf(parts.map(({ value }) => value));
};
