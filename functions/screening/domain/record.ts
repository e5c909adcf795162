import type { Change } from '../../casefile/files.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { implausible, invalidRequest, type Fault } from '../../kernel/problem.ts';
import { answersOf, type Questionnaire } from '../../policy/schema/questionnaire.ts';
import { isUnderWay, type Answers, type Screen } from '../records.ts';
import { complete } from './conclude.ts';
import { readAnswer, score, scoreOf, totalRange } from './score.ts';
import { questionnaireOf, requireReferralPath, screensOf, todayOf, type Setting } from './setting.ts';

/** What a worker wrote down. */
export interface Sheet {
  readonly questionnaire: string;
  readonly on?: PlainDate | undefined;
  readonly answers: Answers;
  readonly total?: number | undefined;
}

const answerFaults = (questionnaire: Questionnaire, { answers, total }: Sheet): readonly Fault[] => {
  const { items, scoring } = questionnaire;
  const strange = Object.keys(answers).filter((code) => !items.some((item) => item.code === code));
  const needed = total === undefined ? items.map(({ code }) => code) : scoring.triggers.map(({ item }) => item);
  return [
    ...strange.map((code) => ({ pointer: `#/body/answers/${code}`, detail: 'is no item of this questionnaire' })),
    ...items.flatMap((item) => {
      const answer = answers[item.code];
      const pointer = `#/body/answers/${item.code}`;
      if (answer === undefined || (answer === null && total !== undefined))
        return needed.includes(item.code)
          ? [{ pointer, detail: total === undefined ? 'must be answered, or null' : 'must stand beside the total' }]
          : [];
      const { least, most } = answersOf(item);
      return answer === null || typeof readAnswer({ ...questionnaire, skipWith: undefined }, item, answer) === 'number'
        ? []
        : [{ pointer, detail: `got ${String(answer)}, allowed are ${String(least)} to ${String(most)}` }];
    }),
  ];
};

const totalFaults = ({ items, licence, scoring }: Questionnaire, { answers, total }: Sheet): readonly Fault[] => {
  if (total === undefined) return [];
  const pointer = '#/body/total';
  if (scoring.total === 'none') return [{ pointer, detail: 'this questionnaire has no total' }];
  if (licence.wording !== 'notFree') return [{ pointer, detail: 'the items of this questionnaire are here: give the answers' }];
  const given = items.flatMap((item) => {
    const answer = answers[item.code];
    return typeof answer === 'number' ? [scoreOf(item, answer)] : [];
  });
  const counted = given.reduce((sum, one) => sum + one, 0);
  const rest = totalRange({ items: items.filter(({ code }) => typeof answers[code] !== 'number') });
  const [least, most] = [counted + rest.least, counted + rest.most];
  return total >= least && total <= most
    ? []
    : [{ pointer, detail: `got ${String(total)}, with these answers it is ${String(least)} to ${String(most)}` }];
};

/** A screen that this sheet ends: one that waits for answers, or that was to be offered by now. */
const waitingFor = ({ file }: Setting, id: string, today: PlainDate): Screen | undefined =>
  screensOf(file).find(
    (one) => one.questionnaire === id && (isUnderWay(one) || (one.status === 'planned' && (one.plannedOn ?? today) <= today)),
  );

/**
 * Records a questionnaire that a worker went through with a mother: every item, or the printed sheet's total where the wording is not
 * here. It ends one of the same kind that waits for answers by text.
 * @returns the screen, and the questionnaire that has to follow
 * @throws {Problem} QuestionnaireUnknown, ReferralPathMissing, InvalidRequest, ImplausibleFact, StatusRefuses
 */
export const recordScreen = (setting: Setting, sheet: Sheet): Change<{ screen: Screen; next: string | null }> => {
  const questionnaire = questionnaireOf(setting, sheet.questionnaire);
  requireReferralPath(setting.programme, questionnaire);
  const bad = answerFaults(questionnaire, sheet);
  const errors = bad.length > 0 ? bad : totalFaults(questionnaire, sheet);
  if (errors.length > 0) throw invalidRequest(...errors);
  const today = todayOf(setting);
  const on = sheet.on ?? today;
  if (on > today) throw implausible('/on', `got ${on}, today is ${today}`);
  const { caseId } = setting.file.root;
  const waiting = waitingFor(setting, questionnaire.id, today);
  const screen: Screen = {
    ...(waiting ?? {
      screenId: derivedId('screen', caseId, 'recorded', setting.causationId),
      questionnaire: questionnaire.id,
      status: 'planned' as const,
      offeredAt: setting.at,
    }),
    version: questionnaire.version,
    channel: 'worker',
    answers: sheet.answers,
  };
  const { triggered } = score(questionnaire, sheet.answers, sheet.total);
  const done = complete(setting, questionnaire, screen, { on, total: sheet.total, triggers: triggered });
  const next = done.goesOn ? (questionnaire.next?.questionnaire ?? null) : null;
  return { ...done.step, answer: { screen: done.screen, next } };
};
