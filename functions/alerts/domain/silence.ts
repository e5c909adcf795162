import { raiseAlert } from '../../casefile/alert.ts';
import type { Context } from '../../casefile/files.ts';
import { findOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import { questionKey, Questions } from '../../casefile/question.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { AlertRules } from '../../policy/schema/alerts.ts';

/** Whether a text could have reached her, so that her silence says something. */
const isReachable = ({ root }: CaseFile): boolean =>
  root.mother.diedOn === undefined && root.status !== 'exited' && root.messages !== 'none';

/** Takes away a question whose time has passed; where the programme says so, the silence is an alert. */
export const hearSilence = (
  file: CaseFile,
  item: string,
  { silence }: AlertRules,
  { at, by }: Pick<Context, 'at' | 'by'>,
): Change<void> => {
  const question = findOf(file, Questions, (one) => Questions.sk(one) === item);
  if (question === undefined || question.expiresAt > at) return unchanged(undefined);
  const remove = [questionKey(file.root.caseId, question)];
  const rule = silence.find((one) => one.question === question.kind);
  if (rule === undefined || !isReachable(file)) return { remove, answer: undefined };
  const { questionId, kind } = question;
  const raised = raiseAlert(
    file,
    {
      alertId: derivedId('silence', questionId),
      kind: 'silence',
      level: rule.level,
      signs: [`unanswered.${kind}`],
      source: { kind: 'question', id: questionId },
    },
    { at, by },
  );
  return { ...raised, remove, answer: undefined };
};
