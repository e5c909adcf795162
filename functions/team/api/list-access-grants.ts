import * as z from 'zod';
import { AccessGrant, refuseOutside } from '../../casefile/access.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { placePartition } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';

const Row = AccessGrant.extend({ caseId: z.uuid() });

interface Needs {
  readonly table: Table;
}

/** `GET /access-grants?area=`: who from outside has opened cases of an area, and why, newest first: for the supervisors there. */
export const listAccessGrants = ({ table }: Needs) =>
  operation('listAccessGrants', {
    route: 'GET /access-grants',
    scope: 'care.read',
    roles: ['supervisor', 'manager', 'admin'],
    summary: 'List who from outside has opened cases of an area, newest first',
    status: 200,
    query: z.strictObject({ area: z.string().min(1).max(64), ...PageQuery }),
    response: z.object({ items: z.array(Row), next: z.string().optional() }),
    async run({ query: { area, limit, cursor } }, caller) {
      if (caller.partner !== undefined) throw new Problem('ScopeMissing', 'only the ministry lists who opened the cases of an area');
      refuseOutside(caller, area);
      return table.pageOf(
        'place',
        placePartition('ACCESSES', area),
        {},
        { limit, descending: true, ...(cursor === undefined ? {} : { after: cursor }) },
      );
    },
  });
