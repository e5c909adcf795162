import * as z from 'zod';
import { fact } from './fact.ts';

/** Something that tells how care goes was recorded. What exactly, stands in the case. */
export const OutcomeRecorded = fact('readings', 'OutcomeRecorded', 1, { outcomeId: z.uuid(), kind: z.string().max(40), on: z.iso.date() });
