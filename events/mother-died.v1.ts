import * as z from 'zod';
import { fact } from './fact.ts';

/** The death of a mother was recorded. */
export const MotherDied = fact('updating', 'MotherDied', 1, {
  on: z.iso.date(),
});
