import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother would rather not answer a questionnaire. */
export const ScreenDeclined = fact('screening', 'ScreenDeclined', 1, {
  screenId: z.uuid(),
  questionnaire: z.string().max(64),
});
