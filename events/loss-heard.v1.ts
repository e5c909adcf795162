import * as z from 'zod';
import { fact } from './fact.ts';

/** A mother told by text of a loss. What happened is asked by a person. */
export const LossHeard = fact('updating', 'LossHeard', 1, {
  reportId: z.uuid(),
});
