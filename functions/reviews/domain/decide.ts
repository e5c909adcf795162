import { ReviewDecided, ReviewOverdue } from '../../../events/catalogue.ts';
import type { Instant } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { findOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { Reviews, type Review, type ReviewKind } from '../../casefile/review.ts';
import { addDays, dateOf } from '../../kernel/dates.ts';
import { Problem, invalidRequest, statusRefuses } from '../../kernel/problem.ts';

/** @throws {Problem} ReviewNotFound */
export const getReview = (file: CaseFile, reviewId: string): Review => {
  const review = findOf(file, Reviews, (each) => each.reviewId === reviewId);
  if (review === undefined) throw new Problem('ReviewNotFound', 'the case has no such review');
  return review;
};

/** Kinds of review that a worker does not decide. */
const SUPERVISED: readonly ReviewKind[] = ['eligibility', 'appeal', 'paymentApproval', 'paymentDiscrepancy', 'correction'];

const SUPERVISORS = ['supervisor', 'manager', 'admin'];

/** Who decides, and what. */
export interface Verdict {
  readonly decision: string;
  readonly note?: string | undefined;
  readonly at: Instant;
  /** The caller as an identifier, as in what she or he does elsewhere. */
  readonly by: string;
  /** Present for staff; a machine's scope is its permission. */
  readonly user?: string | undefined;
  readonly roles: readonly string[];
}

const refuseDecider = ({ kind, secondPerson, openedBy }: Review, { by, user, roles }: Verdict): void => {
  if (user !== undefined && SUPERVISED.includes(kind) && !roles.some((role) => SUPERVISORS.includes(role)))
    throw new Problem('RoleMissing', `a review of kind ${kind} is decided by ${SUPERVISORS.join(', ')}`);
  if (secondPerson && by === openedBy) throw new Problem('SecondPersonNeeded', 'who caused a review does not decide it');
};

/**
 * A person's decision; the same one again changes nothing.
 * @throws {Problem} ReviewNotFound, RoleMissing, SecondPersonNeeded, InvalidRequest when it is no option, StatusRefuses when it was decided otherwise
 */
export const decideReview = (file: CaseFile, reviewId: string, verdict: Verdict): Change<Review> => {
  const review = getReview(file, reviewId);
  refuseDecider(review, verdict);
  const { decision, note, at, by } = verdict;
  if (!review.options.includes(decision)) {
    const detail = `must be one of ${review.options.join(', ')}`;
    throw invalidRequest({ pointer: '#/body/decision', detail });
  }
  if (review.status === 'decided') {
    if (review.decision === decision) return unchanged(review);
    throw statusRefuses('decide', 'decided', []);
  }
  const decided: Review = { ...review, status: 'decided', decision, decidedBy: by, decidedAt: at, ...(note === undefined ? {} : { note }) };
  return { put: [place(Reviews, decided)], facts: [ReviewDecided.of({ reviewId, kind: review.kind, decision })], answer: decided };
};

/** A review whose day has come is reported, and looked at again the next day until somebody has decided. */
export const escalate = (file: CaseFile, reviewId: string, at: Instant): Change<void> => {
  const review = findOf(file, Reviews, (each) => each.reviewId === reviewId);
  const today = dateOf(at);
  if (review?.status !== 'open' || (review.escalateOn ?? review.dueOn) > today) return unchanged(undefined);
  const escalations = (review.escalations ?? 0) + 1;
  const { kind, dueOn } = review;
  return {
    put: [place(Reviews, { ...review, escalations, escalateOn: addDays(today, 1) })],
    facts: [ReviewOverdue.of({ reviewId, kind, dueOn, escalations })],
    answer: undefined,
  };
};
