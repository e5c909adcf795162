import * as z from 'zod';
import { fact } from './fact.ts';

/**
 * Which doses of a child's schedule are due, were given in time or were given late is another than before. Each counts in the month of its
 * due day; `by` of -1 takes back what was counted.
 */
export const DosesCounted = fact('immunization', 'DosesCounted', 1, {
  childId: z.uuid(),
  changes: z
    .array(
      z.object({
        dose: z.string().max(64),
        dueOn: z.iso.date(),
        state: z.enum(['due', 'inTime', 'late']),
        by: z.union([z.literal(1), z.literal(-1)]),
      }),
    )
    .min(1)
    .max(400),
});
