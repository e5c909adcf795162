import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother spoke well of a facility or of those who care for her. */
export const ComplimentGiven = fact('care', 'ComplimentGiven', 1, {
  complimentId: z.uuid(),
});
