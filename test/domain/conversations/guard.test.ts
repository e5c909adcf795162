import { guard, laterBy, type Verdict } from '../../../functions/conversations/domain/guard.ts';
import type { PhoneLine } from '../../../functions/conversations/records.ts';
import { shippedProgrammes } from '../../support/builders.ts';

const { guards } = shippedProgrammes.get('DEFAULT').operations.conversations;
const AT = '2026-03-01T10:00:00.000Z';

/** What becomes of one text a minute; `asked` names the question that each of them answers. */
const verdicts = (text: string, asked: readonly (string | undefined)[]): readonly Verdict[] => {
  let line: PhoneLine | undefined;
  return asked.map((questionId, minute) => {
    const next = guard(line, text, laterBy(AT, minute), guards, questionId);
    line = { ...next.line, version: minute + 1 };
    return next.verdict;
  });
};

describe('the guard against machines that answer each other', () => {
  it('ends a loop at the fifth equal text, also of answers to one question', () => {
    const loop = ['take', 'take', 'take', 'take', 'began', 'silent'];
    expect(verdicts('2', Array<undefined>(6).fill(undefined))).toEqual(loop);
    expect(verdicts('2', Array<string>(6).fill('question-1'))).toEqual(loop);
  });

  it('takes the same answer to each question of a questionnaire', () => {
    const questions = Array.from({ length: 12 }, (_, index) => `question-${String(index)}`);
    expect(new Set(verdicts('3', questions))).toEqual(new Set(['take']));
  });
});
