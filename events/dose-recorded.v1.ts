import * as z from 'zod';
import { fact } from './fact.ts';

/** A vaccine dose of a child was recorded, at a visit or from a card. */
export const DoseRecorded = fact('immunization', 'DoseRecorded', 1, {
  doseId: z.uuid(),
  childId: z.uuid(),
  product: z.string().max(64),
  source: z.enum(['visit', 'card', 'registry']),
  /** How well its day is known. */
  precision: z.enum(['day', 'month', 'year']),
});
