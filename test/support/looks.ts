import { keys } from '../../functions/table/keys.ts';
import type { Item, Table } from '../../functions/table/table.ts';

/** Who looked at the record of a case since it was registered. */
export const looksAt = async (table: Table, caseId: string): Promise<readonly Item[]> =>
  (await table.all(keys.audit(caseId))).filter(({ why }) => why !== 'registration');
