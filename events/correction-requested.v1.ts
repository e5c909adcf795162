import * as z from 'zod';
import { fact } from './fact.ts';

/** A change of the record was asked for and needs approval. */
export const CorrectionRequested = fact('updating', 'CorrectionRequested', 1, {
  correctionId: z.uuid(),
  fields: z.array(z.string().max(60)),
});
