import * as z from 'zod';
import { fact } from './fact.ts';

/** The contacts of the programme were planned for a mother or a child. */
export const ContactsPlanned = fact('care', 'ContactsPlanned', 1, {
  of: z.enum(['mother', 'child']),
  contacts: z.int().min(1),
});
