import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother, or a person for her, says that help arrived. */
export const ReferralConfirmed = fact('referrals', 'ReferralConfirmed', 1, {
  referralId: z.uuid(),
  by: z.enum(['mother', 'person']),
});
