import * as z from 'zod';
import { fact } from './fact.ts';

/** A goal was put into the shared plan of a case. */
export const GoalSet = fact('team', 'GoalSet', 1, {
  goalId: z.uuid(),
  status: z.enum(['proposed', 'active']),
});
