import * as z from 'zod';
import { fact } from './fact.ts';

/** A pregnancy ended without a live birth. */
export const PregnancyLost = fact('updating', 'PregnancyLost', 1, {
  on: z.iso.date(),
});
