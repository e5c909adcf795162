import * as z from 'zod';
import { fact } from './fact.ts';

/** The person who withdrew showed the code that was sent to the mother. */
export const WithdrawalConfirmed = fact('payment', 'WithdrawalConfirmed', 1, {
  challengeId: z.uuid(),
  payPoint: z.string().max(120),
});
