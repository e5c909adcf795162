import * as z from 'zod';
import { fact } from './fact.ts';

/** An action of the shared plan was not done by its day. */
export const GoalActionOverdue = fact('team', 'GoalActionOverdue', 1, {
  actionId: z.uuid(),
  dueOn: z.iso.date(),
  daysOverdue: z.int().min(1),
});
