import * as z from 'zod';
import { fact } from './fact.ts';

/** The mother asked for the decision to be looked at again. */
export const AppealLodged = fact('eligibility', 'AppealLodged', 1, {
  decisionId: z.uuid(),
  reviewId: z.uuid(),
});
