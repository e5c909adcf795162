import * as z from 'zod';
import { fact } from './fact.ts';

/** An organisation says that help was given; the mother is asked whether it was. */
export const ReferralCompleted = fact('referrals', 'ReferralCompleted', 1, {
  referralId: z.uuid(),
  organisationId: z.string().max(64),
});
