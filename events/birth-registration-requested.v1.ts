import * as z from 'zod';
import { fact } from './fact.ts';

/** A child without a registered birth was forwarded to birth registration and is awaited. */
export const BirthRegistrationRequested = fact('verification', 'BirthRegistrationRequested', 1, {
  childId: z.uuid(),
  reference: z.string().max(120),
});
