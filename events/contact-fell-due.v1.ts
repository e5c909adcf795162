import * as z from 'zod';
import { fact } from './fact.ts';

/** A contact is due; the mother is reminded. */
export const ContactFellDue = fact('care', 'ContactFellDue', 1, {
  contactId: z.string().max(120),
  kind: z.string().max(120),
  dueOn: z.iso.date(),
});
