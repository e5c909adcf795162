import * as z from 'zod';
import { fact } from './fact.ts';

/** An organisation said that it will help. */
export const ReferralAccepted = fact('referrals', 'ReferralAccepted', 1, {
  referralId: z.uuid(),
  organisationId: z.string().max(64),
});
