import { Inbounds } from '../../casefile/inbound.ts';
import { findOf } from '../../casefile/files.ts';
import { isUnderWay, type Screen } from '../records.ts';
import { askItem, nextItem } from './ask.ts';
import { complete, giveUp, raiseFindings } from './conclude.ts';
import { readAnswer, score, triggerFindings } from './score.ts';
import { screensOf, steps, todayOf, type Setting, type Step } from './setting.ts';

/** The items that call for a person by this one answer. */
const triggersOf = (questionnaire: Parameters<typeof score>[0], code: string, answer: number | null): string[] =>
  score(questionnaire, { [code]: answer }).triggered;

/** An item that was not answered with one of its numbers is asked once more; then she is asked no further. */
const takeMisfit = (setting: Setting, screen: Screen): Step => {
  const questionnaire = setting.questionnaires.get(screen.questionnaire);
  const item = questionnaire?.items.find(({ code }) => code === screen.asking?.item);
  if (questionnaire === undefined || item === undefined) return giveUp(setting, screen, 'cancelled', 'withoutWording');
  return screen.asking?.again === true
    ? giveUp(setting, screen, 'expired', 'notUnderstood')
    : askItem(setting, questionnaire, screen, item, 'again');
};

/** Takes yes or no to whether she wants to answer. */
const takeChoice = (setting: Setting, screen: Screen, value: number): Step => {
  if (value !== 1) return giveUp(setting, screen, 'declined');
  const questionnaire = setting.questionnaires.get(screen.questionnaire);
  const first = questionnaire && nextItem(questionnaire, screen);
  return questionnaire === undefined || first === undefined
    ? giveUp(setting, screen, 'cancelled', 'withoutWording')
    : askItem(setting, questionnaire, screen, first, 'next');
};

/** Takes the answer to one item, calls a person at once where the item alone asks for it, and goes on to the next or the end. */
const takeItem = (setting: Setting, screen: Screen, code: string, value: number): Step => {
  const questionnaire = setting.questionnaires.get(screen.questionnaire);
  const item = questionnaire?.items.find((one) => one.code === code);
  if (questionnaire === undefined || item === undefined) return giveUp(setting, screen, 'cancelled', 'withoutWording');
  const answer = readAnswer(questionnaire, item, value);
  if (answer === undefined) return takeMisfit(setting, screen);
  const answered: Screen = { ...screen, answers: { ...screen.answers, [code]: answer } };
  const triggers = triggersOf(questionnaire, code, answer);
  const next = nextItem(questionnaire, answered);
  if (next === undefined) return complete(setting, questionnaire, answered, { on: todayOf(setting), triggers }).step;
  return steps(
    askItem(setting, questionnaire, answered, next, 'next'),
    raiseFindings(setting, answered, triggerFindings(questionnaire, { triggered: triggers })),
  );
};

/**
 * Takes a text of hers as the answer to what a screen asked last. A text that answers something else, or what is over, changes nothing.
 * @returns undefined when it changes nothing
 */
export const takeAnswer = (setting: Setting, inboundId: string): Step | undefined => {
  const intent = findOf(setting.file, Inbounds, (one) => one.inboundId === inboundId)?.intent;
  if (intent?.is !== 'answer' && intent?.is !== 'misfit') return undefined;
  const screen = screensOf(setting.file).find((one) => isUnderWay(one) && one.asking?.questionId === intent.questionId);
  if (screen?.asking === undefined) return undefined;
  const { item } = screen.asking;
  if (intent.is === 'misfit') return takeMisfit(setting, screen);
  return item === undefined ? takeChoice(setting, screen, intent.value) : takeItem(setting, screen, item, intent.value);
};
