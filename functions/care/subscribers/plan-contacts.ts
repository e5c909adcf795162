import {
  CaseCorrected,
  CaseExited,
  CaseReinstated,
  ChildDied,
  ChildRegistered,
  DangerSignsFound,
  LifeEventReversed,
  MotherDied,
  MotherEnrolled,
  PregnancyLost,
  RiskRecorded,
  WorkerAssigned,
} from '../../../events/catalogue.ts';
import { dayOf } from '../../casefile/facts.ts';
import type { CaseFiles, Context } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import { planContacts as decidePlan } from '../domain/plan-contacts.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** Everything after which a mother or a child may need other contacts, other days, or another worker. */
const OCCASIONS = [
  MotherEnrolled,
  ChildRegistered,
  CaseCorrected,
  ChildDied,
  MotherDied,
  PregnancyLost,
  LifeEventReversed,
  CaseExited,
  CaseReinstated,
  WorkerAssigned,
  DangerSignsFound,
  RiskRecorded,
] as const;

/** Brings the contacts of a case into line with what the programme asks for. */
export const planContacts = ({ files, programmes }: Needs): readonly Subscription[] => {
  const plan = async ({ metadata: { caseId } }: { metadata: { caseId: string } }, context: Context): Promise<void> => {
    await files.change(caseId, context, (file) => {
      const programme = programmes.get(file.root.programme);
      return decidePlan(file, programme, dayOf(programme, context.at));
    });
  };
  return OCCASIONS.map((fact) => on(fact, 'PlanContacts', plan));
};
