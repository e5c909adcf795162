import { ScreenCompleted, ScreenDeclined, ScreenExpired, SocialNeedFound } from '../../../events/catalogue.ts';
import { raiseAlert } from '../../casefile/alert.ts';
import { ALERT_LEVELS } from '../../policy/schema/alert-kinds.ts';
import { place } from '../../casefile/entity.ts';
import { addDays, type PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Questionnaire } from '../../policy/schema/questionnaire.ts';
import { isUnderWay, Screens, type Answers, type Result, type Screen } from '../records.ts';
import { askItem, nextItem } from './ask.ts';
import { bandOf, resultFindings, score, triggerFindings, type Finding } from './score.ts';
import { noLongerAsked, screensOf, steps, todayOf, type Setting, type Step } from './setting.ts';

const SIGN_LENGTH = 60;

/** Calls a person for what was found: one alert of a kind, as fast as its worst finding. */
export const raiseFindings = ({ file, at, by }: Setting, { screenId, questionnaire }: Screen, findings: readonly Finding[]): Step => {
  const changes = [...new Set(findings.map(({ kind }) => kind))].map((kind) => {
    const own = findings.filter((finding) => finding.kind === kind);
    const level = ALERT_LEVELS.findLast((each) => own.some((finding) => finding.level === each)) ?? 'routine';
    const signs = own.map(({ sign }) => `${questionnaire}.${sign}`.slice(0, SIGN_LENGTH));
    const alertId = derivedId('alert', screenId, kind);
    return raiseAlert(file, { alertId, kind, level, signs, source: { kind: 'screen', id: screenId } }, { at, by });
  });
  return { put: changes.flatMap(({ put }) => put), remove: [], facts: changes.flatMap(({ facts }) => facts) };
};

const ended = ({ asking: _a, nextOn: _n, expiresOn: _e, ...screen }: Screen, { at, by }: Setting, on: PlainDate): Screen => ({
  ...screen,
  endedOn: on,
  endedAt: at,
  endedBy: by,
});

const needFacts = ({ screenId }: Screen, { needs }: Result) => needs.map((domain) => SocialNeedFound.of({ screenId, domain }));

/** What the other questionnaire already knows of this one's items. */
const carried = ({ items }: Questionnaire, answers: Answers): Answers =>
  Object.fromEntries(items.flatMap(({ code }) => (typeof answers[code] === 'number' ? [[code, answers[code]]] : [])));

/** Begins the questionnaire that follows from a result, with the answers that both share. */
const goOn = (setting: Setting, questionnaire: Questionnaire, screen: Screen): Step => {
  const follower = setting.questionnaires.get(questionnaire.next?.questionnaire ?? '');
  const isOpen = screensOf(setting.file).some((one) => one.questionnaire === follower?.id && isUnderWay(one));
  if (follower === undefined || isOpen) return steps();
  const opened: Screen = {
    screenId: derivedId('screen', screen.screenId, follower.id),
    questionnaire: follower.id,
    version: follower.version,
    channel: 'worker',
    status: 'answering',
    follows: screen.screenId,
    offeredAt: setting.at,
    answers: carried(follower, screen.answers),
  };
  const item = nextItem(follower, opened);
  if (screen.channel === 'text' && item !== undefined) return askItem(setting, follower, { ...opened, channel: 'text' }, item, 'next');
  const nextOn = addDays(todayOf(setting), setting.programme.operations.screening.workerDays);
  return { put: [place(Screens, { ...opened, expiresOn: nextOn, nextOn })], remove: [], facts: [] };
};

/** Ends a screen with its result: calls whom it has to, and goes on to the questionnaire that follows. */
export const complete = (
  setting: Setting,
  questionnaire: Questionnaire,
  screen: Screen,
  { on, total, triggers }: { on: PlainDate; total?: number | undefined; triggers: string[] },
): { readonly screen: Screen; readonly step: Step; readonly goesOn: boolean } => {
  const result = score(questionnaire, screen.answers, total);
  const { next } = questionnaire;
  const goesOn = result.band !== undefined && next?.bands.includes(result.band) === true;
  const completed: Screen = { ...ended(screen, setting, on), status: 'completed', version: questionnaire.version, result };
  const { screenId, channel } = screen;
  const fact = ScreenCompleted.of({ screenId, questionnaire: questionnaire.id, channel, band: bandOf(questionnaire, result), goesOn });
  const findings = [...triggerFindings(questionnaire, { triggered: triggers }), ...resultFindings(questionnaire, result)];
  return {
    screen: completed,
    goesOn,
    step: steps(
      { put: [place(Screens, completed)], remove: noLongerAsked(setting, screen), facts: [fact, ...needFacts(screen, result)] },
      raiseFindings(setting, screen, findings),
      goesOn ? goOn(setting, questionnaire, completed) : steps(),
    ),
  };
};

/** A result that called for this screen has to reach a person when this one is not finished. */
const unansweredFindings = ({ file, questionnaires }: Setting, screen: Screen): readonly Finding[] => {
  const cause = screensOf(file).find(({ screenId }) => screenId === screen.follows);
  const rule = cause === undefined ? undefined : questionnaires.get(cause.questionnaire)?.next?.unanswered;
  return rule === undefined ? [] : [{ ...rule, sign: 'unfinished' }];
};

/**
 * Ends a screen that will not be finished. What the answers so far already call for is not lost: it is scored, and a person is called.
 */
export const giveUp = (setting: Setting, screen: Screen, status: 'declined' | 'expired' | 'cancelled', reason?: string): Step => {
  const { screenId, questionnaire: id, answers } = screen;
  const questionnaire = setting.questionnaires.get(id);
  const some = Object.values(answers).some((answer) => answer !== null);
  const result = questionnaire !== undefined && some ? score(questionnaire, answers) : undefined;
  const over: Screen = {
    ...ended(screen, setting, todayOf(setting)),
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(result === undefined ? {} : { result }),
  };
  const facts = {
    declined: [ScreenDeclined.of({ screenId, questionnaire: id })],
    expired: [ScreenExpired.of({ screenId, questionnaire: id, ...(reason === 'notUnderstood' ? { because: reason } : {}) })],
    cancelled: [],
  }[status];
  const found = questionnaire !== undefined && result !== undefined && bandOf(questionnaire, result) === 'positive';
  // a mother who has died is nobody's to call
  const isAlive = setting.file.root.mother.diedOn === undefined;
  const findings = isAlive ? [...(found ? resultFindings(questionnaire, result) : []), ...unansweredFindings(setting, screen)] : [];
  return steps(
    {
      put: [place(Screens, over)],
      remove: noLongerAsked(setting, screen),
      facts: [...facts, ...(result === undefined ? [] : needFacts(screen, result))],
    },
    raiseFindings(setting, screen, findings),
  );
};
