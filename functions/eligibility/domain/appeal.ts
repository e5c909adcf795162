import { AppealDismissed, AppealLodged, ReviewOpened } from '../../../events/catalogue.ts';
import { place } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { findOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { Reviews, type Review } from '../../casefile/review.ts';
import { addDays, type PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { Appeals, Decisions, type Appeal, type Decision } from '../records.ts';
import { decisionOn, decisionParts, findDecision } from './decision.ts';

/** The last day on which a decision may be appealed against, by the calendar of the programme. */
export const appealableUntil = ({ decidedAt }: Decision, programme: Programme): PlainDate =>
  addDays(dayOf(programme, decidedAt), programme.operations.review.appealDays);

export interface LodgedAppeal {
  readonly appealId: string;
  readonly decisionId: string;
  readonly dueOn: PlainDate;
}

/**
 * Takes an appeal against the decision that stands and asks a second person. One appeal a decision: a further one is a read of the first.
 * @throws {Problem} DecisionNotFound, StatusRefuses, AppealClosed
 */
export const decideAppealLodged = (
  file: CaseFile,
  programme: Programme,
  { decisionId, grounds }: Pick<Appeal, 'decisionId' | 'grounds'>,
  context: Context,
): Change<LodgedAppeal> => {
  const decision = findOf(file, Decisions, (one) => one.decisionId === decisionId);
  if (decision === undefined) throw new Problem('DecisionNotFound', 'the case has no such decision');
  const reviewId = derivedId('review', 'appeal', decisionId);
  const known = findOf(file, Reviews, (one) => one.reviewId === reviewId);
  if (known !== undefined) return unchanged({ appealId: reviewId, decisionId, dueOn: known.dueOn });
  if (file.root.status !== 'ineligible') throw statusRefuses('appeal', file.root.status, ['ineligible']);
  if (findDecision(file)?.decisionId !== decisionId) throw new Problem('AppealClosed', 'a later decision has taken the place of this one');
  const today = dayOf(programme, context.at);
  const until = appealableUntil(decision, programme);
  if (today > until) throw new Problem('AppealClosed', `it could be appealed against until ${until}`);
  const review: Review = {
    reviewId,
    kind: 'appeal',
    status: 'open',
    openedAt: context.at,
    dueOn: addDays(today, programme.operations.review.eligibilityDueDays),
    options: ['eligible', 'ineligible'],
    differences: [],
    about: { decisionId, policyVersion: decision.policyVersion, rules: decision.grounds.map(({ rule }) => rule).slice(0, 50) },
    // who decided first, or else who lodges, does not decide again
    openedBy: decision.decider ?? context.by,
    secondPerson: true,
  };
  const appeal: Appeal = { reviewId, decisionId, grounds, lodgedAt: context.at, lodgedBy: context.by };
  return {
    put: [place(Appeals, appeal), place(Reviews, review)],
    facts: [AppealLodged.of({ decisionId, reviewId }), ReviewOpened.of({ reviewId, kind: review.kind, dueOn: review.dueOn })],
    answer: { appealId: reviewId, decisionId, dueOn: review.dueOn },
  };
};

/** Does what the second person decided: eligible after all, or the decision stands. */
export const decideAppealRuled = (file: CaseFile, reviewId: string, context: Context): Change<void> => {
  const appeal = findOf(file, Appeals, (one) => one.reviewId === reviewId);
  const review = findOf(file, Reviews, (one) => one.reviewId === reviewId);
  const decision = findOf(file, Decisions, (one) => one.decisionId === appeal?.decisionId);
  if (appeal === undefined || decision === undefined || review?.decision === undefined || appeal.outcome !== undefined)
    return unchanged(undefined);
  const settled = (outcome: NonNullable<Appeal['outcome']>) => place(Appeals, { ...appeal, outcome, decidedAt: context.at });
  const stands = file.root.status === 'ineligible' && findDecision(file)?.decisionId === decision.decisionId;
  if (!stands) return { put: [settled('overtaken')], answer: undefined };
  if (review.decision !== 'eligible')
    return { put: [settled('dismissed')], facts: [AppealDismissed.of({ decisionId: decision.decisionId, reviewId })], answer: undefined };
  const upheld = decisionOn(decision, {
    decisionId: derivedId('decision', file.root.caseId, reviewId),
    outcome: 'eligible',
    decidedAt: context.at,
    decidedBy: 'appeal',
    reviewId,
    ...(review.decidedBy === undefined ? {} : { decider: review.decidedBy }),
  });
  const parts = decisionParts(file, upheld);
  return { ...parts, put: [...parts.put, settled('upheld')], answer: undefined };
};
