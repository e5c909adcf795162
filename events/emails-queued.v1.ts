import * as z from 'zod';
import { fact } from './fact.ts';

/** Some e-mails of a request wait to be sent: those from one number to another. What they say, and to whom, stands with the request. */
export const EmailsQueued = fact('govstack', 'EmailsQueued', 1, {
  from: z.int().min(1),
  to: z.int().min(1),
});
