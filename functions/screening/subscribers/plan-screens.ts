import { CASE_CHANGES } from '../../../events/case-changes.ts';
import { VisitRecorded } from '../../../events/catalogue.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { on, onEach, type Subscription } from '../../runtime/subscriber.ts';
import { planAfterVisit, planScreens as decidePlan } from '../domain/plan.ts';
import { changeScreens, type Needs } from './setting.ts';

/** Plans what the programme offers after a birth or a visit, and ends what must not be asked any more. */
export const planScreens = (needs: Needs): readonly Subscription[] => [
  ...onEach(CASE_CHANGES, 'PlanScreens', (caseId, context) => changeScreens(needs, caseId, context, decidePlan)),
  on(VisitRecorded, 'PlanScreensAfterVisit', ({ metadata, data: { kind, on: day } }, context) =>
    changeScreens(needs, metadata.caseId, context, (setting) => planAfterVisit(setting, { kind, on: PlainDate.parse(day) })),
  ),
];
