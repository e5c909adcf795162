import * as z from 'zod';
import { fact } from './fact.ts';

/** No care worker of the area has room for the case; it is tried again each day. */
export const WorkerMissing = fact('enrolment', 'WorkerMissing', 1, {
  retryOn: z.iso.date(),
});
