import * as z from 'zod';
import { fact } from './fact.ts';

/** A change of the record was asked for and refused. */
export const CorrectionRefused = fact('updating', 'CorrectionRefused', 1, {
  correctionId: z.uuid(),
});
