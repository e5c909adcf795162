import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother has not yet said whether help arrived; she is asked again. */
export const ReferralUnconfirmed = fact('referrals', 'ReferralUnconfirmed', 1, {
  referralId: z.uuid(),
});
