import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { ListFilter } from '../records.ts';
import { refusePartner } from './alert-view.ts';
import { WorkerPath } from './worker-path.ts';

interface Needs {
  readonly table: Table;
}

/** `GET /workers/{workerId}/filters`: the filters that a worker keeps, by name. */
export const listFilters = ({ table }: Needs) =>
  operation('listFilters', {
    route: 'GET /workers/{workerId}/filters',
    scope: 'care.read',
    summary: "List the filters of a worker's list",
    status: 200,
    path: WorkerPath,
    response: z.object({ items: z.array(z.object({ name: z.string(), filter: ListFilter })) }),
    async run({ path: { workerId } }, caller) {
      refusePartner(caller);
      return { items: await table.all(keys.filters(workerId)) };
    },
  });
