import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother gave her consent. */
export const ConsentGiven = fact('consent', 'ConsentGiven', 1, {
  consentId: z.uuid(),
  method: z.enum(['paper', 'digital', 'sms']),
  purposes: z.array(z.string().max(60)),
});
