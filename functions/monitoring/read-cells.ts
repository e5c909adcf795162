import { Problem } from '../kernel/problem.ts';
import { keys } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import { cellOf, type Cell } from './domain/cells.ts';

/** Which cells: months as `2026-03`. */
export interface CellsAsked {
  readonly from: string;
  readonly to?: string | undefined;
  readonly area?: string | undefined;
  readonly programme?: string | undefined;
}

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
export const cellsOf = async (table: Table, { from, to = from, area, programme }: CellsAsked): Promise<Cell[]> => {
  const months = await Promise.all(
    monthsOf(from, to).map((month) => table.all(keys.month(month), area === undefined ? {} : { beginsWith: `${area}#` })),
  );
  return months
    .flat()
    .map(cellOf)
    .filter((cell) => programme === undefined || cell.programme === programme);
};
