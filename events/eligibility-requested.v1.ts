import * as z from 'zod';
import { fact } from './fact.ts';

/** Somebody asked for the programme to be applied to the case once more. */
export const EligibilityRequested = fact('eligibility', 'EligibilityRequested', 1, {
  requestId: z.uuid(),
});
