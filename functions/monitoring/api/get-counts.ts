import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { cellsOf } from '../read-cells.ts';
import { CellView, CountsQuery } from './counts.ts';

interface Needs {
  readonly table: Table;
}

/** `GET /monitoring/counts`: counts by month, area and programme, as fresh as the events. One query a month. */
export const getCounts = ({ table }: Needs) =>
  operation('getCounts', {
    route: 'GET /monitoring/counts',
    scope: 'monitoring.read',
    summary: 'Counts by month, area and programme',
    status: 200,
    query: CountsQuery,
    response: z.object({ cells: z.array(CellView) }),
    run: async ({ query }) => ({ cells: await cellsOf(table, query) }),
  });
