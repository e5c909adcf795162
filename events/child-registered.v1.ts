import * as z from 'zod';
import { fact } from './fact.ts';

/** A child was added to a case. */
export const ChildRegistered = fact('registration', 'ChildRegistered', 1, {
  childId: z.uuid(),
  bornOn: z.iso.date(),
  birthPlace: z.enum(['home', 'facility', 'transit']),
  hasCertificate: z.boolean(),
});
