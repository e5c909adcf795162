import * as z from 'zod';
import { fact } from './fact.ts';

/** A second person refused a payment; its lines are not paid. */
export const PaymentRefused = fact('payment', 'PaymentRefused', 1, {
  paymentId: z.uuid(),
});
