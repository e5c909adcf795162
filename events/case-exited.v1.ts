import * as z from 'zod';
import { fact } from './fact.ts';

/** The case left the programme. */
export const CaseExited = fact('updating', 'CaseExited', 1, {
  reason: z.string().max(120),
  payments: z.enum(['stop', 'payEarned']),
  messages: z.enum(['stop', 'keepMother', 'bereavement']),
});
