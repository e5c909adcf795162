import * as z from 'zod';
import { fact } from './fact.ts';

/** The case will leave the programme on a day, unless what leads to it is reversed before. */
export const ExitScheduled = fact('updating', 'ExitScheduled', 1, {
  reason: z.string().max(120),
  dueOn: z.iso.date(),
});
