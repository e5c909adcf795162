import * as z from 'zod';
import { fact } from './fact.ts';

/** A complaint was answered. */
export const GrievanceClosed = fact('care', 'GrievanceClosed', 1, {
  grievanceId: z.uuid(),
  outcome: z.string().max(120),
});
