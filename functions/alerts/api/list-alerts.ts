import * as z from 'zod';
import { refuseOutside } from '../../casefile/access.ts';
import { LEVEL_RANK } from '../../casefile/alert.ts';
import { AlertLevel } from '../../policy/schema/alert-kinds.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { placePartition } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { referenceOf } from '../domain/ladder.ts';
import { AlertRow, refusePartner } from './alert-view.ts';

interface Needs {
  readonly table: Table;
}

/** `GET /alerts?area=&level=`: the alerts of an area that are not closed, worst and oldest first. */
export const listAlerts = ({ table }: Needs) =>
  operation('listAlerts', {
    route: 'GET /alerts',
    scope: 'care.read',
    summary: 'List the alerts of an area, the worst first',
    status: 200,
    query: z.strictObject({ area: z.string().min(1).max(64), level: AlertLevel.optional(), ...PageQuery }),
    response: z.object({ items: z.array(AlertRow), next: z.string().optional() }),
    async run({ query: { area, level, limit, cursor } }, caller) {
      refusePartner(caller);
      refuseOutside(caller, area);
      const range = level === undefined ? {} : { beginsWith: `${LEVEL_RANK[level]}#` };
      const page = await table.pageOf('place', placePartition('ALERTS', area), range, {
        limit,
        ...(cursor === undefined ? {} : { after: cursor }),
      });
      return { ...page, items: page.items.map((item) => ({ ...item, reference: referenceOf(String(item['caseId'])) })) };
    },
  });
