import * as z from 'zod';
import { fact } from './fact.ts';

/** Vaccine doses of a child were not given in time; its worker goes after them. */
export const DoseOverdue = fact('immunization', 'DoseOverdue', 1, {
  childId: z.uuid(),
  doses: z.array(z.string().max(64)).min(1).max(40),
  dueOn: z.iso.date(),
});
