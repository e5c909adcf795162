import { ItemFellDue } from '../../../events/catalogue.ts';
import { addDays, PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { SweepName } from '../../table/keys.ts';
import type { Item } from '../../table/table.ts';

/**
 * How far back the first sweep of a day looks behind the day that was swept last: what was put there late (in a country where that day
 * was not yet over) is found too.
 */
const OVERLAP_DAYS = 1;

/**
 * The days that a sweep reads of the due index, oldest first. Later sweeps of a day read that day alone; a first sweep reads from a day before the
 * last one that was swept, so that nothing is left behind, however long no sweep has run.
 * @param sweptOn the day of the sweep before, if there was one
 */
export const daysToSweep = (sweptOn: PlainDate | undefined, today: PlainDate): readonly PlainDate[] => {
  if (sweptOn !== undefined && sweptOn >= today) return [today];
  const days: PlainDate[] = [];
  for (let day = addDays(sweptOn ?? today, -OVERLAP_DAYS); day <= today; day = addDays(day, 1)) days.push(day);
  return days;
};

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
export const dueItemOf = ({ duePk = '', sk, dueSk = '', area, programme }: Item): DueItem => {
  const [, , on] = duePk.split('#');
  const [kind = '', caseId = ''] = dueSk.split('#');
  return { kind, caseId, item: sk, dueOn: PlainDate.parse(on), area: String(area ?? ''), programme: String(programme ?? '') };
};

/** The event that tells the owner of an item. The same sweep gives the same event; the next sweep, another one: the item is still there. */
export const eventOf = ({ kind, caseId, item, dueOn, area, programme }: DueItem, sweep: SweepName, time: string) => {
  const { source, detailType, data } = ItemFellDue.of({ kind, item, dueOn });
  const eventId = derivedId('due', sweep, time, caseId, item);
  const run = `sweep:${sweep}:${time}`;
  const metadata = { eventId, occurredAt: time, caseId, correlationId: run, causationId: run, area, programme };
  return { source, detailType, at: time, detail: JSON.stringify({ metadata, data }) };
};
