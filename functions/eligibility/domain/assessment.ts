import type { CaseFile } from '../../casefile/files.ts';
import { questionOf } from '../../casefile/facts.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import { isProblem } from '../../kernel/problem.ts';
import { evaluate } from '../../policy/evaluate.ts';
import type { Evaluation } from '../../policy/evaluation.ts';
import { findPolicy } from '../../policy/policy-on.ts';
import type { Programme } from '../../policy/programme.ts';
import type { Assessment, Ground } from '../records.ts';

const groundsOf = ({ grounds }: Evaluation): Ground[] => grounds.map(({ rule, reason, texts }) => ({ rule, reason, texts: { ...texts } }));

/** Stands for the version of an assessment for whose day the programme has none. */
export const NO_VERSION = 'none';

const findQuestion = (...question: Parameters<typeof questionOf>): ReturnType<typeof questionOf> | undefined => {
  try {
    return questionOf(...question);
  } catch (error) {
    if (isProblem(error) && error.name === 'PolicyNotInForce') return undefined;
    throw error;
  }
};

/** Applies every rule of the version in force to the case as it stands. Where no version is in force, nothing is found: a person decides. */
export const assess = (file: CaseFile, programme: Programme, asOf: PlainDate, assessmentId: string): Assessment => {
  const question = findQuestion(file, programme, asOf);
  if (question === undefined)
    return {
      assessmentId,
      programme: programme.id,
      policyVersion: NO_VERSION,
      fingerprint: NO_VERSION,
      asOf,
      inputs: { applicant: { ...file.root.applicant }, occurrences: [] },
      found: 'undetermined',
      foundGrounds: [],
      missingFacts: [],
    };
  const { policy, facts } = question;
  const evaluation = evaluate(policy, facts);
  return {
    assessmentId,
    programme: programme.id,
    policyVersion: evaluation.version,
    fingerprint: evaluation.fingerprint,
    asOf,
    inputs: {
      applicant: { ...facts.applicant },
      occurrences: facts.occurrences.map(({ type, date, attributes }) => ({
        type,
        date,
        ...(attributes === undefined ? {} : { attributes: { ...attributes } }),
      })),
    },
    found: evaluation.outcome,
    foundGrounds: groundsOf(evaluation),
    missingFacts: [...evaluation.missingFacts],
  };
};

/** Whether a person looks at an assessment before it stands. What the rules leave open is always a person's to decide. */
export const needsReview = ({ found }: Pick<Assessment, 'found'>, { operations }: Pick<Programme, 'operations'>): boolean => {
  if (found === 'undetermined') return true;
  switch (operations.review.eligibility) {
    case 'always':
      return true;
    case 'ineligible':
      return found === 'ineligible';
    case 'never':
      return false;
  }
};

/** A stored assessment or decision, asked again of the same version with the same inputs. */
export interface Replay {
  readonly found: Assessment['found'];
  readonly grounds: readonly Ground[];
  /** Whether the version's text is still the one that was applied. */
  readonly sameText: boolean;
  /** Whether the answer and all its grounds are the same. */
  readonly same: boolean;
}

/** Asks the rules again; undefined when the programme no longer has that version. */
export const replayDecision = (decision: Assessment, programme: Programme): Replay | undefined => {
  const policy = findPolicy(programme, decision.policyVersion);
  if (policy === undefined) return undefined;
  const { applicant, occurrences } = decision.inputs;
  const evaluation = evaluate(policy, {
    applicant,
    occurrences: occurrences.map(({ type, date, attributes }) => ({ type, date, ...(attributes === undefined ? {} : { attributes }) })),
    asOf: decision.asOf,
  });
  const grounds = groundsOf(evaluation);
  const texts = (list: readonly Ground[]): string => JSON.stringify(list.map(({ rule, reason }) => [rule, reason]));
  return {
    found: evaluation.outcome,
    grounds,
    sameText: policy.fingerprint === decision.fingerprint,
    same: evaluation.outcome === decision.found && texts(grounds) === texts(decision.foundGrounds),
  };
};

/** Whether the programme still holds for an enrolled mother; for the exit sweep. */
export type Standing =
  | { readonly standing: 'holds' }
  /** A rule that she met fails now. */
  | { readonly standing: 'noLongerEligible'; readonly grounds: readonly Ground[] }
  /** The programme is over for her since `on`. */
  | { readonly standing: 'over'; readonly on: PlainDate; readonly rule: string; readonly reason: string };

/** @throws {Problem} PolicyNotInForce */
export const standingOf = (file: CaseFile, programme: Programme, asOf: PlainDate): Standing => {
  const { policy, facts } = questionOf(file, programme, asOf);
  const evaluation = evaluate(policy, facts);
  if (evaluation.outcome === 'ineligible') return { standing: 'noLongerEligible', grounds: groundsOf(evaluation) };
  return evaluation.exit === undefined ? { standing: 'holds' } : { standing: 'over', ...evaluation.exit };
};
