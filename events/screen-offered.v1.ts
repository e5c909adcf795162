import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother was asked whether she wants to answer a questionnaire. */
export const ScreenOffered = fact('screening', 'ScreenOffered', 1, {
  screenId: z.uuid(),
  questionnaire: z.string().max(64),
  reminder: z.boolean(),
});
