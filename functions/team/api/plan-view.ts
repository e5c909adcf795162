import * as z from 'zod';
import { PlainDate } from '../../kernel/dates.ts';
import { ActionOwner, CaseReview, Goal, PlanAction } from '../records.ts';

export const GoalView = Goal;
export const ActionView = PlanAction.omit({ nextOn: true });
export const CaseReviewView = CaseReview.omit({ nextOn: true });

/** What is asked when something to do is put into the plan. */
export const ActionRequest = z.strictObject({
  text: z.string().trim().min(1).max(500),
  owner: ActionOwner.describe('who has to do it; assignedWorker: whoever the case is assigned to then'),
  dueOn: PlainDate,
  goalId: z.uuid().optional(),
});
