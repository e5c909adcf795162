import * as z from 'zod';
import { fact } from './fact.ts';

/** A contact that fell due before is near; the mother is reminded again. */
export const ContactReminderDue = fact('care', 'ContactReminderDue', 1, {
  contactId: z.string().max(120),
  kind: z.string().max(120),
  dueOn: z.iso.date(),
});
