import type { CaseRoot } from '../../../casefile/case.ts';
import type { Review } from '../../../casefile/review.ts';
import type { StatusCode } from '../records.ts';

const TITLES = {
  PENDING: 'Pending',
  APPROVED: 'Approved',
  SENDBACK: 'Sent back',
  REJECTED: 'Rejected',
} as const satisfies Record<StatusCode, string>;

/** A status as the block's definition shows it. */
export const statusModel = (code: StatusCode) => ({ code, title: TITLES[code] });

/** Statuses of a case from which the application is approved, whatever comes later. */
const APPROVED: readonly string[] = ['eligible', 'enrolled'];

/**
 * How an application stands, by its case: sent back while the family has to register the birth, rejected by a decision that nobody looks
 * at again, approved from the decision on that she is eligible.
 */
export const statusOfCase = (
  { status, exit }: Pick<CaseRoot, 'status' | 'exit'>,
  reviews: readonly Pick<Review, 'kind' | 'status'>[],
): StatusCode => {
  switch (status) {
    case 'registered':
    case 'parked':
    case 'inVerificationReview':
    case 'verified':
    case 'inEligibilityReview':
      return 'PENDING';
    case 'awaitingBirthRegistration':
      return 'SENDBACK';
    case 'eligible':
    case 'enrolled':
      return 'APPROVED';
    case 'ineligible':
      return reviews.some((review) => review.kind === 'appeal' && review.status === 'open') ? 'PENDING' : 'REJECTED';
    case 'refused':
      return 'REJECTED';
    case 'exited':
      return exit !== undefined && exit.reason !== 'duplicate' && APPROVED.includes(exit.from) ? 'APPROVED' : 'REJECTED';
  }
};

/** Whether nothing more is done about an application. */
export const hasEnded = (status: StatusCode): boolean => status === 'APPROVED' || status === 'REJECTED';

/** Options of a review that say no. */
const REFUSING: readonly string[] = ['refuse', 'ineligible', 'same'];

/** How a task stands, by the review behind it. */
export const statusOfReview = ({ status, decision }: Pick<Review, 'status' | 'decision'>): StatusCode => {
  if (status === 'open' || decision === undefined) return 'PENDING';
  return REFUSING.includes(decision) ? 'REJECTED' : 'APPROVED';
};
