import * as z from 'zod';
import { fact } from './fact.ts';

/** The mother has a programme number, a card and an account. */
export const MotherEnrolled = fact('enrolment', 'MotherEnrolled', 1, {
  enrolmentId: z.uuid(),
});
