import * as z from 'zod';
import { fact } from './fact.ts';

/** A case was reviewed; its decisions are actions of the shared plan. */
export const CaseReviewHeld = fact('team', 'CaseReviewHeld', 1, {
  caseReviewId: z.uuid(),
  rule: z.string().max(64),
  decisions: z.int().min(0),
});
