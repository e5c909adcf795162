import * as z from 'zod';
import { isWithin } from '../../casefile/access.ts';
import { Review } from '../../casefile/review.ts';
import { ContactRow } from '../../care/records.ts';
import { dateOf, PlainDate } from '../../kernel/dates.ts';
import { Problem } from '../../kernel/problem.ts';
import { PlanAction } from '../../team/records.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { keys, workerPartition } from '../../table/keys.ts';
import type { Item, Table } from '../../table/table.ts';
import { referenceOf } from '../domain/ladder.ts';
import { isWanted, rangeOf } from '../domain/work-list.ts';
import { filterSk, ListFilter, SHOWN } from '../records.ts';
import { AlertRow, refusePartner } from './alert-view.ts';
import { FilterName, WorkerPath } from './worker-path.ts';

const whose = { caseId: z.uuid(), reference: z.string(), area: z.string() };
const Row = z.discriminatedUnion('item', [
  z.object({ item: z.literal('alert'), ...AlertRow.shape, area: z.string() }),
  z.object({ item: z.literal('review'), ...Review.pick({ reviewId: true, kind: true, dueOn: true, escalations: true }).shape, ...whose }),
  z.object({ item: z.literal('contact'), ...ContactRow.shape, ...whose }),
  z.object({ item: z.literal('nextDoses'), ...ContactRow.shape, ...whose }),
  z.object({ item: z.literal('planAction'), ...PlanAction.pick({ actionId: true, text: true, dueOn: true }).shape, ...whose }),
]);
const ROWS: ReadonlySet<string> = new Set(['alert', 'review', 'contact', 'nextDoses', 'planAction']);

const rowOf = (item: Item) => ({ ...item, item: item.entity, reference: referenceOf(String(item['caseId'])) });

interface Needs {
  readonly table: Table;
}

const savedFilter = async (table: Table, workerId: string, name: string): Promise<ListFilter> => {
  const item = await table.find({ pk: keys.filters(workerId), sk: filterSk(name) });
  if (item === undefined) throw new Problem('FilterNotFound', 'this worker keeps no filter under this name');
  return ListFilter.parse(item['filter']);
};

/**
 * `GET /workers/{workerId}/list?show=&kind=&area=&before=&day=&filter=`: a worker's alerts, reviews, and contacts that are due or overdue on
 * a day: the worst first, one query whatever is asked. What the query says wins over the saved filter that it names. A filter leaves rows
 * out, so a page may hold fewer than `limit` and still have a next one.
 */
export const listWork = ({ table }: Needs) =>
  operation('listWork', {
    route: 'GET /workers/{workerId}/list',
    scope: 'care.read',
    summary: "A worker's list: alerts, reviews, what is overdue, what is due today",
    status: 200,
    path: WorkerPath,
    query: z.strictObject({
      ...ListFilter.shape,
      show: z.enum(SHOWN).optional(),
      day: PlainDate.optional().describe("the worker's today; absent: that of UTC"),
      filter: FilterName.optional().describe('the name of a saved filter'),
      ...PageQuery,
    }),
    response: z.object({ items: z.array(Row), next: z.string().optional() }),
    async run({ path: { workerId }, query: { day, filter, limit, cursor, ...asked } }, caller) {
      refusePartner(caller);
      const saved = filter === undefined ? undefined : await savedFilter(table, workerId, filter);
      const chosen = ListFilter.parse({
        ...saved,
        ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)),
      });
      const page = await table.pageOf('worker', workerPartition(workerId), rangeOf(chosen, day ?? dateOf(caller.at)), {
        limit,
        ...(cursor === undefined ? {} : { after: cursor }),
      });
      const isShown = (item: Item): boolean => ROWS.has(item.entity) && isWithin(caller.areas, String(item['area']));
      return { ...page, items: page.items.filter((item) => isShown(item) && isWanted(item, chosen)).map(rowOf) };
    },
  });
