import * as z from 'zod';
import { fact } from './fact.ts';

/** Something that somebody has to do by a day was put into the shared plan of a case. */
export const PlanActionAdded = fact('team', 'PlanActionAdded', 1, {
  actionId: z.uuid(),
  dueOn: z.iso.date(),
});
