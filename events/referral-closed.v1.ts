import * as z from 'zod';
import { fact } from './fact.ts';

/** A referral came to its end. `days` passed since it was asked for. */
export const ReferralClosed = fact('referrals', 'ReferralClosed', 1, {
  referralId: z.uuid(),
  domain: z.string().max(60),
  outcome: z.enum(['confirmed', 'confirmedByPerson', 'failed', 'cancelled']),
  days: z.int().min(0),
});
