import * as z from 'zod';
import { fact } from './fact.ts';

/** The programme was applied to the case. */
export const EligibilityDecided = fact('eligibility', 'EligibilityDecided', 1, {
  decisionId: z.uuid(),
  outcome: z.enum(['eligible', 'ineligible']),
  policyVersion: z.string().max(120),
  grounds: z.array(z.string().max(60)),
  decidedBy: z.enum(['rules', 'review', 'appeal']),
});
