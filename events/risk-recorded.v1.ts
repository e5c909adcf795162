import * as z from 'zod';
import { fact } from './fact.ts';

/** A risk of a mother or a child was recorded or has ended. Which, stands in the case. */
export const RiskRecorded = fact('readings', 'RiskRecorded', 1, { riskId: z.uuid() });
