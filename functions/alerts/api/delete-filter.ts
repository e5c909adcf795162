import * as z from 'zod';
import { commitBeside } from '../../casefile/files.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import { TransactionRefused, type Table } from '../../table/table.ts';
import { filterSk } from '../records.ts';
import { refusePartner } from './alert-view.ts';
import { FilterPath } from './worker-path.ts';

interface Needs {
  readonly table: Table;
}

/** `DELETE /workers/{workerId}/filters/{name}`: forgets a filter. */
export const deleteFilter = ({ table }: Needs) =>
  operation('deleteFilter', {
    route: 'DELETE /workers/{workerId}/filters/{name}',
    scope: 'care.write',
    summary: "Forget a filter of a worker's list",
    status: 200,
    path: FilterPath,
    response: z.object({ name: z.string() }),
    async run({ path: { workerId, name } }, caller) {
      refusePartner(caller);
      const remove = { pk: keys.filters(workerId), sk: filterSk(name) };
      try {
        return await commitBeside(table, caller, [{ remove, condition: 'present' }], { name });
      } catch (cause) {
        if (!(cause instanceof TransactionRefused)) throw cause;
        throw new Problem('FilterNotFound', 'this worker keeps no filter under this name', { cause });
      }
    },
  });
