import * as z from 'zod';
import type { Child, Mother } from '../../casefile/case.ts';
import type { Difference } from '../../casefile/review.ts';
import type { Operations } from '../../policy/schema/operations.ts';
import type { BirthAnswer, RegisteredBirth } from '../../partners/civil-registry.ts';
import type { IdentityAnswer, RegisteredPerson } from '../../partners/identity.ts';
import { compareFields, identifierOf, type FieldOutcome, type Said } from './comparison.ts';

/** Why a person has to look, or why nothing could be found out. */
export const REASONS = [
  'difference',
  'noNationalId',
  'notInPopulationRegistry',
  'motherRecordedDead',
  'childRecordedDead',
  'childOfAnotherMother',
  'childNotInRegistry',
  'childAlreadyRegistered',
  'birthRegistrationOverdue',
  'birthRegistrationRefused',
  'consentMissing',
  'partnerUnavailable',
] as const;
export const Reason = z.enum(REASONS);
export type Reason = z.infer<typeof Reason>;

/** Whom an answer is about: `mother`, or the id of a child. */
export const Subject = z.union([z.literal('mother'), z.uuid()]);
export type Subject = z.infer<typeof Subject>;

/** What a verifying task tells the state machine: outcomes and names of fields, no values. */
export const Finding = z.object({
  subject: Subject,
  /** `accepted`: a person has looked at it before. `attested`: a register's file has confirmed it. `skipped`: it is not asked in this run. */
  outcome: z.enum(['match', 'mismatch', 'unknown', 'unregistered', 'noNationalId', 'accepted', 'attested', 'skipped']),
  fields: z.array(z.object({ field: z.string(), result: z.enum(['match', 'mismatch', 'unknown', 'notGiven']) })),
  /** Empty when no person has to look. */
  reasons: z.array(Reason),
});
export type Finding = z.infer<typeof Finding>;

/** A finding with the values that a reviewer needs. */
export interface Judgement extends Finding {
  readonly differences: readonly Difference[];
}

type Fields = Operations['verification']['fields'];

const judged = (
  subject: Subject,
  outcome: Finding['outcome'],
  reasons: readonly Reason[] = [],
  fields: readonly FieldOutcome[] = [],
  differences: readonly Difference[] = [],
): Judgement => ({
  subject,
  outcome,
  fields: [...fields],
  reasons: [...reasons],
  differences,
});

/** Nothing was asked, since it is known or not part of this run. */
export const notAsked = (subject: Subject, outcome: 'accepted' | 'attested' | 'skipped'): Judgement => judged(subject, outcome);

/** What a register says of somebody, in an answer or a line of a file; a file may leave out more than an answer. */
type Partly<Record_> = { readonly [Name in keyof Record_]?: Record_[Name] | undefined };
type FoundPerson = Partly<RegisteredPerson>;
type FoundBirth = Partly<RegisteredBirth>;

const identityFields = (fields: Fields): Fields => fields.filter(({ of, from }) => of === 'mother' && from === 'identity');
const birthFields = (fields: Fields): Fields => fields.filter(({ from }) => from === 'civilRegistry');

const motherAsRegistered = ({ givenName, familyName, birthDate }: Mother): Said => ({ givenName, familyName, birthDate, sex: 'female' });
const motherAsFound = ({ givenName, familyName, birthDate, sex }: FoundPerson): Said => ({ givenName, familyName, birthDate, sex });

/**
 * A mother without a national identifier goes the alternate way: a person looks at other proof, unless the programme asks nothing
 * of the population registry.
 */
export const judgeWithoutNationalId = (fields: Fields): Judgement =>
  judged('mother', 'noNationalId', identityFields(fields).some(({ required }) => required) ? ['noNationalId'] : []);

/** What the population registry's answer says of the mother as she was registered. */
export const judgeIdentity = (
  mother: Mother,
  answer: { readonly outcome: 'found'; readonly person: FoundPerson } | Extract<IdentityAnswer, { outcome: 'unknown' }>,
  fields: Fields,
): Judgement => {
  if (answer.outcome === 'unknown') return judged('mother', 'unknown', ['notInPopulationRegistry']);
  const { person } = answer;
  const comparison = compareFields(identityFields(fields), motherAsRegistered(mother), motherAsFound(person));
  const isDeadThere = person.diedOn !== undefined && mother.diedOn === undefined;
  const reasons: Reason[] = [
    ...(comparison.needsReview ? (['difference'] as const) : []),
    ...(isDeadThere ? (['motherRecordedDead'] as const) : []),
  ];
  return judged('mother', reasons.length === 0 ? 'match' : 'mismatch', reasons, comparison.fields, comparison.differences);
};

const sexOf = ({ sex }: Child): string | undefined => (sex === 'unknown' ? undefined : sex);
const childAsRegistered = (child: Child, motherNationalId: string | undefined): Said => ({
  givenName: child.givenName,
  familyName: child.familyName,
  birthDate: child.bornOn,
  sex: sexOf(child),
  birthPlace: child.birthLocation ?? child.facility,
  motherNationalId,
});
const childAsFound = ({ givenName, familyName, birthDate, sex, place, motherId }: FoundBirth): Said => ({
  givenName,
  familyName,
  birthDate,
  sex,
  birthPlace: place,
  motherNationalId: motherId,
});

/**
 * What the civil registry's answer says of a child as it was registered. A child that came without a number and is not found has no
 * registered birth; one that came with a number which the registry does not know is for a person to look at.
 */
export const judgeBirth = (
  child: Child,
  motherNationalId: string | undefined,
  answer: { readonly outcome: 'found'; readonly birth: FoundBirth } | Extract<BirthAnswer, { outcome: 'unknown' }>,
  fields: Fields,
): Judgement => {
  const hasNumber = child.nationalId !== undefined || child.certificate !== undefined;
  if (answer.outcome === 'unknown')
    return hasNumber ? judged(child.childId, 'unknown', ['childNotInRegistry']) : judged(child.childId, 'unregistered');
  const { birth } = answer;
  const comparison = compareFields(birthFields(fields), childAsRegistered(child, motherNationalId), childAsFound(birth));
  const isOfAnother =
    motherNationalId !== undefined && birth.motherId !== undefined && identifierOf(birth.motherId) !== identifierOf(motherNationalId);
  const isDeadThere = birth.diedOn !== undefined && child.diedOn === undefined;
  const reasons: Reason[] = [
    ...(isOfAnother ? (['childOfAnotherMother'] as const) : comparison.needsReview ? (['difference'] as const) : []),
    ...(isDeadThere ? (['childRecordedDead'] as const) : []),
  ];
  return judged(child.childId, reasons.length === 0 ? 'match' : 'mismatch', reasons, comparison.fields, comparison.differences);
};

/** The finding of a judgement: what may leave the task. */
export const findingOf = ({ subject, outcome, fields, reasons }: Judgement): Finding => ({ subject, outcome, fields, reasons });

/** What all findings together come to. */
export const Comparison = z.object({
  verdict: z.enum(['verified', 'review', 'birthRegistration']),
  reasons: z.array(Reason),
  /** Whom a person has to look at. */
  subjects: z.array(Subject),
  /** Children without a registered birth. */
  unregistered: z.array(z.uuid()),
});
export type Comparison = z.infer<typeof Comparison>;

/** A review comes before a birth registration: what is forwarded has been looked at. */
export const compareAnswers = (findings: readonly Finding[]): Comparison => {
  const open = findings.filter(({ reasons }) => reasons.length > 0);
  const unregistered = findings.filter(({ outcome }) => outcome === 'unregistered').map(({ subject }) => subject);
  return {
    verdict: open.length > 0 ? 'review' : unregistered.length > 0 ? 'birthRegistration' : 'verified',
    reasons: [...new Set(open.flatMap(({ reasons }) => reasons))],
    subjects: open.map(({ subject }) => subject),
    unregistered,
  };
};
