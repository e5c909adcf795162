import * as z from 'zod';
import { fact } from './fact.ts';

/** A text came from a mother's phone. What it says stands in the case; here is only what it was taken for. */
export const TextReceived = fact('conversations', 'TextReceived', 1, {
  inboundId: z.uuid(),
  intent: z.string().max(40),
  /** The kind of the question that it answers, or was meant to answer. */
  question: z.string().max(40).optional(),
});
