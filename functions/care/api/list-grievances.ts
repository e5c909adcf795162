import * as z from 'zod';
import { refuseOutside } from '../../casefile/access.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { placePartition } from '../../table/keys.ts';
import type { Item, Table } from '../../table/table.ts';
import { Facility } from './facility.ts';
import { Grievance, maySee } from '../records.ts';

const Row = z.object({
  ...Grievance.pick({
    grievanceId: true,
    about: true,
    facility: true,
    status: true,
    openedAt: true,
    dueOn: true,
    owner: true,
    outcome: true,
  }).shape,
  caseId: z.uuid(),
});

interface Needs {
  readonly table: Table;
}

/** `GET /grievances?area=&status=`: the complaints of an area by the day on which an answer is due; without their text. A facility, and what not everybody may see, leave rows out of a page. */
export const listGrievances = ({ table }: Needs) =>
  operation('listGrievances', {
    route: 'GET /grievances',
    scope: 'care.read',
    summary: 'List the complaints of an area, the most urgent first',
    status: 200,
    query: z.strictObject({
      area: z.string().min(1).max(64),
      status: Grievance.shape.status.default('open'),
      facility: Facility.optional(),
      ...PageQuery,
    }),
    response: z.object({ items: z.array(Row), next: z.string().optional() }),
    async run({ query: { area, status, facility, limit, cursor } }, caller) {
      if (caller.partner !== undefined) throw new Problem('ScopeMissing', 'only the ministry lists the complaints of an area');
      refuseOutside(caller, area);
      const page = await table.pageOf(
        'place',
        placePartition('GRIEVANCES', area),
        { beginsWith: `${status}#` },
        { limit, ...(cursor === undefined ? {} : { after: cursor }) },
      );
      const isShown = (item: Item): boolean =>
        maySee(Grievance.parse(item), caller) && (facility === undefined || item['facility'] === facility);
      return { ...page, items: page.items.filter(isShown) };
    },
  });
