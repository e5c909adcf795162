import * as z from 'zod';
import { Review } from '../../casefile/review.ts';

/** A review as it is shown; the token of what waits for it is ours. */
export const ReviewView = Review.omit({ token: true }).extend({ caseId: z.uuid() });

export const ReviewPath = z.strictObject({ caseId: z.uuid(), reviewId: z.uuid() });
