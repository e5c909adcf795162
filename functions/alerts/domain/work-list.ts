import { addDays, type PlainDate } from '../../kernel/dates.ts';
import type { Item, Range } from '../../table/table.ts';
import type { ListFilter } from '../records.ts';

/** Alerts begin with `!`, reviews with `#`, contacts with their day; `~` sorts after all of these. */
const ALERTS = '!';
const REVIEWS = '#';
const CONTACTS = '0';
const upTo = (day: PlainDate): string => `${day}#~`;

/** Which stretch of a worker's partition a list is: always one, so that one query reads it. */
export const rangeOf = ({ show, before }: Pick<ListFilter, 'show' | 'before'>, today: PlainDate): Range => {
  const last = before === undefined || before > today ? today : addDays(before, -1);
  switch (show) {
    case 'alerts':
      return { beginsWith: ALERTS };
    case 'reviews':
      return { beginsWith: REVIEWS };
    case 'overdue':
      return { from: CONTACTS, to: upTo(last < today ? last : addDays(today, -1)) };
    case 'dueToday':
      return { beginsWith: `${today}#` };
    case 'all':
      return { to: upTo(last) };
  }
};

const dayOfItem = ({ workerSk = '' }: Item): string =>
  workerSk.startsWith(ALERTS) ? (workerSk.split('#')[1] ?? '') : workerSk.replace(/^#/, '');

/** Whether a row is wanted; reads no case: the index copies what a filter may ask for. */
export const isWanted = (item: Item, { kind, area, before }: Pick<ListFilter, 'kind' | 'area' | 'before'>): boolean =>
  (kind === undefined || item['kind'] === kind) &&
  (area === undefined || item['area'] === area) &&
  (before === undefined || dayOfItem(item).slice(0, 10) < before);
