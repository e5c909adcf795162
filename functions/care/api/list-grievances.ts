import * as z from 'zod';
import { refuseOutside } from '../../casefile/access.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { placePartition } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { Grievance } from '../records.ts';

const Row = z.object({
  ...Grievance.pick({ grievanceId: true, about: true, status: true, openedAt: true, dueOn: true, owner: true, outcome: true }).shape,
  caseId: z.uuid(),
});

interface Needs {
  readonly table: Table;
}

/** `GET /grievances?area=&status=`: the complaints of an area by the day on which an answer is due; without their text. */
export const listGrievances = ({ table }: Needs) =>
  operation('listGrievances', {
    route: 'GET /grievances',
    scope: 'care.read',
    summary: 'List the complaints of an area, the most urgent first',
    status: 200,
    query: z.strictObject({ area: z.string().min(1).max(64), status: Grievance.shape.status.default('open'), ...PageQuery }),
    response: z.object({ items: z.array(Row), next: z.string().optional() }),
    async run({ query: { area, status, limit, cursor } }, caller) {
      if (caller.partner !== undefined) throw new Problem('ScopeMissing', 'only the ministry lists the complaints of an area');
      refuseOutside(caller, area);
      return table.pageOf(
        'place',
        placePartition('GRIEVANCES', area),
        { beginsWith: `${status}#` },
        { limit, ...(cursor === undefined ? {} : { after: cursor }) },
      );
    },
  });
