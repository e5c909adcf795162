import { ReviewAwaited, ReviewDecided, ReviewOpened } from '../../../events/catalogue.ts';
import type { Instant } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, findOf, type CaseFile, type Change } from '../../casefile/files.ts';
import { Reviews, type Review } from '../../casefile/review.ts';

/** What a change of reviews adds to the change of the case that it is part of. */
export type ReviewChange = Required<Pick<Change<unknown>, 'put' | 'facts'>>;

/** What is known of a review when it is opened. */
export type NewReview = Omit<Review, 'status' | 'decision' | 'note' | 'decidedBy' | 'decidedAt' | 'escalations' | 'escalateOn'>;

const NOTHING: ReviewChange = { put: [], facts: [] };

/**
 * Opens a review, once, whatever the number of tries. A state that waits is given a new token at each try, so the review keeps the
 * latest; when it was decided in between, what answers the token is told to look again.
 */
export const openReview = (file: CaseFile, review: NewReview): ReviewChange => {
  const known = findOf(file, Reviews, ({ reviewId }) => reviewId === review.reviewId);
  const { reviewId, kind, dueOn, token } = review;
  if (known === undefined)
    return { put: [place(Reviews, { ...review, status: 'open' })], facts: [ReviewOpened.of({ reviewId, kind, dueOn })] };
  if (token === undefined || known.token === token) return NOTHING;
  return { put: [place(Reviews, { ...known, token })], facts: known.status === 'open' ? [] : [ReviewAwaited.of({ reviewId, kind })] };
};

/** Decides the open reviews that have lost their object; a state machine that waits for one hears of it as of any decision. */
export const closeReviews = (
  file: CaseFile,
  fits: (review: Review) => boolean,
  decision: string,
  { at, by }: { at: Instant; by: string },
): ReviewChange => {
  const open = allOf(file, Reviews).filter((review) => review.status === 'open' && fits(review));
  return {
    put: open.map((review) => place(Reviews, { ...review, status: 'decided', decision, decidedBy: by, decidedAt: at })),
    facts: open.map(({ reviewId, kind }) => ReviewDecided.of({ reviewId, kind, decision })),
  };
};
