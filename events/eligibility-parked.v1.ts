import * as z from 'zod';
import { fact } from './fact.ts';

/** The programme cannot be applied to the case now; it is tried again. */
export const EligibilityParked = fact('eligibility', 'EligibilityParked', 1, {
  reason: z.string().max(60),
  retryOn: z.iso.date(),
});
