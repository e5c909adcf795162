import * as z from 'zod';
import { fact } from './fact.ts';

/** A questionnaire was given up, since it was not finished in time, or what came twice was no answer. */
export const ScreenExpired = fact('screening', 'ScreenExpired', 1, {
  screenId: z.uuid(),
  questionnaire: z.string().max(64),
  because: z.literal('notUnderstood').optional(),
});
