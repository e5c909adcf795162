import { CASE_CHANGES } from '../../../events/case-changes.ts';
import { onEach } from '../../runtime/subscriber.ts';
import { planSets as decidePlan } from '../domain/set-run.ts';
import type { TellNeeds } from '../send.ts';

/** Brings the sets of texts of a case into line with who is in it. */
export const planSets = ({ files, programmes }: TellNeeds) =>
  onEach(CASE_CHANGES, 'PlanSets', async (caseId, context) => {
    await files.change(caseId, context, (file) => decidePlan(file, programmes.get(file.root.programme), context.at));
  });
