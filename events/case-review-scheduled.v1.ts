import * as z from 'zod';
import { fact } from './fact.ts';

/** Those around a case have to review it by a day. */
export const CaseReviewScheduled = fact('team', 'CaseReviewScheduled', 1, {
  caseReviewId: z.uuid(),
  rule: z.string().max(64),
  dueOn: z.iso.date(),
});
