import * as z from 'zod';
import { fact } from './fact.ts';

/** The death of a child was recorded. */
export const ChildDied = fact('updating', 'ChildDied', 1, {
  childId: z.uuid(),
  on: z.iso.date(),
  bereaved: z
    .boolean()
    .optional()
    .describe(
      'she is told that the usual texts end; absent: they go on, had ended before, or she told of the loss herself and was answered',
    ),
});
