import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother moved to another area. */
export const MotherMoved = fact('updating', 'MotherMoved', 1, {
  toArea: z.string().max(120),
  on: z.iso.date(),
});
