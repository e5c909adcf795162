import * as z from 'zod';
import { fact } from './fact.ts';

/** An organisation was asked whether it can help. */
export const ReferralOffered = fact('referrals', 'ReferralOffered', 1, {
  referralId: z.uuid(),
  domain: z.string().max(60),
  organisationId: z.string().max(64),
  round: z.int().min(1),
});
