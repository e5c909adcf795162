import * as z from 'zod';
import { fact } from './fact.ts';

/** Whoever looks after the child is asked to agree. */
export const CaregiverAsked = fact('updating', 'CaregiverAsked', 1, {
  caregiverId: z.uuid(),
});
