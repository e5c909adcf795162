import * as z from 'zod';
import { fact } from './fact.ts';

/** An appeal was looked at, and the decision stands. */
export const AppealDismissed = fact('eligibility', 'AppealDismissed', 1, {
  decisionId: z.uuid(),
  reviewId: z.uuid(),
});
