import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother withdrew her consent; nothing of hers is read for that purpose any more. */
export const ConsentWithdrawn = fact('consent', 'ConsentWithdrawn', 1, {
  consentId: z.uuid(),
  /** What no other record of the case covers any more. */
  purposes: z.array(z.string().max(60)).optional(),
});
