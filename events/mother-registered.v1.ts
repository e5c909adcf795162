import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother was registered, before or after a birth, by a worker, a partner or a batch recorded offline. */
export const MotherRegistered = fact('registration', 'MotherRegistered', 1, {
  personId: z.uuid(),
  channel: z.enum(['worker', 'partner', 'batch', 'reenrolment']),
  children: z.int().min(0),
  hasNationalId: z.boolean(),
});
