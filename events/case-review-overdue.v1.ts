import * as z from 'zod';
import { fact } from './fact.ts';

/** A case was not reviewed by the day on which it should have been. */
export const CaseReviewOverdue = fact('team', 'CaseReviewOverdue', 1, {
  caseReviewId: z.uuid(),
  dueOn: z.iso.date(),
  daysOverdue: z.int().min(1),
});
