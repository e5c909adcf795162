import { Children } from '../../casefile/case.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { questionKey } from '../../casefile/question.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Programme } from '../../policy/programme.ts';
import type { Questionnaires } from '../../policy/questionnaires.ts';
import type { Questionnaire } from '../../policy/schema/questionnaire.ts';
import { Screens, type Screen } from '../records.ts';

/** What every decision about a screen is made from: the case, the programme, what may be asked, and who does it when. */
export interface Setting extends Pick<Context, 'at' | 'by' | 'causationId'> {
  readonly file: CaseFile;
  readonly programme: Programme;
  readonly questionnaires: Questionnaires;
}

/** What a step adds to the change of the case that it is part of. */
export type Step = Required<Pick<Change<unknown>, 'put' | 'remove' | 'facts'>>;

export const steps = (...parts: readonly Step[]): Step => ({
  put: parts.flatMap(({ put }) => put),
  remove: parts.flatMap(({ remove }) => remove),
  facts: parts.flatMap(({ facts }) => facts),
});

export const todayOf = ({ programme, at }: Setting): PlainDate => dayOf(programme, at);

/** The questionnaire as the programme uses it. @throws {Problem} QuestionnaireUnknown */
export const questionnaireOf = ({ programme, questionnaires }: Setting, id: string): Questionnaire => {
  const { questionnaires: used } = programme.operations.screening;
  const questionnaire = used.includes(id) ? questionnaires.get(id) : undefined;
  if (questionnaire === undefined) throw new Problem('QuestionnaireUnknown', `got ${id}, used are ${used.join(', ') || 'none'}`);
  return questionnaire;
};

/** Whether there is somewhere to send a mother whom it finds; without that it is not put to her. */
export const hasReferralPath = ({ operations }: Programme, { referral }: Questionnaire): boolean =>
  referral === undefined || operations.screening.referralPaths[referral] !== undefined;

/** @throws {Problem} ReferralPathMissing */
export const requireReferralPath = (programme: Programme, questionnaire: Questionnaire): void => {
  if (!hasReferralPath(programme, questionnaire))
    throw new Problem(
      'ReferralPathMissing',
      `${questionnaire.id} needs screening.referralPaths.${String(questionnaire.referral)} in the programme`,
    );
};

/** The items that may be asked by text; none where the wording is not here. */
export const textedItems = ({ items, licence }: Questionnaire) =>
  licence.wording === 'notFree' ? [] : items.filter(({ channel }) => channel === 'any');

/** Whether she lost the child or the pregnancy and has no other child in this case. */
export const isBereaved = (file: CaseFile): boolean => {
  const children = allOf(file, Children);
  return (
    file.root.messages === 'bereavement' ||
    (children.length === 0 ? file.root.pregnancy.outcome === 'loss' : children.every(({ diedOn }) => diedOn !== undefined))
  );
};

export const screensOf = (file: CaseFile): readonly Screen[] => allOf(file, Screens);

/** The question that a screen waits for, to be removed with whatever ends it. */
export const noLongerAsked = ({ file }: Setting, { asking }: Screen): Step['remove'] =>
  asking === undefined ? [] : [questionKey(file.root.caseId, asking)];
