import * as z from 'zod';
import { fact } from './fact.ts';

/** Help that was said to be given was not, or is looked for anew. */
export const ReferralReopened = fact('referrals', 'ReferralReopened', 1, {
  referralId: z.uuid(),
  by: z.enum(['mother', 'person']),
});
