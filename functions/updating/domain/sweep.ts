import * as z from 'zod';
import { ItemFellDue } from '../../../events/catalogue.ts';
import { addDays, daysBetween, PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { SweepName } from '../../table/keys.ts';
import type { Item } from '../../table/table.ts';

/**
 * How far the first sweep of a day looks behind the day that was swept last: what was put there late, in a country where that day was not
 * yet over, is found too.
 */
const OVERLAP_DAYS = 1;
/** On Sundays it looks as far back as dead letters are kept: an event that was sent again late may have put something onto a past day. */
const SUNDAY_OVERLAP_DAYS = 14;
const A_SUNDAY = PlainDate.parse('1970-01-04');

const overlapOn = (today: PlainDate): number => (daysBetween(A_SUNDAY, today) % 7 === 0 ? SUNDAY_OVERLAP_DAYS : OVERLAP_DAYS);

/**
 * The days that a sweep reads of the due index, oldest first. Later sweeps of a day read that day alone; a first sweep reads from before
 * the last one that was swept, so that nothing is left behind, however long no sweep has run.
 * @param sweptOn the day of the sweep before
 */
export const daysToSweep = (sweptOn: PlainDate, today: PlainDate): readonly PlainDate[] =>
  sweptOn >= today ? [today] : daysFrom(addDays(sweptOn, -overlapOn(today)), today);

/** Every day from one to another; both count. */
export const daysFrom = (first: PlainDate, last: PlainDate): readonly PlainDate[] =>
  Array.from({ length: Math.max(0, daysBetween(first, last) + 1) }, (_, index) => addDays(first, index));

const Whereabouts = z.object({ area: z.string(), programme: z.string() });

/** An item of the due index, as much of it as the index copies. */
export interface DueItem {
  readonly kind: string;
  readonly caseId: string;
  /** Its sort key in the case. */
  readonly item: string;
  readonly dueOn: PlainDate;
  readonly area: string;
  readonly programme: string;
}

/** Reads an entry of the due index. @throws {Error} when its keys are not those of `dueOn` */
export const dueItemOf = ({ duePk = '', sk, dueSk = '', ...item }: Item): DueItem => {
  const [, , on] = duePk.split('#');
  const [kind = '', caseId = ''] = dueSk.split('#');
  return { kind, caseId, item: sk, dueOn: PlainDate.parse(on), ...Whereabouts.parse(item) };
};

/** The event that tells the owner of an item. The same sweep gives the same event; the next sweep, another one: the item is still there. */
export const eventOf = ({ kind, caseId, item, dueOn, area, programme }: DueItem, sweep: SweepName, time: string) => {
  const { source, detailType, data } = ItemFellDue.of({ kind, item, dueOn });
  const eventId = derivedId('due', sweep, time, caseId, item);
  const run = `sweep:${sweep}:${time}`;
  const metadata = { eventId, occurredAt: time, caseId, correlationId: run, causationId: run, area, programme };
  return { source, detailType, at: time, detail: JSON.stringify({ metadata, data }) };
};
