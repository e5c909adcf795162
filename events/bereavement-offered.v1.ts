import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother is asked whether she wants the texts of the bereavement set. */
export const BereavementOffered = fact('updating', 'BereavementOffered', 1, {
  questionId: z.uuid(),
});
