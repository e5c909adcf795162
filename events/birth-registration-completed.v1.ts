import * as z from 'zod';
import { fact } from './fact.ts';

/** A forwarded birth was registered. */
export const BirthRegistrationCompleted = fact('verification', 'BirthRegistrationCompleted', 1, {
  childId: z.uuid(),
});
