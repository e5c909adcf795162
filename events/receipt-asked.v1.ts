import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother is asked whether a payment reached her. */
export const ReceiptAsked = fact('payment', 'ReceiptAsked', 1, {
  lineId: z.string().max(120),
  amountMinor: z.int().positive(),
  currency: z.string().length(3),
});
