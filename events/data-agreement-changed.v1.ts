import * as z from 'zod';
import { fact } from './fact.ts';

/** A data agreement of the Consent block was made, changed or taken away. Its aggregate is the agreement. */
export const DataAgreementChanged = fact('govstack', 'DataAgreementChanged', 1, {
  dataAgreementId: z.string().max(120),
  revisionId: z.string().max(140),
  revisionHash: z.string().max(100),
  deleted: z.boolean(),
});
