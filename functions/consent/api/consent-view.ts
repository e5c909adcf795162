import * as z from 'zod';
import { Consent } from '../../casefile/case.ts';

/** A consent record as it is shown; its seal is ours. */
export const ConsentView = Consent.omit({ seal: true });

export const CasePath = z.strictObject({ caseId: z.uuid() });
