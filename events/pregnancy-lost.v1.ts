import * as z from 'zod';
import { fact } from './fact.ts';

/** A pregnancy ended without a live birth. */
export const PregnancyLost = fact('updating', 'PregnancyLost', 1, {
  on: z.iso.date(),
  bereaved: z
    .boolean()
    .optional()
    .describe(
      'she is told that the usual texts end; absent: they go on, had ended before, or she told of the loss herself and was answered',
    ),
});
