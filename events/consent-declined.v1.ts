import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother said no when she was asked for her consent; her no is kept as a record, and what she gave before stands. */
export const ConsentDeclined = fact('consent', 'ConsentDeclined', 1, {
  questionId: z.uuid(),
  /** The record of her no. */
  consentId: z.uuid().optional(),
});
