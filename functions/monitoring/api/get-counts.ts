import * as z from 'zod';
import { Problem } from '../../kernel/problem.ts';
import { operation, reply } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { cellOf, csvOf, type Cell } from '../domain/cells.ts';

const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-03');
const Query = z.strictObject({ from: Month, to: Month.optional(), area: z.string().max(64).optional(), programme: z.string().max(64).optional() });

export const CellView = z.object({ month: z.string(), area: z.string(), programme: z.string(), indicator: z.string(), count: z.int(), amountMinor: z.int().optional() });

/** How many months one answer spans: one query each. */
const MOST_MONTHS = 24;

const monthsOf = (from: string, to: string): string[] => {
  const months: string[] = [];
  for (let [year = 0, month = 0] = from.split('-').map(Number); ; month += 1) {
    if (month > 12) [year, month] = [year + 1, 1];
    const text = `${String(year)}-${String(month).padStart(2, '0')}`;
    if (text > to) return months;
    months.push(text);
    if (months.length > MOST_MONTHS) throw new Problem('InvalidRequest', `at most ${String(MOST_MONTHS)} months at a time`, { errors: [{ pointer: '#/query/to', detail: `is more than ${String(MOST_MONTHS)} months after from` }] });
  }
};

interface Needs {
  readonly table: Table;
}

const cellsOf = async (table: Table, { from, to = from, area, programme }: z.infer<typeof Query>): Promise<Cell[]> => {
  const months = await Promise.all(monthsOf(from, to).map((month) => table.all(keys.month(month), area === undefined ? {} : { beginsWith: `${area}#` })));
  return months.flat().map(cellOf).filter((cell) => programme === undefined || cell.programme === programme);
};

/** `GET /monitoring/counts`: counts by month, area and programme, as fresh as the events. One query a month. */
export const getCounts = ({ table }: Needs) =>
  operation('getCounts', {
    route: 'GET /monitoring/counts',
    scope: 'monitoring.read',
    summary: 'Counts by month, area and programme',
    status: 200,
    query: Query,
    response: z.object({ cells: z.array(CellView) }),
    run: async ({ query }) => ({ cells: await cellsOf(table, query) }),
  });

/** `GET /monitoring/counts.csv`: the same as a file. */
export const getCountsFile = ({ table }: Needs) =>
  operation('getCountsFile', {
    route: 'GET /monitoring/counts.csv',
    scope: 'monitoring.read',
    summary: 'Counts by month, area and programme, as CSV',
    status: 200,
    query: Query,
    response: z.string(),
    run: async ({ query }) => reply({ raw: { contentType: 'text/csv; charset=utf-8; header=present', text: csvOf(await cellsOf(table, query)) }, headers: { 'content-disposition': 'attachment; filename="nestling-counts.csv"' } }),
  });
