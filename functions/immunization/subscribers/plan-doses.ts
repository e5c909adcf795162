import {
  CaseCorrected,
  CaseExited,
  CaseReinstated,
  CaseTransferred,
  ChildDied,
  ChildRegistered,
  LifeEventReversed,
  MotherEnrolled,
  WorkerAssigned,
} from '../../../events/catalogue.ts';
import { dayOf } from '../../casefile/facts.ts';
import type { CaseFiles, Context } from '../../casefile/files.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import { replanCase } from '../domain/next-doses.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
}

/** Everything after which a child may be called on other days, by another worker, or not at all. */
const OCCASIONS = [
  MotherEnrolled,
  ChildRegistered,
  CaseCorrected,
  ChildDied,
  LifeEventReversed,
  CaseExited,
  CaseReinstated,
  CaseTransferred,
  WorkerAssigned,
] as const;

/** Brings the next vaccination of each child into line with the schedule. */
export const planDoses = ({ files, programmes }: Needs): readonly Subscription[] => {
  const plan = async ({ metadata: { caseId } }: { metadata: { caseId: string } }, context: Context): Promise<void> => {
    await files.change(caseId, context, (file) => {
      const programme = programmes.get(file.root.programme);
      return replanCase(file, programme, dayOf(programme, context.at));
    });
  };
  return OCCASIONS.map((fact) => on(fact, 'PlanDoses', plan));
};
