import { files, table } from '../../../runtime/aws.ts';
import { workflowRuns } from '../../../runtime/workflows.ts';
import { workflowBlock } from '../block.ts';

export const { handler, manifest } = workflowBlock({ table, files, runs: workflowRuns });
