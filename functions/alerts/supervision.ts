import { LEVEL_RANK } from '../casefile/alert.ts';
import { type AlertLevel } from '../policy/schema/alert-kinds.ts';
import type { Instant } from '../casefile/case.ts';
import { workerOfItems } from '../casefile/worker.ts';
import { addDays, type PlainDate } from '../kernel/dates.ts';
import { keys, placePartition, workerPartition } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import { alertsOf, tallyOf } from './domain/supervision.ts';
import { rangeOf } from './domain/work-list.ts';

/** How far is counted: what is more than this is told as such. */
const MOST_COUNTED = 100;
/** Workers of one answer; each costs three queries. */
const WORKERS = 20;

interface Asked {
  readonly area: string;
  readonly today: PlainDate;
  readonly at: Instant;
  readonly levels: readonly AlertLevel[];
  readonly overtakenSince?: PlainDate | undefined;
  readonly cursor?: string | undefined;
}

const supervised = async (table: Table, workerId: string, today: PlainDate) => {
  const counted = async (show: 'overdue' | 'alerts') =>
    tallyOf(await table.pageOf('worker', workerPartition(workerId), rangeOf({ show }, today), { limit: MOST_COUNTED }));
  const [items, overdueContacts, openAlerts] = await Promise.all([
    table.all(keys.worker(workerId).pk),
    counted('overdue'),
    counted('alerts'),
  ]);
  const worker = workerOfItems(items);
  return worker === undefined ? [] : [{ ...worker, overdueContacts, openAlerts }];
};

/** What a supervisor sees of an area: 7 queries, and 3 for each of at most 20 workers, whatever the area holds. */
export const readSupervision = async (table: Table, { area, today, at, levels, overtakenSince, cursor }: Asked) => {
  const late = `${addDays(today, -1)}#~`;
  const listed = (kind: 'REVIEWS' | 'GRIEVANCES' | 'OVERTAKEN', range: { from?: string; to?: string }) =>
    table.pageOf('place', placePartition(kind, area), range, { limit: MOST_COUNTED });
  const [workers, reviews, grievances, overtaken, ...byLevel] = await Promise.all([
    table.pageOf('place', placePartition('WORKERS', area), {}, { limit: WORKERS, ...(cursor === undefined ? {} : { after: cursor }) }),
    listed('REVIEWS', { to: late }),
    listed('GRIEVANCES', { from: 'open#', to: `open#${late}` }),
    listed('OVERTAKEN', overtakenSince === undefined ? {} : { from: overtakenSince }),
    ...levels.map(async (level) => ({
      level,
      page: await table.pageOf('place', placePartition('ALERTS', area), { beginsWith: `${LEVEL_RANK[level]}#` }, { limit: MOST_COUNTED }),
    })),
  ]);
  const found = await Promise.all(workers.items.map((item) => supervised(table, String(item['workerId']), today)));
  return {
    workers: found.flat(),
    alerts: {
      atLeast: byLevel.some(({ page }) => page.next !== undefined),
      levels: byLevel.map(({ level, page }) => alertsOf(level, page, at)),
      overtaken: tallyOf(overtaken),
    },
    overdueReviews: tallyOf(reviews),
    overdueGrievances: tallyOf(grievances),
    ...(workers.next === undefined ? {} : { next: workers.next }),
  };
};
