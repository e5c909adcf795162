import * as z from 'zod';
import { fact } from './fact.ts';

/** The enrolment cannot go on now; it is tried again. */
export const EnrolmentParked = fact('enrolment', 'EnrolmentParked', 1, {
  reason: z.string().max(60),
  retryOn: z.iso.date(),
});
