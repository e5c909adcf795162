import * as z from 'zod';
import { fact } from './fact.ts';

/** An organisation does not help: it said so, or its time ran out. The next one is asked. */
export const ReferralDeclined = fact('referrals', 'ReferralDeclined', 1, {
  referralId: z.uuid(),
  organisationId: z.string().max(64),
  reason: z.string().max(60),
});
