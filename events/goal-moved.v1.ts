import * as z from 'zod';
import { fact } from './fact.ts';

/** A goal of the shared plan stands elsewhere than before. */
export const GoalMoved = fact('team', 'GoalMoved', 1, {
  goalId: z.uuid(),
  status: z.enum(['proposed', 'active', 'met', 'dropped']),
});
