import {
  CaseCorrected,
  CaseExited,
  CaseReinstated,
  ChildDied,
  ChildRegistered,
  LifeEventReversed,
  MotherDied,
  MotherEnrolled,
  PregnancyLost,
} from '../../../events/catalogue.ts';
import type { Context } from '../../casefile/files.ts';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import { planSets as decidePlan } from '../domain/set-run.ts';
import type { TellNeeds } from '../send.ts';

/** Everything after which she, or a child, may begin, change or leave a set of texts. */
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
] as const;

/** Brings the sets of texts of a case into line with who is in it. */
export const planSets = ({ files, programmes }: TellNeeds): readonly Subscription[] => {
  const plan = async ({ metadata: { caseId } }: { metadata: { caseId: string } }, context: Context): Promise<void> => {
    await files.change(caseId, context, (file) => decidePlan(file, programmes.get(file.root.programme), context.at));
  };
  return OCCASIONS.map((fact) => on(fact, 'PlanSets', plan));
};
