import * as z from 'zod';
import { isWithin, refuseOutside } from '../../casefile/access.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation, versioned } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { findWorker } from '../workers.ts';
import { shownWorker, WorkerId, WorkerView } from './worker-request.ts';

interface Needs {
  readonly table: Table;
}

/** `GET /workers/{workerId}`: a care worker with her load. Who is bound to areas sees those who work in one of them. */
export const getWorker = ({ table }: Needs) =>
  operation('getWorker', {
    route: 'GET /workers/{workerId}',
    scope: 'worker.read',
    summary: 'A care worker with her load',
    status: 200,
    path: z.strictObject({ workerId: WorkerId }),
    response: WorkerView,
    run: async ({ path: { workerId } }, caller) => {
      const worker = await findWorker(table, workerId);
      if (worker === undefined) throw new Problem('WorkerNotFound', 'no worker has this id');
      refuseOutside(caller, worker.areas.find((area) => isWithin(caller.areas, area)) ?? '');
      return versioned(worker.version, shownWorker(worker));
    },
  });
