import * as z from 'zod';
import { fact } from './fact.ts';

/**
 * A payment rail is to be asked about many things, one after the other: to carry out the instructions of a batch, or whether it could pay to
 * the addresses of one. The fact is about the batch or the question; `code` is by what the rail calls back about it.
 */
export const RailWorkQueued = fact('govstack', 'RailWorkQueued', 1, {
  kind: z.enum(['creditBatch', 'addressCheck']),
  code: z.string().length(12),
});
