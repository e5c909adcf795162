import * as z from 'zod';
import { fact } from './fact.ts';

/** A text of the bereavement set, which she said yes to, is due. */
export const BereavementTextDue = fact('updating', 'BereavementTextDue', 1, {
  place: z.int().min(1).max(3),
});
