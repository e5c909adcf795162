import type { Instant } from '../../casefile/case.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import { findOf, type CaseFile } from '../../casefile/files.ts';
import { Reviews, type Review, type ReviewKind } from '../../casefile/review.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';

/** What a person is asked about a payment. */
export interface Question {
  /** What makes the question this one and no other: it is asked once. */
  readonly of: readonly (string | number)[];
  readonly kind: ReviewKind;
  readonly options: readonly string[];
  readonly about: Review['about'];
  readonly at: Instant;
  readonly dueOn: PlainDate;
  /** @default false */
  readonly secondPerson?: boolean;
  /** Who caused it. @default the payment context */
  readonly openedBy?: string;
  readonly token?: string;
}

export interface OpenedReview {
  readonly placed: Placed;
  readonly review: Pick<Review, 'reviewId' | 'kind' | 'dueOn'>;
}

export const reviewIdOf = (caseId: string, of: Question['of']): string => derivedId('review', caseId, 'payment', ...of);

/** A review about payments of the case, whether open or decided. */
export const findReview = (file: CaseFile, of: Question['of']): Review | undefined => {
  const id = reviewIdOf(file.root.caseId, of);
  return findOf(file, Reviews, ({ reviewId }) => reviewId === id);
};

/** Opens a review, unless the same question was asked before. */
export const openReview = (
  file: CaseFile,
  { of, kind, options, about, at, dueOn, secondPerson = false, openedBy = 'payment', token }: Question,
): OpenedReview | undefined => {
  if (findReview(file, of) !== undefined) return undefined;
  const reviewId = reviewIdOf(file.root.caseId, of);
  const review: Review = {
    reviewId,
    kind,
    status: 'open',
    openedAt: at,
    dueOn,
    options: [...options],
    differences: [],
    about,
    openedBy,
    secondPerson,
    ...(token === undefined ? {} : { token }),
  };
  return { placed: place(Reviews, review), review: { reviewId, kind, dueOn } };
};

/** Closes a review that the rail itself has answered. */
export const answeredByRail = (review: Review | undefined, at: Instant): readonly Placed[] =>
  review?.status === 'open'
    ? [place(Reviews, { ...review, status: 'decided', decision: 'answeredByRail', decidedBy: 'rail', decidedAt: at })]
    : [];
