import * as z from 'zod';
import { fact } from './fact.ts';

/** A pay point asks that she who withdraws shows the code sent to her phone. */
export const WithdrawalCodeRequested = fact('payment', 'WithdrawalCodeRequested', 1, {
  challengeId: z.uuid(),
});
