import * as z from 'zod';
import { fact } from './fact.ts';

/** A case review lost its object. */
export const CaseReviewCancelled = fact('team', 'CaseReviewCancelled', 1, {
  caseReviewId: z.uuid(),
  rule: z.string().max(64),
});
