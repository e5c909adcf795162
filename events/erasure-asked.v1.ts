import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother asked to be forgotten, and is asked whether she means it. */
export const ErasureAsked = fact('updating', 'ErasureAsked', 1, {
  questionId: z.uuid(),
});
