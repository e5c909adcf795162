import * as z from 'zod';
import { isWithin } from '../../casefile/access.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { workerPartition } from '../../table/keys.ts';
import type { Item, Table } from '../../table/table.ts';
import { PlanAction, PlanActions } from '../records.ts';

const Row = z.object({
  ...PlanAction.pick({ actionId: true, goalId: true, text: true, dueOn: true, status: true }).shape,
  caseId: z.uuid(),
  area: z.string(),
});

interface Needs {
  readonly table: Table;
}

/**
 * `GET /workers/{workerId}/plan-actions`: what a worker has to do for the plans of her cases, by due day. They stand among her contacts in
 * one list, so a page may hold fewer than `limit` and still have a next one.
 */
export const listWorkerActions = ({ table }: Needs) =>
  operation('listWorkerActions', {
    route: 'GET /workers/{workerId}/plan-actions',
    scope: 'care.read',
    summary: 'List the actions of shared plans that a worker has to do, by due day',
    status: 200,
    path: z.strictObject({ workerId: z.string().min(1).max(64) }),
    query: z.strictObject(PageQuery),
    response: z.object({ items: z.array(Row), next: z.string().optional() }),
    async run({ path: { workerId }, query: { limit, cursor } }, caller) {
      if (caller.partner !== undefined) throw new Problem('ScopeMissing', 'only the ministry reads the lists of its workers');
      const isShown = (item: Item): boolean => item.entity === PlanActions.name && isWithin(caller.areas, String(item['area']));
      const page = await table.pageOf(
        'worker',
        workerPartition(workerId),
        {},
        { limit, ...(cursor === undefined ? {} : { after: cursor }) },
      );
      return { ...page, items: page.items.filter(isShown) };
    },
  });
