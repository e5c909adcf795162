import * as z from 'zod';
import { fact } from './fact.ts';

/** The registration could not be verified. */
export const VerificationRefused = fact('verification', 'VerificationRefused', 1, {
  reason: z.string().max(120),
});
