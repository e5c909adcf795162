import * as z from 'zod';
import { fact } from './fact.ts';

/** An action of the shared plan has ended. */
export const PlanActionClosed = fact('team', 'PlanActionClosed', 1, {
  actionId: z.uuid(),
  status: z.enum(['done', 'dropped']),
});
