import * as z from 'zod';
import { commitBeside } from '../../casefile/files.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { filterSk, ListFilter } from '../records.ts';
import { refusePartner } from './alert-view.ts';
import { FilterPath } from './worker-path.ts';

/** How many filters a worker may keep. */
const MOST_FILTERS = 20;

interface Needs {
  readonly table: Table;
}

/** `PUT /workers/{workerId}/filters/{name}`: keeps a choice from her list under a name, in place of what the name meant before. */
export const saveFilter = ({ table }: Needs) =>
  operation('saveFilter', {
    route: 'PUT /workers/{workerId}/filters/{name}',
    scope: 'care.write',
    summary: "Keep a filter of a worker's list",
    status: 200,
    path: FilterPath,
    body: ListFilter,
    response: z.object({ name: z.string(), filter: ListFilter }),
    async run({ path: { workerId, name }, body: filter }, caller) {
      refusePartner(caller);
      const key = { pk: keys.filters(workerId), sk: filterSk(name) };
      const kept = await table.all(key.pk);
      if (kept.length >= MOST_FILTERS && !kept.some(({ sk }) => sk === key.sk))
        throw new Problem('StatusRefuses', `a worker keeps ${String(MOST_FILTERS)} filters at most; delete one first`);
      return commitBeside(table, caller, [{ put: { ...key, entity: 'listFilter', workerId, name, filter } }], { name, filter });
    },
  });
