import * as z from 'zod';
import { fact } from './fact.ts';

/** Measurements of a mother or a child were recorded. */
export const ReadingsRecorded = fact('readings', 'ReadingsRecorded', 1, {
  readings: z.int().min(1),
  source: z.enum(['visit', 'worker', 'text', 'device', 'partner']),
});
