import * as z from 'zod';
import { fact } from './fact.ts';

/** A case moved to another worker or area. */
export const CaseTransferred = fact('care', 'CaseTransferred', 1, {
  fromArea: z.string().max(120),
  toArea: z.string().max(120),
  fromWorker: z.string().max(120).optional(),
  toWorker: z.string().max(120).optional(),
});
