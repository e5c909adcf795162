import * as z from 'zod';
import { fact } from './fact.ts';

/** The due day of a contact that was announced is over and nobody has recorded a visit; its window is still open. */
export const ContactOverdue = fact('care', 'ContactOverdue', 1, {
  contactId: z.string().max(120),
  kind: z.string().max(120),
  dueOn: z.iso.date(),
});
