import * as z from 'zod';
import { fact } from './fact.ts';

/** The due day of a review went by and nobody has decided; reported again each day. */
export const ReviewOverdue = fact('reviews', 'ReviewOverdue', 1, {
  reviewId: z.uuid(),
  kind: z.string().max(40),
  dueOn: z.iso.date(),
  escalations: z.int().min(1),
});
