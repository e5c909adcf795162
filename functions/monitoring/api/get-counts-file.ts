import * as z from 'zod';
import { operation, reply } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { csvOf } from '../domain/cells.ts';
import { cellsOf } from '../read-cells.ts';
import { CountsQuery } from './counts.ts';

interface Needs {
  readonly table: Table;
}

/** `GET /monitoring/counts.csv`: the same as a file. */
export const getCountsFile = ({ table }: Needs) =>
  operation('getCountsFile', {
    route: 'GET /monitoring/counts.csv',
    scope: 'monitoring.read',
    summary: 'Counts by month, area and programme, as CSV',
    status: 200,
    query: CountsQuery,
    response: z.string(),
    run: async ({ query }) =>
      reply({
        raw: { contentType: 'text/csv; charset=utf-8; header=present', text: csvOf(await cellsOf(table, query)) },
        headers: { 'content-disposition': 'attachment; filename="nestling-counts.csv"' },
      }),
  });
