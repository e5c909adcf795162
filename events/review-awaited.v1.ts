import * as z from 'zod';
import { fact } from './fact.ts';

/** A state machine began to wait for a review that was decided before it could be told. */
export const ReviewAwaited = fact('reviews', 'ReviewAwaited', 1, {
  reviewId: z.uuid(),
  kind: z.string().max(40),
});
