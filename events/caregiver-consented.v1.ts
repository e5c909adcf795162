import * as z from 'zod';
import { fact } from './fact.ts';

/** Whoever looks after the child agreed. */
export const CaregiverConsented = fact('updating', 'CaregiverConsented', 1, {
  caregiverId: z.uuid(),
  method: z.enum(['paper', 'digital', 'sms']),
});
