import * as z from 'zod';
import { refuseOutside } from '../../casefile/access.ts';
import { Area } from '../../registration/domain/request.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { workersOf } from '../workers.ts';
import { listedWorker, ListedWorker } from './worker-request.ts';

interface Needs {
  readonly table: Table;
}

/** `GET /workers`: the care workers of an area. */
export const listWorkers = ({ table }: Needs) =>
  operation('listWorkers', {
    route: 'GET /workers',
    scope: 'worker.read',
    summary: 'Care workers of an area',
    status: 200,
    query: z.strictObject({ area: Area, ...PageQuery }),
    response: z.object({ items: z.array(ListedWorker), next: z.string().optional() }),
    run: async ({ query: { area, limit, cursor } }, caller) => {
      refuseOutside(caller, area);
      const { workers, next } = await workersOf(table, area, limit, cursor);
      return { items: workers.map(listedWorker), next };
    },
  });
