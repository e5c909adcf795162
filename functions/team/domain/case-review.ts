import { CaseReviewCancelled, CaseReviewHeld, CaseReviewOverdue, CaseReviewScheduled, PlanActionAdded } from '../../../events/catalogue.ts';
import { place } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { findOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { addDays, daysBetween, type PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { implausible, Problem, statusRefuses } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { CASE_REVIEW_NEXT, CaseReviews, Goals, PlanActions, type CaseReview } from '../records.ts';
import { newAction, refusePast, type NewAction } from './plan.ts';

type Who = Pick<Context, 'at' | 'by' | 'causationId'>;

/** The rule of a review that a person asked for. */
export const BY_HAND = 'byHand';

/** @throws {Problem} CaseReviewNotFound */
export const getCaseReview = (file: CaseFile, caseReviewId: string): CaseReview => {
  const review = findOf(file, CaseReviews, (one) => one.caseReviewId === caseReviewId);
  if (review === undefined) throw new Problem('CaseReviewNotFound', 'the case has no such case review');
  return review;
};

/** What is known of a review when it is scheduled. */
export type NewCaseReview = Pick<CaseReview, 'caseReviewId' | 'rule' | 'reason' | 'dueOn' | 'participants'>;

/** Schedules a review; the same one again changes nothing. */
export const scheduleReview = (file: CaseFile, review: NewCaseReview, { at, by }: Pick<Who, 'at' | 'by'>): Change<CaseReview> => {
  const { caseReviewId, rule, dueOn } = review;
  const known = findOf(file, CaseReviews, (one) => one.caseReviewId === caseReviewId);
  if (known !== undefined) return unchanged(known);
  const scheduled: CaseReview = { ...review, status: 'scheduled', scheduledAt: at, scheduledBy: by, nextOn: addDays(dueOn, 1) };
  return { put: [place(CaseReviews, scheduled)], facts: [CaseReviewScheduled.of({ caseReviewId, rule, dueOn })], answer: scheduled };
};

/** Schedules a review that a person asks for. @throws {Problem} ImplausibleFact when the day has passed or a role is unknown */
export const scheduleByHand = (
  file: CaseFile,
  programme: Programme,
  asked: { readonly reason: string; readonly dueOn: PlainDate; readonly participants: readonly string[] },
  who: Who,
): Change<CaseReview> => {
  const { roles } = programme.operations.team;
  refusePast(asked.dueOn, programme, who.at, '/dueOn');
  if (!asked.participants.every((role) => roles.includes(role))) throw implausible('/participants', `must be among ${roles.join(', ')}`);
  const caseReviewId = derivedId('caseReview', file.root.caseId, BY_HAND, who.causationId);
  return scheduleReview(file, { ...asked, participants: [...asked.participants], caseReviewId, rule: BY_HAND }, who);
};

const movable = (review: CaseReview, to: 'held' | 'cancelled'): Omit<CaseReview, 'nextOn'> => {
  const allowed: readonly string[] = CASE_REVIEW_NEXT[review.status];
  if (!allowed.includes(to)) throw statusRefuses(`make a case review ${to}`, review.status, allowed);
  const { nextOn: _, ...rest } = review;
  return rest;
};

/** What a review came to. */
export interface Held {
  readonly heldOn: PlainDate;
  readonly present: readonly string[];
  readonly note?: string | undefined;
  readonly decisions: readonly Omit<NewAction, 'caseReviewId'>[];
}

/**
 * Records that a review was held: each of its decisions becomes an action of the plan.
 * @throws {Problem} CaseReviewNotFound, StatusRefuses, GoalNotFound, ImplausibleFact when it lies in the future or a decision in the past
 */
export const holdReview = (file: CaseFile, programme: Programme, caseReviewId: string, held: Held, who: Who): Change<CaseReview> => {
  const rest = movable(getCaseReview(file, caseReviewId), 'held');
  if (held.heldOn > dayOf(programme, who.at)) throw implausible('/heldOn', 'lies in the future');
  for (const [index, { dueOn, goalId }] of held.decisions.entries()) {
    refusePast(dueOn, programme, who.at, `/decisions/${String(index)}/dueOn`);
    if (goalId !== undefined && findOf(file, Goals, (goal) => goal.goalId === goalId) === undefined)
      throw new Problem('GoalNotFound', 'the plan has no such goal');
  }
  const actions = held.decisions.map((decision, index) => newAction(file, { ...decision, caseReviewId }, String(index), who));
  const { heldOn, present, note } = held;
  const review: CaseReview = {
    ...rest,
    status: 'held',
    heldOn,
    heldBy: who.by,
    present: [...present],
    ...(note === undefined ? {} : { note }),
    actionIds: actions.map(({ actionId }) => actionId),
  };
  return {
    put: [place(CaseReviews, review), ...actions.map((action) => place(PlanActions, action))],
    facts: [
      CaseReviewHeld.of({ caseReviewId, rule: rest.rule, decisions: actions.length }),
      ...actions.map(({ actionId, dueOn }) => PlanActionAdded.of({ actionId, dueOn })),
    ],
    answer: review,
  };
};

/** Takes a review back that nobody needs any more; the same again changes nothing. @throws {Problem} CaseReviewNotFound, StatusRefuses when it was held */
export const cancelReview = (file: CaseFile, caseReviewId: string, note: string): Change<CaseReview> => {
  const known = getCaseReview(file, caseReviewId);
  if (known.status === 'cancelled') return unchanged(known);
  const cancelled: CaseReview = { ...movable(known, 'cancelled'), status: 'cancelled', note };
  return {
    put: [place(CaseReviews, cancelled)],
    facts: [CaseReviewCancelled.of({ caseReviewId, rule: known.rule })],
    answer: cancelled,
  };
};

/** Reports a review that was not held in time, and again as often as the programme says; that of a mother who has left is only kept. */
export const raiseReview = (file: CaseFile, programme: Programme, sk: string, today: PlainDate): Change<void> => {
  const review = findOf(file, CaseReviews, (one) => CaseReviews.sk(one) === sk);
  if (review?.status !== 'scheduled' || review.nextOn === undefined || review.nextOn > today) return unchanged(undefined);
  const { nextOn: _, ...quiet } = review;
  if (file.root.status === 'exited') return { put: [place(CaseReviews, quiet)], answer: undefined };
  const { caseReviewId, dueOn } = review;
  return {
    put: [place(CaseReviews, { ...review, nextOn: addDays(today, programme.operations.team.overdueEveryDays) })],
    facts: [CaseReviewOverdue.of({ caseReviewId, dueOn, daysOverdue: daysBetween(dueOn, today) })],
    answer: undefined,
  };
};
