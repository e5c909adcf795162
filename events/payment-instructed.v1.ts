import * as z from 'zod';
import { fact } from './fact.ts';

/** A payment was handed to the rail. */
export const PaymentInstructed = fact('payment', 'PaymentInstructed', 1, {
  paymentId: z.uuid(),
  batchId: z.string().max(120),
  attempt: z.int().min(1),
});
