import { refuseOutside } from '../../casefile/access.ts';
import { commitBeside } from '../../casefile/files.ts';
import { workerWrites } from '../../casefile/worker.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import type { Vault } from '../../runtime/vault.ts';
import { TransactionRefused, type Table } from '../../table/table.ts';
import { shownWorker, WorkerId, WorkerRequest, workerFrom, WorkerView } from './worker-request.ts';

interface Needs {
  readonly table: Table;
  readonly vault: Vault;
}

/** `POST /workers`: adds a care worker. */
export const addWorker = ({ table, vault }: Needs) =>
  operation('addWorker', {
    route: 'POST /workers',
    scope: 'worker.write',
    roles: ['supervisor', 'manager', 'admin'],
    summary: 'Add a care worker',
    status: 201,
    body: WorkerRequest.extend({ workerId: WorkerId }),
    response: WorkerView,
    run: async ({ body: { workerId, ...request } }, caller) => {
      for (const area of request.areas) refuseOutside(caller, area);
      const worker = await workerFrom(workerId, request, 1, vault);
      try {
        return await commitBeside(table, caller, workerWrites(worker, undefined), shownWorker({ ...worker, load: 0 }));
      } catch (cause) {
        if (!(cause instanceof TransactionRefused)) throw cause;
        throw new Problem('AlreadyExists', 'there is a worker with this id; change her with PUT', { cause });
      }
    },
  });
