import * as z from 'zod';
import { fact } from './fact.ts';

/** The death of a child was recorded. */
export const ChildDied = fact('updating', 'ChildDied', 1, {
  childId: z.uuid(),
  on: z.iso.date(),
});
