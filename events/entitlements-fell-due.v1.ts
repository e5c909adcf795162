import * as z from 'zod';
import { fact } from './fact.ts';

/** Instalments became payable and stand together as one payment. */
export const EntitlementsFellDue = fact('payment', 'EntitlementsFellDue', 1, {
  paymentId: z.uuid(),
  lines: z
    .array(
      z.object({ lineId: z.string().max(60), amountMinor: z.int().positive(), currency: z.string().length(3), payee: z.string().max(20) }),
    )
    .min(1),
});
