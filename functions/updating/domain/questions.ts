import { place, type Placed } from '../../casefile/entity.ts';
import { allOf, findOf, type CaseFile } from '../../casefile/files.ts';
import { Inbounds } from '../../casefile/inbound.ts';
import { questionKey, Questions, type Question, type QuestionKind } from '../../casefile/question.ts';
import { addDays, dateOf } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Key } from '../../table/keys.ts';

/** A question of yes or no, open for some days. */
export const yesNoQuestion = (caseId: string, kind: QuestionKind, subjectId: string, at: string, days: number): Question => ({
  questionId: derivedId('question', caseId, kind, subjectId, at),
  kind,
  subjectId,
  askedAt: at,
  expiresAt: `${addDays(dateOf(at), days)}${at.slice(10)}`,
  answer: { of: 'yesNo' },
});

export const placedQuestion = (question: Question): Placed => place(Questions, question);

/** The keys of every question of a kind but one, to be removed. */
export const questionKeys = (file: CaseFile, kind: QuestionKind, except?: Question): readonly Key[] =>
  allOf(file, Questions)
    .filter((question) => question.kind === kind && question.questionId !== except?.questionId)
    .map((question) => questionKey(file.root.caseId, question));

/** What a text answered to a question of a kind: yes, no, or undefined where it answers none that is open. */
export const answerTo = (file: CaseFile, kind: QuestionKind, inboundId: string): 'yes' | 'no' | undefined => {
  const intent = findOf(file, Inbounds, (inbound) => inbound.inboundId === inboundId)?.intent;
  if (intent?.is !== 'answer' || intent.kind !== kind) return undefined;
  return intent.value === 1 ? 'yes' : 'no';
};
