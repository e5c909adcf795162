import * as z from 'zod';
import { fact } from './fact.ts';

/** A person has decided; what waits for it goes on. */
export const ReviewDecided = fact('reviews', 'ReviewDecided', 1, {
  reviewId: z.uuid(),
  kind: z.string().max(40),
  decision: z.string().max(40),
});
