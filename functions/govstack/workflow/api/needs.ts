import type { CaseFiles } from '../../../casefile/files.ts';
import type { WorkflowRuns } from '../../../runtime/workflows.ts';
import type { Table } from '../../../table/table.ts';
import type { InstanceNumbers } from '../instances.ts';

/** What the operations of this block use; each takes its part. */
export interface Needs {
  readonly table: Table;
  readonly files: CaseFiles;
  readonly runs: WorkflowRuns;
  readonly numbers: InstanceNumbers;
}
