import * as z from 'zod';
import { fact } from './fact.ts';

/** A complaint was received and has an owner and a due day. */
export const GrievanceOpened = fact('care', 'GrievanceOpened', 1, {
  grievanceId: z.uuid(),
  about: z.string().max(120),
  dueOn: z.iso.date(),
});
