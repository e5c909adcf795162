import * as z from 'zod';
import { fact } from './fact.ts';

/** Identity and civil registry agree with the registration, or a person has found that they do. */
export const CaseVerified = fact('verification', 'CaseVerified', 1, {
  how: z.enum(['registries', 'review', 'alternatePath']),
});
