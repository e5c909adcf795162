import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother says that she did not go to a contact: somebody goes after it. */
export const VisitDenied = fact('care', 'VisitDenied', 1, { contactId: z.string().max(160) });
