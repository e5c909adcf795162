import * as z from 'zod';
import { fact } from './fact.ts';

/** A referral waits for a person: nobody is left to ask, or nobody can tell whether help arrived. */
export const ReferralHeld = fact('referrals', 'ReferralHeld', 1, {
  referralId: z.uuid(),
  reason: z.enum(['nobodyLeft', 'unconfirmed']),
});
