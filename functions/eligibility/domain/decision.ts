import { EligibilityDecided, EligibilityParked, ReviewDecided, ReviewOpened } from '../../../events/catalogue.ts';
import { CASE_NEXT, type CaseRoot, type CaseStatus } from '../../casefile/case.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, findOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { Reviews, type Review } from '../../casefile/review.ts';
import { nextTry, noLongerWaiting, Waitings } from '../../casefile/waiting.ts';
import { addDays } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { statusRefuses } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import { Assessments, Decisions, type Assessment, type Decision, type Ground } from '../records.ts';
import { assess, needsReview, NO_VERSION } from './assessment.ts';

/** Statuses in which the programme may be applied to a case. */
export const DETERMINABLE: readonly CaseStatus[] = ['verified', 'inEligibilityReview', 'ineligible'];

/** @throws {Problem} StatusRefuses */
export const refuseUndeterminable = ({ status }: CaseRoot): void => {
  if (!DETERMINABLE.includes(status)) throw statusRefuses('determine eligibility', status, DETERMINABLE);
};

const moved = (root: CaseRoot, status: CaseStatus): CaseRoot => {
  const allowed: readonly CaseStatus[] = CASE_NEXT[root.status];
  if (root.status !== status && !allowed.includes(status)) throw statusRefuses(`become ${status}`, root.status, allowed);
  return { ...root, status };
};

export interface Determination {
  readonly assessmentId: string;
  readonly outcome: Assessment['found'];
  readonly reviewNeeded: boolean;
}

/**
 * Applies the programme to the case and keeps what it said, until it is decided.
 * @throws {Problem} StatusRefuses
 */
export const decideAssessment = (file: CaseFile, programme: Programme, context: Context): Change<Determination> => {
  refuseUndeterminable(file.root);
  const assessment = assess(file, programme, dayOf(programme, context.at), derivedId('assessment', file.root.caseId, context.causationId));
  return {
    put: [place(Assessments, assessment)],
    remove: noLongerWaiting(file, 'eligibility'),
    answer: { assessmentId: assessment.assessmentId, outcome: assessment.found, reviewNeeded: needsReview(assessment, programme) },
  };
};

const supersede = (review: Review, { at, by }: Context): { put: Placed; fact: ReturnType<typeof ReviewDecided.of> } => ({
  put: place(Reviews, { ...review, status: 'decided', decision: 'superseded', decidedBy: by, decidedAt: at }),
  fact: ReviewDecided.of({ reviewId: review.reviewId, kind: review.kind, decision: 'superseded' }),
});

/** Without a version nobody can be found eligible: the programme is applied again once there is one, or she is told that there is none. */
const optionsFor = ({ policyVersion }: Assessment): string[] =>
  policyVersion === NO_VERSION ? ['applyAgain', 'ineligible'] : ['eligible', 'ineligible'];

const isOpenEligibility = ({ kind, status }: Review): boolean => kind === 'eligibility' && status === 'open';

/** What the state machine is told at once, where there is nothing to wait for. */
export interface ReviewAnswer {
  readonly decision: string;
  readonly reviewId: string;
}

/**
 * Opens the review of an assessment, or gives the answer that is already there. Repeated with another task token, the newer one is kept,
 * since only that is still waited for. Reviews of older assessments are closed.
 * @throws {Problem} StatusRefuses
 */
export const decideReview = (
  file: CaseFile,
  programme: Programme,
  assessmentId: string,
  token: string,
  context: Context,
): Change<ReviewAnswer | undefined> => {
  const reviewId = derivedId('review', 'eligibility', assessmentId);
  const assessment = findOf(file, Assessments, (one) => one.assessmentId === assessmentId);
  const known = findOf(file, Reviews, (one) => one.reviewId === reviewId);
  if (known?.status === 'decided') return unchanged({ decision: known.decision ?? 'superseded', reviewId });
  if (assessment === undefined) return unchanged({ decision: 'superseded', reviewId });
  if (known !== undefined)
    return known.token === token ? unchanged(undefined) : { put: [place(Reviews, { ...known, token })], answer: undefined };
  refuseUndeterminable(file.root);
  const older = allOf(file, Reviews)
    .filter(isOpenEligibility)
    .map((review) => supersede(review, context));
  const review: Review = {
    reviewId,
    kind: 'eligibility',
    status: 'open',
    openedAt: context.at,
    dueOn: addDays(dayOf(programme, context.at), programme.operations.review.eligibilityDueDays),
    options: optionsFor(assessment),
    differences: [],
    about: {
      policyVersion: assessment.policyVersion,
      found: assessment.found,
      rules: assessment.foundGrounds.map(({ rule }) => rule).slice(0, 50),
      missingFacts: assessment.missingFacts.slice(0, 50),
    },
    openedBy: context.by,
    secondPerson: false,
    token,
  };
  return {
    root: moved(file.root, 'inEligibilityReview'),
    put: [place(Reviews, review), ...older.map(({ put }) => put)],
    facts: [...older.map(({ fact }) => fact), ReviewOpened.of({ reviewId, kind: review.kind, dueOn: review.dueOn })],
    answer: undefined,
  };
};

/** What is told when a person refuses what no rule refused. */
const BY_A_PERSON: Ground = {
  rule: 'REVIEW',
  reason: 'decided after a personal review',
  texts: {
    en: 'decided after a personal review',
    fr: 'décidé après un examen individuel',
    sw: 'uamuzi umefanywa baada ya mapitio',
    hi: 'व्यक्तिगत समीक्षा के बाद तय किया गया',
    ar: 'تقرر ذلك بعد مراجعة فردية',
  },
};

/** What is told when she is refused because the programme does not reach her time. */
const BEYOND_THE_PROGRAMME: Ground = {
  rule: 'NO_VERSION',
  reason: 'the programme was not in force at that time',
  texts: {
    en: 'the programme was not in force at that time',
    fr: "le programme n'était pas en vigueur à cette date",
    sw: 'mpango haukuwa ukitumika wakati huo',
    hi: 'उस समय कार्यक्रम लागू नहीं था',
    ar: 'لم يكن البرنامج ساريا في ذلك الوقت',
  },
};

const groundsFor = (outcome: Decision['outcome'], { foundGrounds, policyVersion }: Assessment): Ground[] => {
  if (outcome === 'eligible') return [];
  if (policyVersion === NO_VERSION) return [BEYOND_THE_PROGRAMME];
  return foundGrounds.length > 0 ? foundGrounds : [BY_A_PERSON];
};

type DecisionParts = Pick<Decision, 'decisionId' | 'outcome' | 'decidedBy' | 'decidedAt'> & Partial<Pick<Decision, 'reviewId' | 'decider'>>;

/** A decision on an assessment. */
export const decisionOn = (assessment: Assessment, parts: DecisionParts): Decision => ({
  ...assessment,
  ...parts,
  grounds: groundsFor(parts.outcome, assessment),
});

/** The change that makes a decision stand: stored, shown at the case, and told. */
export const decisionParts = (file: CaseFile, decision: Decision) => {
  const { decisionId, outcome, policyVersion, decidedAt, decidedBy, grounds } = decision;
  return {
    root: { ...moved(file.root, outcome), decision: { decisionId, outcome, policyVersion, at: decidedAt } },
    put: [place(Decisions, decision)],
    facts: [
      EligibilityDecided.of({ decisionId, outcome, policyVersion, grounds: grounds.map(({ rule }) => rule.slice(0, 60)), decidedBy }),
    ],
  };
};

export interface RecordedDecision {
  readonly outcome: Decision['outcome'] | 'superseded';
  readonly decisionId?: string;
}

const outcomeOf = ({ found }: Assessment, review: Review | undefined): Decision['outcome'] => {
  const outcome = review?.decision ?? found;
  if (outcome === 'eligible' || outcome === 'ineligible') return outcome;
  throw new Error(`an assessment cannot be decided as ${outcome}`);
};

/**
 * Makes an assessment a decision: the rules' own, or that of the person who looked at it.
 * @throws {Problem} StatusRefuses
 */
export const decideEligibility = (
  file: CaseFile,
  assessmentId: string,
  reviewId: string | undefined,
  context: Context,
): Change<RecordedDecision> => {
  const assessment = findOf(file, Assessments, (one) => one.assessmentId === assessmentId);
  if (assessment === undefined) return unchanged({ outcome: 'superseded' });
  const decisionId = derivedId('decision', file.root.caseId, assessmentId);
  const made = findOf(file, Decisions, (one) => one.decisionId === decisionId);
  if (made !== undefined) return unchanged({ outcome: made.outcome, decisionId });
  refuseUndeterminable(file.root);
  const review = reviewId === undefined ? undefined : findOf(file, Reviews, (one) => one.reviewId === reviewId);
  const outcome = outcomeOf(assessment, review);
  const decision = decisionOn(assessment, {
    decisionId,
    outcome,
    decidedAt: context.at,
    decidedBy: review === undefined ? 'rules' : 'review',
    ...(review === undefined ? {} : { reviewId: review.reviewId }),
    ...(review?.decidedBy === undefined ? {} : { decider: review.decidedBy }),
  });
  // facts were corrected while somebody was looking: what this run decides leaves nothing to an earlier review
  const older = allOf(file, Reviews)
    .filter(isOpenEligibility)
    .map((open) => supersede(open, context));
  const parts = decisionParts(file, decision);
  return {
    ...parts,
    put: [...parts.put, ...older.map(({ put }) => put)],
    facts: [...older.map(({ fact }) => fact), ...parts.facts],
    answer: { outcome, decisionId },
  };
};

/** Leaves the case where the update sweep finds it tomorrow. */
export const decideParking = (file: CaseFile, reason: string, { at }: Context): Change<{ parked: boolean }> => {
  if (!DETERMINABLE.includes(file.root.status)) return unchanged({ parked: false });
  const waiting = nextTry(file, 'eligibility', reason, at);
  return {
    put: [place(Waitings, waiting)],
    facts: [EligibilityParked.of({ reason: waiting.reason, retryOn: waiting.dueOn })],
    answer: { parked: true },
  };
};

/** Why she is not eligible, in her language or else in English; one text a rule. Empty when she is. */
export const reasonsFor = ({ grounds }: Pick<Decision, 'grounds'>, language: string): readonly string[] =>
  grounds.map(({ reason, texts }) => texts[language] ?? texts[language.split('-')[0] ?? language] ?? texts['en'] ?? reason);

/** The decision that stands. */
export const findDecision = (file: CaseFile): Decision | undefined =>
  findOf(file, Decisions, ({ decisionId }) => decisionId === file.root.decision?.decisionId);
