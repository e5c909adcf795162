import * as z from 'zod';
import { fact } from './fact.ts';

/** A care worker looks after the case. */
export const WorkerAssigned = fact('enrolment', 'WorkerAssigned', 1, {
  workerId: z.string().max(64),
});
