import * as z from 'zod';
import { Children } from '../../casefile/case.ts';
import { allOf, findOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { Reviews } from '../../casefile/review.ts';
import { addDays, dateOf, PlainDate } from '../../kernel/dates.ts';
import { derivedId, fingerprint, type ChildId } from '../../kernel/ids.ts';
import type { Operations } from '../../policy/schema/operations.ts';
import { openReview } from '../../reviews/domain/open-review.ts';
import type { Judgement, Subject } from './findings.ts';
import { again, askNow, type Cause } from './resume.ts';
import { findBirthRegistration } from './birth.ts';
import { findVerification, isOpen, verificationOf } from './track.ts';

const text = (most: number) => z.string().trim().min(1).max(most);
const number = text(64).transform((value) => value.replace(/\s+/g, '').toUpperCase());
const sex = z.enum(['female', 'male', 'other']);
const common = {
  line: z.int().min(1).describe('where it stands in the file; the answer names it again'),
  programmeNumber: text(40).optional().describe('the number on her card'),
  givenName: text(200).optional(),
  familyName: text(200).optional(),
  sex: sex.optional(),
  diedOn: PlainDate.optional(),
};

const MotherLine = z
  .strictObject({ ...common, of: z.literal('mother'), nationalId: number.optional(), birthDate: PlainDate.optional() })
  .refine(({ programmeNumber, nationalId }) => programmeNumber !== undefined || nationalId !== undefined, {
    path: ['nationalId'],
    message: 'a mother is named by her national identifier or her programme number',
  });

const ChildLine = z
  .strictObject({
    ...common,
    of: z.literal('child'),
    childId: number.optional().describe('national identifier of the child'),
    certificate: number.optional(),
    birthDate: PlainDate,
    birthPlace: text(200).optional(),
    motherId: number.optional().describe('national identifier of the mother'),
  })
  .refine((line) => [line.childId, line.certificate, line.programmeNumber, line.motherId].some((each) => each !== undefined), {
    path: ['childId'],
    message: 'a child is named by its identifier, its certificate, or its birth date and the number of its mother',
  });

/** What a register's file says of one person, in our words. */
export const FileLine = z.discriminatedUnion('of', [MotherLine, ChildLine]);
export type FileLine = z.infer<typeof FileLine>;
export type ChildFileLine = Extract<FileLine, { of: 'child' }>;

/** What a line came to in its case. */
export type Effect = 'none' | 'reviewOpened' | 'verificationResumed' | 'birthAskedAbout';

type Settings = Operations['verification'];

/** The verification that a subject belongs to: the case's, or that of a child that came later. */
const ownerOf = (file: CaseFile, subject: Subject): ChildId | undefined =>
  allOf(file, Children).find(({ childId }) => childId === subject && findVerification(file, childId) !== undefined)?.childId;

const scopeOf = (childId: ChildId | undefined) =>
  childId === undefined ? ({ scope: 'case' } as const) : ({ scope: 'child', childId } as const);

/** Whether a person is looking at somebody already. */
const isLookedAt = (file: CaseFile, subject: Subject): boolean =>
  findOf(file, Reviews, ({ kind, status, about }) => {
    const subjects = about['subjects'];
    return kind === 'verification' && status === 'open' && Array.isArray(subjects) && subjects.includes(subject);
  }) !== undefined;

/**
 * A difference that matters is laid before a person: while the verification is open she decides it, afterwards whether the record stands or
 * has to be corrected. The same difference is laid before her once, however often its file comes.
 */
const layOpen = (file: CaseFile, { subject, reasons, differences }: Judgement, { at, by }: Cause, settings: Settings): Change<Effect> => {
  const childId = ownerOf(file, subject);
  const reviewId = derivedId('review', 'file', file.root.caseId, subject, fingerprint([reasons, differences]));
  const isKnown = findOf(file, Reviews, (review) => review.reviewId === reviewId) !== undefined;
  if (isKnown || isLookedAt(file, subject)) return unchanged('none');
  const review = openReview(file, {
    reviewId,
    kind: 'verification',
    openedAt: at,
    dueOn: addDays(dateOf(at), settings.reviewDueDays),
    options: isOpen(file, scopeOf(childId)) ? ['tryAgain', 'accept', 'refuse'] : ['keep', 'correct'],
    differences: [...differences],
    about: {
      reason: reasons[0] ?? 'difference',
      reasons: [...reasons],
      subjects: [subject],
      ...(childId === undefined ? {} : { childId }),
    },
    openedBy: by,
    secondPerson: false,
  });
  return { ...review, answer: 'reviewOpened' };
};

/** The register agrees: what is parked goes on without asking about this person again, and a birth that is awaited is asked about now. */
const goOn = (file: CaseFile, subject: Subject, { at }: Cause): Change<Effect> => {
  const child = allOf(file, Children).find(({ childId }) => childId === subject);
  if (child !== undefined && findBirthRegistration(file, child.childId)?.state === 'pending')
    return { ...askNow(file, child.childId, at), answer: 'birthAskedAbout' };
  const owner = ownerOf(file, subject);
  const verification = verificationOf(file, owner, at);
  if (verification.state !== 'parked' || verification.attested.includes(subject) || !isOpen(file, scopeOf(owner))) return unchanged('none');
  return { ...again(file, owner, at, { attested: [...verification.attested, subject] }), answer: 'verificationResumed' };
};

/** What follows from a line of a register's file. A case that has ended is left alone. */
export const followLine = (file: CaseFile, judgement: Judgement, cause: Cause, settings: Settings): Change<Effect> => {
  if (file.root.status === 'exited') return unchanged('none');
  return judgement.reasons.length > 0 ? layOpen(file, judgement, cause, settings) : goOn(file, judgement.subject, cause);
};
