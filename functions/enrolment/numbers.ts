import { CaseRoot } from '../casefile/case.ts';
import type { Table } from '../table/table.ts';

/** The case that has a programme number, as the lookup index shows it; undefined when none has. */
export const findByNumber = async (table: Table, programmeNumber: string): Promise<CaseRoot | undefined> => {
  const { items } = await table.pageOf('lookup', `NUMBER#${programmeNumber}`, {}, { limit: 1 });
  return items[0] === undefined ? undefined : CaseRoot.parse(items[0]);
};
