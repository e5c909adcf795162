import * as z from 'zod';
import { fact } from './fact.ts';

/** A questionnaire was finished. What was answered and the score stand in the case; here is only whether somebody has to act. */
export const ScreenCompleted = fact('screening', 'ScreenCompleted', 1, {
  screenId: z.uuid(),
  questionnaire: z.string().max(64),
  channel: z.enum(['text', 'worker']),
  band: z.enum(['positive', 'negative', 'incomplete', 'unbanded']),
  goesOn: z.boolean(),
});
