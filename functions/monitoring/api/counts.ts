import * as z from 'zod';
import { Problem } from '../../kernel/problem.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { cellOf, type Cell } from '../domain/cells.ts';

const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-03');
export const CountsQuery = z.strictObject({
  from: Month,
  to: Month.optional(),
  area: z.string().max(64).optional(),
  programme: z.string().max(64).optional(),
});

export const CellView = z.object({
  month: z.string(),
  area: z.string(),
  programme: z.string(),
  indicator: z.string(),
  count: z.int(),
  amountMinor: z.int().optional(),
});

/** How many months one answer spans: one query each. */
const MOST_MONTHS = 24;

const monthsOf = (from: string, to: string): string[] => {
  const months: string[] = [];
  for (let [year = 0, month = 0] = from.split('-').map(Number); ; month += 1) {
    if (month > 12) [year, month] = [year + 1, 1];
    const text = `${String(year)}-${String(month).padStart(2, '0')}`;
    if (text > to) return months;
    months.push(text);
    if (months.length > MOST_MONTHS)
      throw new Problem('InvalidRequest', `at most ${String(MOST_MONTHS)} months at a time`, {
        errors: [{ pointer: '#/query/to', detail: `is more than ${String(MOST_MONTHS)} months after from` }],
      });
  }
};

/** The cells of the months and the area that are asked for. @throws {Problem} InvalidRequest when they are too many months */
export const cellsOf = async (table: Table, { from, to = from, area, programme }: z.infer<typeof CountsQuery>): Promise<Cell[]> => {
  const months = await Promise.all(
    monthsOf(from, to).map((month) => table.all(keys.month(month), area === undefined ? {} : { beginsWith: `${area}#` })),
  );
  return months
    .flat()
    .map(cellOf)
    .filter((cell) => programme === undefined || cell.programme === programme);
};
