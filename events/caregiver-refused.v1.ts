import * as z from 'zod';
import { fact } from './fact.ts';

/** Whoever looks after the child did not agree, or no longer does. */
export const CaregiverRefused = fact('updating', 'CaregiverRefused', 1, {
  caregiverId: z.uuid(),
});
