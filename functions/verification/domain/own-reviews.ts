import type { Review } from '../../casefile/review.ts';
import type { ChildId } from '../../kernel/ids.ts';
import type { Reason } from './findings.ts';

const isVerificationReview = ({ kind, about }: Review, reason: Reason, childId: ChildId | undefined): boolean =>
  kind === 'verification' && about['reason'] === reason && (about['childId'] ?? undefined) === childId;

/** The review that shows a long outage to a person. */
export const isOutageOf =
  (childId: ChildId | undefined) =>
  (review: Review): boolean =>
    isVerificationReview(review, 'partnerUnavailable', childId);

/** The review of a case in which nothing may be asked, for want of consent. */
export const isMissingConsentOf =
  (childId: ChildId | undefined) =>
  (review: Review): boolean =>
    isVerificationReview(review, 'consentMissing', childId);

/** A review of this verification, whatever it asks. */
export const isReviewOf =
  (childId: ChildId | undefined) =>
  ({ kind, about }: Review): boolean =>
    kind === 'verification' && (about['childId'] ?? undefined) === childId;
