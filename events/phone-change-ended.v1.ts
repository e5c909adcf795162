import * as z from 'zod';
import { fact } from './fact.ts';

/** A change of phone was not made: stopped from the old phone, without its code in time, or with too many wrong ones. */
export const PhoneChangeEnded = fact('updating', 'PhoneChangeEnded', 1, {
  changeId: z.uuid(),
  reason: z.enum(['stopped', 'expired', 'failed']),
});
