import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { workerOfItems, type LoadedWorker } from '../../casefile/worker.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { transferCase as decideTransfer } from '../domain/transfer-case.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
}

const getWorker = async (table: Table, workerId: string): Promise<LoadedWorker> => {
  const worker = workerOfItems(await table.all(keys.worker(workerId).pk));
  if (worker === undefined) throw new Problem('WorkerNotFound', 'no worker has this id');
  return worker;
};

/** `POST /cases/{caseId}/transfers`: moves a case to another worker, area or both, with everything that is open. */
export const transferCase = ({ files, table }: Needs) =>
  operation('transferCase', {
    route: 'POST /cases/{caseId}/transfers',
    scope: 'care.write',
    roles: ['supervisor', 'manager', 'admin'],
    summary: 'Move a case to another worker or area',
    status: 201,
    path: z.strictObject({ caseId: z.uuid() }),
    body: z
      .strictObject({
        toArea: z
          .string()
          .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, 'must be the code of an area')
          .optional(),
        toWorkerId: z.string().min(1).max(64).optional(),
        reason: z.string().trim().min(1).max(500),
      })
      .refine(({ toArea, toWorkerId }) => toArea !== undefined || toWorkerId !== undefined, 'must name toArea, toWorkerId or both'),
    response: z.object({ transferId: z.uuid(), area: z.string(), workerId: z.string().optional() }),
    run: ({ path, body: { toArea, toWorkerId, reason } }, caller) =>
      files.change(path.caseId, caller, async (file) => {
        const { workerId } = file.root;
        const toWorker = toWorkerId === undefined ? undefined : await getWorker(table, toWorkerId);
        const fromWorker = workerId === undefined || toWorker !== undefined ? undefined : await getWorker(table, workerId);
        return decideTransfer(file, { toArea, toWorker, fromWorker, reason }, caller);
      }),
  });
