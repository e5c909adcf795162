import { CASE_CHANGES } from '../../../events/case-changes.ts';
import { DangerSignsFound, RiskRecorded, WorkerAssigned } from '../../../events/catalogue.ts';
import { dayOf } from '../../casefile/facts.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { onEach } from '../../runtime/subscriber.ts';
import { planContacts as decidePlan } from '../domain/plan-contacts.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** Brings the contacts of a case into line with what the programme asks for: other people in it, another worker, a danger sign, a risk. */
export const planContacts = ({ files, programmes }: Needs) =>
  onEach([...CASE_CHANGES, WorkerAssigned, DangerSignsFound, RiskRecorded], 'PlanContacts', async (caseId, context) => {
    await files.change(caseId, context, (file) => {
      const programme = programmes.get(file.root.programme);
      return decidePlan(file, programme, dayOf(programme, context.at));
    });
  });
