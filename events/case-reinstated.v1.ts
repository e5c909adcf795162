import * as z from 'zod';
import { fact } from './fact.ts';

/** An exit was reversed. */
export const CaseReinstated = fact('updating', 'CaseReinstated', 1, {
  reason: z.string().max(120),
});
