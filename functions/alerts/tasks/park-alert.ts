import { withoutOnce, type CaseFiles } from '../../casefile/files.ts';
import { count } from '../../runtime/observability.ts';
import { task } from '../../runtime/task.ts';
import { parkAlert as decideToPark } from '../domain/look-after.ts';
import { LadderInput } from './tell-rung.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** Leaves an alert whose ladder cannot go on to the next update sweep. */
export const parkAlert = ({ files }: Needs) =>
  task(LadderInput, ({ caseId, alertId }, context) => {
    count('AlertParked');
    return files.change(caseId, withoutOnce(context), (file) => decideToPark(file, alertId, context.at));
  });
