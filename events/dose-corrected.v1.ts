import * as z from 'zod';
import { fact } from './fact.ts';

/** A wrongly recorded dose was withdrawn, and perhaps replaced. */
export const DoseCorrected = fact('immunization', 'DoseCorrected', 1, {
  doseId: z.uuid(),
  childId: z.uuid(),
  replacedBy: z.uuid().optional(),
});
