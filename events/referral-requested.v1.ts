import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother needs help that an organisation can give; one is looked for. */
export const ReferralRequested = fact('referrals', 'ReferralRequested', 1, {
  referralId: z.uuid(),
  domain: z.string().max(60),
});
