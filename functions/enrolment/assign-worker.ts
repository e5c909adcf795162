import type { CaseFiles, Context } from '../casefile/files.ts';
import type { Table } from '../table/table.ts';
import { decideWorker, type WorkerAnswer } from './domain/enrol.ts';
import { allWorkersOf } from './workers.ts';

export interface AssignNeeds {
  readonly files: CaseFiles;
  readonly table: Table;
}

/**
 * Assigns the worker of the area who looks after the fewest cases. The area is read before the transaction, the loads too: two cases
 * assigned in the same moment may go to the same worker.
 */
export const assignWorker = ({ files, table }: AssignNeeds, caseId: string, context: Context): Promise<WorkerAnswer> =>
  files.change(caseId, context, async (file) =>
    decideWorker(file, file.root.workerId === undefined ? await allWorkersOf(table, file.root.area) : [], context),
  );
