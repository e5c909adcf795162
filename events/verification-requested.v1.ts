import * as z from 'zod';
import { fact } from './fact.ts';

/** The verification of a case, or of a child that came to it later, begins anew: after a pause, a correction, a decision or a consent. */
export const VerificationRequested = fact('verification', 'VerificationRequested', 1, {
  scope: z.enum(['case', 'child']),
  childId: z.uuid().optional(),
  /** The run begins with the question whether the forwarded birth of this child is registered by now. */
  awaitedBirth: z.boolean().optional(),
});
