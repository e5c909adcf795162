import * as z from 'zod';
import type { PlainDate } from '../kernel/dates.ts';
import { dueOn, keys, type Key } from '../table/keys.ts';
import { Instant } from './case.ts';
import { entity } from './entity.ts';
import { allOf, findOf, type CaseFile } from './files.ts';
import { findInbound } from './inbound.ts';

/** What a mother may be asked by text message, so that a bare "1" or "yes" has a meaning. */
export const QuestionKind = z.enum([
  'screenOffer',
  'screenItem',
  'visit',
  'payment',
  'referral',
  'consent',
  'withdraw',
  'phoneChange',
  'forget',
  'loss',
  'caregiver',
]);
export type QuestionKind = z.infer<typeof QuestionKind>;

/** A question that she has been asked and has not answered. Whoever asked puts it, with the text; whoever takes the answer removes it. */
export const Question = z.object({
  questionId: z.uuid(),
  kind: QuestionKind,
  /** What it is about: a contact, a payment, a screen. */
  subjectId: z.string().max(160),
  askedAt: Instant,
  /** After this instant an answer is no longer taken for one. */
  expiresAt: Instant,
  /** What may be answered: yes or no, or a number from `least` to `most`. */
  answer: z.union([
    z.object({ of: z.literal('yesNo') }),
    z.object({ of: z.literal('number'), least: z.int().min(0), most: z.int().max(99) }),
  ]),
});
export type Question = z.infer<typeof Question>;

const questionSk = ({ askedAt, questionId }: Pick<Question, 'askedAt' | 'questionId'>): string => `QUESTION#${askedAt}#${questionId}`;

/** The UTC day on which its time passes; instants are written in UTC. */
const dayOf = ({ expiresAt }: Question): PlainDate => expiresAt.slice(0, 10) as PlainDate;

/** A question stands in the due index on the day on which its time passes: silence may be an alert. */
export const Questions = entity({
  name: 'question',
  schema: Question,
  sk: questionSk,
  index: (question, { root, shards }) => dueOn('update', dayOf(question), 'question', root.caseId, questionSk(question), shards),
});

/** The questions that still wait for an answer at an instant, latest first. */
export const openQuestions = (file: CaseFile, at: Instant): readonly Question[] =>
  allOf(file, Questions)
    .filter(({ expiresAt }) => expiresAt > at)
    .toReversed();

/** The key to remove when a question was answered or has lost its object. */
export const questionKey = (caseId: string, question: Pick<Question, 'askedAt' | 'questionId'>): Key => ({
  pk: keys.case(caseId),
  sk: questionSk(question),
});

/** Her answer to a question that still stands: what she said, about what, and the key to remove with it. */
export interface Answered {
  readonly value: number;
  readonly question: Question;
  readonly key: Key;
}

/** What a text answered; undefined where the question was answered before, or the text is no answer to one of this kind. */
export const answeredBy = (file: CaseFile, inboundId: string, kind: QuestionKind): Answered | undefined => {
  const intent = findInbound(file, inboundId)?.intent;
  if (intent?.is !== 'answer' || intent.kind !== kind) return undefined;
  const question = findOf(file, Questions, ({ questionId }) => questionId === intent.questionId);
  return question && { value: intent.value, question, key: questionKey(file.root.caseId, question) };
};
