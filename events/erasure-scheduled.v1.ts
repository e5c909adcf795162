import * as z from 'zod';
import { fact } from './fact.ts';

/** A case is to be erased on a day, unless she comes back before. */
export const ErasureScheduled = fact('updating', 'ErasureScheduled', 1, {
  on: z.iso.date(),
});
