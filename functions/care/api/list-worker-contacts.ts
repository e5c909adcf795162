import * as z from 'zod';
import { isWithin } from '../../casefile/access.ts';
import { NextDosesOfChildren } from '../../immunization/records.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { workerPartition } from '../../table/keys.ts';
import type { Item, Table } from '../../table/table.ts';
import { ContactRow, Contacts, ContactStatus } from '../records.ts';

const Row = z.object({
  ...ContactRow.shape,
  caseId: z.uuid(),
  area: z.string(),
});

/** What a worker goes to see a mother or a child for. */
const IS_TO_DO: readonly string[] = [Contacts.name, NextDosesOfChildren.name];
/** Sorts before every day, and after the alerts and reviews of the same worker. */
const FIRST_DAY = '0';
/** Sorts after every sort key that begins with a day. */
const END_OF_DAY = '~';

interface Needs {
  readonly table: Table;
}

/**
 * `GET /workers/{workerId}/contacts?from=&to=&status=`: what a worker has to do, by due day: what lies ahead, what is overdue, and what was
 * missed and not made up for. A status leaves out the others,
 * and so do the areas of who asks, so a page may hold fewer than `limit`.
 */
export const listWorkerContacts = ({ table }: Needs) =>
  operation('listWorkerContacts', {
    route: 'GET /workers/{workerId}/contacts',
    scope: 'care.read',
    summary: 'List what a care worker has to do, by due day',
    status: 200,
    path: z.strictObject({ workerId: z.string().min(1).max(64) }),
    query: z.strictObject({ from: PlainDate.optional(), to: PlainDate.optional(), status: ContactStatus.optional(), ...PageQuery }),
    response: z.object({ items: z.array(Row), next: z.string().optional() }),
    async run({ path: { workerId }, query: { from, to, status, limit, cursor } }, caller) {
      if (caller.partner !== undefined) throw new Problem('ScopeMissing', 'only the ministry reads the lists of its workers');
      const range = { from: from ?? FIRST_DAY, ...(to === undefined ? {} : { to: `${to}${END_OF_DAY}` }) };
      const isShown = (item: Item): boolean =>
        IS_TO_DO.includes(item.entity) &&
        isWithin(caller.areas, String(item['area'])) &&
        (status === undefined || item['status'] === status);
      const page = await table.pageOf('worker', workerPartition(workerId), range, {
        limit,
        ...(cursor === undefined ? {} : { after: cursor }),
      });
      return { ...page, items: page.items.filter(isShown) };
    },
  });
