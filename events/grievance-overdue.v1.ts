import * as z from 'zod';
import { fact } from './fact.ts';

/** Nobody has answered a complaint by its due day. */
export const GrievanceOverdue = fact('care', 'GrievanceOverdue', 1, {
  grievanceId: z.uuid(),
  dueOn: z.iso.date(),
  daysOverdue: z.int().min(1),
});
