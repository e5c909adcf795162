import { Children, Occurrences } from '../../casefile/case.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, type CaseFile } from '../../casefile/files.ts';
import { addDays, latestOf, type PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { ScreenOffer } from '../../policy/schema/screening.ts';
import { isUnderWay, Screens, type Screen } from '../records.ts';
import { giveUp } from './conclude.ts';
import { isBereaved, screensOf, steps, todayOf, type Setting, type Step } from './setting.ts';

/** The end of the delivery: the last child's birth, or a stillbirth. */
const deliveredOn = (file: CaseFile): PlainDate | undefined =>
  latestOf(allOf(file, Children).map(({ bornOn }) => bornOn)) ?? allOf(file, Occurrences).find(({ source }) => source === 'stillbirth')?.on;

/** A screen that an offer of the programme asks for, counted from a day; undefined when its time is over or nobody knows the questionnaire. */
const plannedFor = (setting: Setting, offer: ScreenOffer, from: PlainDate, screenId: string): Screen | undefined => {
  const questionnaire = setting.questionnaires.get(offer.questionnaire);
  const plannedOn = addDays(from, offer.after.days);
  const closesOn = addDays(plannedOn, offer.closesAfterDays);
  if (questionnaire === undefined || closesOn < todayOf(setting)) return undefined;
  if (isBereaved(setting.file) && !questionnaire.afterLoss) return undefined;
  return {
    screenId,
    questionnaire: offer.questionnaire,
    version: questionnaire.version,
    channel: 'text',
    status: 'planned',
    offer: offer.id,
    plannedOn,
    closesOn,
    nextOn: plannedOn,
    answers: {},
  };
};

/** Why nobody asks her this any more; undefined while somebody may. */
const endOf = ({ file, questionnaires }: Setting, screen: Screen): string | undefined => {
  if (file.root.mother.diedOn !== undefined) return 'motherDied';
  if (file.root.status === 'exited') return 'exited';
  return isBereaved(file) && questionnaires.get(screen.questionnaire)?.afterLoss !== true ? 'bereaved' : undefined;
};

const isLive = ({ root }: CaseFile): boolean => root.status === 'enrolled' && root.mother.diedOn === undefined;

/**
 * Brings the screens of a case into line with what has happened: plans what the programme offers after the birth, moves what has another
 * date, ends what must not be asked any more, and brings back what a reversal wants again. What was answered stays.
 */
export const planScreens = (setting: Setting): Step => {
  const { file, programme } = setting;
  const existing = screensOf(file);
  const from = deliveredOn(file);
  const wanted =
    from === undefined || !isLive(file)
      ? []
      : programme.operations.screening.offers
          .filter(({ after }) => after.is === 'birth')
          .flatMap((offer) => plannedFor(setting, offer, from, derivedId('screen', file.root.caseId, offer.id)) ?? []);
  const moved = wanted.filter(({ screenId, plannedOn }) => {
    const now = existing.find((one) => one.screenId === screenId);
    return now === undefined || now.status === 'cancelled' || (now.status === 'planned' && now.plannedOn !== plannedOn);
  });
  const over = existing.flatMap((screen) => {
    const reason = screen.status === 'planned' || isUnderWay(screen) ? endOf(setting, screen) : undefined;
    return reason === undefined ? [] : [giveUp(setting, screen, 'cancelled', reason)];
  });
  return steps({ put: moved.map((screen) => place(Screens, screen)), remove: [], facts: [] }, ...over);
};

/** Plans what the programme offers after a visit of this kind; one offer is planned once in a case. */
export const planAfterVisit = (setting: Setting, visit: { readonly kind: string; readonly on: PlainDate }): Step => {
  const { file, programme } = setting;
  const known = new Set(screensOf(file).map(({ screenId }) => screenId));
  const wanted = isLive(file)
    ? programme.operations.screening.offers
        .filter(({ after }) => after.is === 'visit' && after.kind === visit.kind)
        .flatMap((offer) => plannedFor(setting, offer, visit.on, derivedId('screen', file.root.caseId, offer.id)) ?? [])
    : [];
  return { ...steps(), put: wanted.filter(({ screenId }) => !known.has(screenId)).map((screen) => place(Screens, screen)) };
};
