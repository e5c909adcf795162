import { MotherMoved } from '../../../events/catalogue.ts';
import { unchanged, type CaseFiles } from '../../casefile/files.ts';
import { workerOfItems } from '../../casefile/worker.ts';
import { on } from '../../runtime/subscriber.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { transferCase } from '../domain/transfer-case.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
}

/** Takes the case of a mother who moved to her new area, with her worker where that worker also works there. */
export const followMove = ({ files, table }: Needs) =>
  on(MotherMoved, 'FollowMove', async ({ metadata: { caseId }, data: { toArea } }, context) => {
    await files.change(caseId, context, async (file) => {
      const { area, status, workerId } = file.root;
      if (area === toArea || status === 'exited') return unchanged(undefined);
      const fromWorker = workerId === undefined ? undefined : workerOfItems(await table.all(keys.worker(workerId).pk));
      return { ...transferCase(file, { toArea, fromWorker, reason: 'moved' }, context), answer: undefined };
    });
  });
