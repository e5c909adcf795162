import * as z from 'zod';
import { fact } from './fact.ts';

/** Vaccine doses of a child are due; the mother is reminded. */
export const DoseFellDue = fact('immunization', 'DoseFellDue', 1, {
  childId: z.uuid(),
  doses: z.array(z.string().max(64)).min(1).max(40),
  dueOn: z.iso.date(),
});
