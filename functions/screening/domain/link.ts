import { ScreenLinked } from '../../../events/catalogue.ts';
import { place } from '../../casefile/entity.ts';
import { unchanged, type Change } from '../../casefile/files.ts';
import { daysBetween, type PlainDate } from '../../kernel/dates.ts';
import { implausible, Problem, statusRefuses } from '../../kernel/problem.ts';
import { Screens, type Screen } from '../records.ts';
import { bandOf } from './score.ts';
import { screensOf, todayOf, type Setting } from './setting.ts';

/**
 * Keeps that a mother whose result called for it was given care, and on which day. The same again changes nothing.
 * @throws {Problem} ScreenNotFound, StatusRefuses when nothing called for care or it was recorded otherwise, ImplausibleFact
 */
export const linkToCare = (
  setting: Setting,
  screenId: string,
  { on, note }: { on: PlainDate; note?: string | undefined },
): Change<Screen> => {
  const { file, programme, questionnaires, at, by } = setting;
  const screen = screensOf(file).find((one) => one.screenId === screenId);
  if (screen === undefined) throw new Problem('ScreenNotFound', 'the case has no such screen');
  const questionnaire = questionnaires.get(screen.questionnaire);
  const { endedOn, result } = screen;
  if (questionnaire === undefined || result === undefined || endedOn === undefined || bandOf(questionnaire, result) !== 'positive')
    throw statusRefuses('record care', screen.status, []);
  if (screen.linked !== undefined) {
    if (screen.linked.on === on) return unchanged(screen);
    throw statusRefuses('record care', 'linked', []);
  }
  const today = todayOf(setting);
  if (on < endedOn || on > today) throw implausible('/on', `got ${on}, allowed are ${endedOn} to ${today}`);
  const days = daysBetween(endedOn, on);
  const linked: Screen = { ...screen, linked: { on, at, by, ...(note === undefined ? {} : { note }) } };
  const inTime = days <= programme.operations.screening.careWithinDays;
  return {
    put: [place(Screens, linked)],
    facts: [ScreenLinked.of({ screenId, questionnaire: screen.questionnaire, days, inTime })],
    answer: linked,
  };
};
