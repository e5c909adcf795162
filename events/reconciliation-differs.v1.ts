import * as z from 'zod';
import { fact } from './fact.ts';

/** The rail's statement of a day and our ledger do not agree about an instruction. It is a fact about the day, not about one case. */
export const ReconciliationDiffers = fact('payment', 'ReconciliationDiffers', 1, {
  day: z.iso.date(),
  requestId: z.string().max(64),
  problem: z.enum(['unknownHere', 'amountDiffers', 'missingAtRail']),
});
