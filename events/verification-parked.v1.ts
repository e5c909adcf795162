import * as z from 'zod';
import { fact } from './fact.ts';

/** A partner could not be reached; the case waits and is tried again. */
export const VerificationParked = fact('verification', 'VerificationParked', 1, {
  reason: z.string().max(120),
  attempt: z.int().min(1),
  retryAt: z.iso.datetime(),
});
