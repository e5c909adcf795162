import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother is asked one item of a questionnaire. Because she answered (next), could not be understood (again), or of our own accord (invitation, reminder). */
export const ScreenItemAsked = fact('screening', 'ScreenItemAsked', 1, {
  screenId: z.uuid(),
  questionnaire: z.string().max(64),
  item: z.string().max(64),
  because: z.enum(['next', 'again', 'invitation', 'reminder']),
});
