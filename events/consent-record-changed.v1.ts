import * as z from 'zod';
import { fact } from './fact.ts';

/** Somebody who is the mother of no case signed a consent record, or said no again. Its aggregate is the record. */
export const ConsentRecordChanged = fact('govstack', 'ConsentRecordChanged', 1, {
  recordId: z.string().max(200),
  individualId: z.string().max(60),
  dataAgreementId: z.string().max(120),
  dataAgreementRevisionHash: z.string().max(100),
  optIn: z.boolean(),
});
