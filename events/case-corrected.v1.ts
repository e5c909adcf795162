import * as z from 'zod';
import { fact } from './fact.ts';

/** The record was changed. */
export const CaseCorrected = fact('updating', 'CaseCorrected', 1, {
  correctionId: z.uuid(),
  fields: z.array(z.string().max(60)),
});
