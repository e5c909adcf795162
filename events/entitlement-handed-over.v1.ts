import * as z from 'zod';
import { fact } from './fact.ts';

/** Goods that the programme gives were handed over. */
export const EntitlementHandedOver = fact('payment', 'EntitlementHandedOver', 1, {
  lineId: z.string().max(60),
  on: z.iso.date(),
});
