import * as z from 'zod';
import { fact } from './fact.ts';

/** A person has to decide something. */
export const ReviewOpened = fact('reviews', 'ReviewOpened', 1, {
  reviewId: z.uuid(),
  kind: z.string().max(40),
  dueOn: z.iso.date(),
});
