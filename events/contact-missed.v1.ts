import * as z from 'zod';
import { fact } from './fact.ts';

/** The window of a contact closed and nobody had come. */
export const ContactMissed = fact('care', 'ContactMissed', 1, {
  contactId: z.string().max(120),
  kind: z.string().max(120),
  dueOn: z.iso.date(),
});
