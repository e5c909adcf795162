import { CASE_CHANGES } from '../../../events/case-changes.ts';
import { CaseTransferred, WorkerAssigned } from '../../../events/catalogue.ts';
import { dayOf } from '../../casefile/facts.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { onEach } from '../../runtime/subscriber.ts';
import { replanCase } from '../domain/next-doses.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** Brings the next vaccination of each child into line with the schedule, and with whose list it stands in. */
export const planDoses = ({ files, programmes }: Needs) =>
  onEach([...CASE_CHANGES, CaseTransferred, WorkerAssigned], 'PlanDoses', async (caseId, context) => {
    await files.change(caseId, context, (file) => {
      const programme = programmes.get(file.root.programme);
      return replanCase(file, programme, dayOf(programme, context.at));
    });
  });
