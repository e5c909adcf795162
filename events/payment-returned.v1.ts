import * as z from 'zod';
import { fact } from './fact.ts';

/** A line that was paid came back. */
export const PaymentReturned = fact('payment', 'PaymentReturned', 1, {
  paymentId: z.uuid(),
  lineId: z.string().max(120),
  amountMinor: z.int().positive(),
  currency: z.string().length(3),
  payee: z.string().max(20),
  reason: z.string().max(120),
});
