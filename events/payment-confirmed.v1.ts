import * as z from 'zod';
import { fact } from './fact.ts';

/** A line was paid. */
export const PaymentConfirmed = fact('payment', 'PaymentConfirmed', 1, {
  paymentId: z.uuid(),
  lineId: z.string().max(120),
  amountMinor: z.int().positive(),
  currency: z.string().length(3),
  payee: z.string().max(20),
});
