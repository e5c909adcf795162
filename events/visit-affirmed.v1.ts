import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother says that she went to a contact. It is her word; the visit itself is recorded by who saw her. */
export const VisitAffirmed = fact('care', 'VisitAffirmed', 1, { contactId: z.string().max(160) });
