import * as z from 'zod';
import { refuseOutside } from '../../casefile/access.ts';
import { CaseStatus } from '../../casefile/case.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { placePartition } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { Area } from '../domain/request.ts';

const Row = z.object({ caseId: z.uuid(), programme: z.string(), status: CaseStatus, registeredAt: z.string() });

interface Needs {
  readonly table: Table;
}

/** `GET /cases?area=`: the cases of an area by the day of their registration; identifiers and statuses only. */
export const listCases = ({ table }: Needs) =>
  operation('listCases', {
    route: 'GET /cases',
    scope: 'registration.read',
    summary: 'List the cases of an area, oldest registration first',
    status: 200,
    query: z.strictObject({ area: Area, from: PlainDate.optional(), ...PageQuery }),
    response: z.object({ items: z.array(Row), next: z.string().optional() }),
    async run({ query: { area, from, limit, cursor } }, caller) {
      if (caller.partner !== undefined) throw new Problem('ScopeMissing', 'only the ministry lists the cases of an area');
      refuseOutside(caller, area);
      return table.pageOf('place', placePartition('CASES', area), from === undefined ? {} : { from }, {
        limit,
        ...(cursor === undefined ? {} : { after: cursor }),
      });
    },
  });
