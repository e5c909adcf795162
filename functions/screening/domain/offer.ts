import { place } from '../../casefile/entity.ts';
import { addDays } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import { denialOf } from '../../messaging/domain/permission.ts';
import type { Questionnaire } from '../../policy/schema/questionnaire.ts';
import type { Change } from '../../casefile/files.ts';
import { isUnderWay, Screens, type Screen } from '../records.ts';
import { begin, remind } from './ask.ts';
import { giveUp } from './conclude.ts';
import {
  hasReferralPath,
  isBereaved,
  questionnaireOf,
  requireReferralPath,
  screensOf,
  steps,
  textedItems,
  todayOf,
  type Setting,
  type Step,
} from './setting.ts';

/** Why a mother is not to be asked this by text now; undefined when she may be. */
export const obstacleTo = ({ file, programme }: Setting, questionnaire: Questionnaire): string | undefined => {
  if (file.root.status === 'exited') return 'exited';
  if (!hasReferralPath(programme, questionnaire)) return 'noReferralPath';
  if (textedItems(questionnaire).length === 0) return 'withoutWording';
  if (isBereaved(file) && !questionnaire.afterLoss) return 'bereaved';
  return denialOf(file, 'screenOffer', programme);
};

/** A screen by text that waits for answers: she is asked one thing at a time. */
const underWay = ({ file }: Setting): Screen | undefined => screensOf(file).find((one) => one.channel === 'text' && isUnderWay(one));

/**
 * Offers a questionnaire by text because somebody asked for it.
 * @throws {Problem} QuestionnaireUnknown, ReferralPathMissing, WordingMissing, StatusRefuses when she may not be asked or another one is
 * under way
 */
export const offerScreen = (setting: Setting, id: string): Change<{ screenId: string }> => {
  const questionnaire = questionnaireOf(setting, id);
  requireReferralPath(setting.programme, questionnaire);
  const obstacle = obstacleTo(setting, questionnaire);
  if (obstacle === 'withoutWording')
    throw new Problem('WordingMissing', `${id} has no texts to send; a worker records it from the printed sheet`);
  if (obstacle !== undefined) throw statusRefuses('ask her by text', obstacle, []);
  const other = underWay(setting);
  if (other !== undefined) throw statusRefuses('offer a questionnaire', other.status, []);
  const planned = screensOf(setting.file).find((one) => one.questionnaire === id && one.status === 'planned');
  const screen: Screen = planned ?? {
    screenId: derivedId('screen', setting.file.root.caseId, 'offered', setting.causationId),
    questionnaire: id,
    version: questionnaire.version,
    channel: 'text',
    status: 'planned',
    answers: {},
  };
  return { ...begin(setting, questionnaire, screen), answer: { screenId: screen.screenId } };
};

const offerPlanned = (setting: Setting, screen: Screen): Step => {
  const today = todayOf(setting);
  const questionnaire = setting.programme.operations.screening.questionnaires.includes(screen.questionnaire)
    ? setting.questionnaires.get(screen.questionnaire)
    : undefined;
  if (questionnaire === undefined) return giveUp(setting, screen, 'cancelled', 'notUsed');
  if (screen.closesOn !== undefined && screen.closesOn < today) return giveUp(setting, screen, 'cancelled', 'overtaken');
  const obstacle = obstacleTo(setting, questionnaire);
  if (obstacle !== undefined) return giveUp(setting, screen, 'cancelled', obstacle);
  if (underWay(setting) !== undefined) return { ...steps(), put: [place(Screens, { ...screen, nextOn: addDays(today, 1) })] };
  return begin(setting, questionnaire, screen);
};

/** Does what is due on a screen today: it is offered, she is reminded once, or it is given up. @returns undefined when nothing is due */
export const passScreen = (setting: Setting, sk: string): Step | undefined => {
  const today = todayOf(setting);
  const screen = screensOf(setting.file).find((one) => Screens.sk(one) === sk);
  if (screen?.nextOn === undefined || screen.nextOn > today) return undefined;
  if (screen.status === 'planned') return offerPlanned(setting, screen);
  if (screen.expiresOn !== undefined && screen.expiresOn > today) return remind(setting, screen);
  return giveUp(setting, screen, 'expired');
};
