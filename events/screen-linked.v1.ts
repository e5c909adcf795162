import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother whose questionnaire called for care has received it. */
export const ScreenLinked = fact('screening', 'ScreenLinked', 1, {
  screenId: z.uuid(),
  questionnaire: z.string().max(64),
  days: z.int().min(0),
  inTime: z.boolean(),
});
