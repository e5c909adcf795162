import * as z from 'zod';
import { fact } from './fact.ts';

/** An organisation has begun to help. */
export const ReferralStarted = fact('referrals', 'ReferralStarted', 1, {
  referralId: z.uuid(),
  organisationId: z.string().max(64),
});
