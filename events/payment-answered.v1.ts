import * as z from 'zod';
import { fact } from './fact.ts';

/** The rail called back about a payment. */
export const PaymentAnswered = fact('payment', 'PaymentAnswered', 1, {
  paymentId: z.uuid(),
});
