import * as z from 'zod';
import { refuseOutside } from '../../casefile/access.ts';
import { commitBeside } from '../../casefile/files.ts';
import { workerWrites } from '../../casefile/worker.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation, versioned } from '../../runtime/operation.ts';
import type { Vault } from '../../runtime/vault.ts';
import { TransactionRefused, type Table } from '../../table/table.ts';
import { findWorker } from '../workers.ts';
import { shownWorker, WorkerId, WorkerRequest, workerFrom, WorkerView } from './worker-request.ts';

interface Needs {
  readonly table: Table;
  readonly vault: Vault;
}

/** `PUT /workers/{workerId}`: replaces what is known of a care worker; her cases stay with her. Who is bound to areas changes those who work in them only. */
export const changeWorker = ({ table, vault }: Needs) =>
  operation('changeWorker', {
    route: 'PUT /workers/{workerId}',
    scope: 'worker.write',
    roles: ['supervisor', 'manager', 'admin'],
    summary: 'Change a care worker',
    status: 200,
    path: z.strictObject({ workerId: WorkerId }),
    body: WorkerRequest,
    response: WorkerView,
    run: async ({ path: { workerId }, body }, caller) => {
      const before = await findWorker(table, workerId);
      if (before === undefined) throw new Problem('WorkerNotFound', 'no worker has this id');
      if (caller.expectedVersion !== undefined && caller.expectedVersion !== before.version)
        throw new Problem(
          'PreconditionFailed',
          `the worker is at version ${String(before.version)}, not ${String(caller.expectedVersion)}`,
        );
      for (const area of [...before.areas, ...body.areas]) refuseOutside(caller, area);
      const worker = await workerFrom(workerId, body, before.version + 1, vault);
      try {
        const answer = await commitBeside(table, caller, workerWrites(worker, before), shownWorker({ ...worker, load: before.load }));
        return versioned(answer.version, answer);
      } catch (cause) {
        if (!(cause instanceof TransactionRefused)) throw cause;
        throw new Problem('VersionConflict', 'the worker was changed by somebody else', { cause });
      }
    },
  });
