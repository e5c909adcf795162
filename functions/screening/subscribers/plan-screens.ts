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
  VisitRecorded,
} from '../../../events/catalogue.ts';
import type { Context } from '../../casefile/files.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { on, type Subscription } from '../../runtime/subscriber.ts';
import { planAfterVisit, planScreens as decidePlan } from '../domain/plan.ts';
import { changeScreens, type Needs } from './setting.ts';

/** Everything after which a mother is to be asked something, at another time, or not any more. */
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

/** Plans what the programme offers after a birth or a visit, and ends what must not be asked any more. */
export const planScreens = (needs: Needs): readonly Subscription[] => [
  ...OCCASIONS.map((fact) =>
    on(fact, 'PlanScreens', ({ metadata }: { metadata: { caseId: string } }, context: Context) =>
      changeScreens(needs, metadata.caseId, context, decidePlan),
    ),
  ),
  on(VisitRecorded, 'PlanScreensAfterVisit', ({ metadata, data: { kind, on: day } }, context) =>
    changeScreens(needs, metadata.caseId, context, (setting) => planAfterVisit(setting, { kind, on: PlainDate.parse(day) })),
  ),
];
