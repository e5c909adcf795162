import { BereavementOffered, BereavementTextDue } from '../../../events/catalogue.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { allOf, unchanged, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { addDays, type PlainDate } from '../../kernel/dates.ts';
import type { Programme } from '../../policy/programme.ts';
import type { Key } from '../../table/keys.ts';
import { Bereavements, LifeEvents, type Bereavement } from '../records.ts';
import { keysOf } from './exit-case.ts';
import { answerTo, placedQuestion, questionKeys, yesNoQuestion } from './questions.ts';

type Who = Pick<Context, 'at'>;

/**
 * The offer of the bereavement set, some days after a loss became known. A mother who was offered it already is not asked again, and none
 * is made for a loss that was long ago.
 */
export const plannedOffer = (
  after: CaseFile,
  programme: Programme,
  { lifeEventId, on }: { readonly lifeEventId: string; readonly on: PlainDate },
  { at }: Who,
): readonly Placed[] => {
  const { root } = after;
  const { tellWithinDays, offerAfterDays } = programme.operations.loss.bereavement;
  if (root.mother.diedOn !== undefined || root.messages === 'none' || allOf(after, Bereavements).length > 0) return [];
  const today = dayOf(programme, at);
  if (addDays(on, tellWithinDays) < today) return [];
  const dueOn = addDays(today, offerAfterDays);
  return [place(Bereavements, { lifeEventId, state: 'planned', dueOn, told: 0 })];
};

/** What goes with a loss that was recorded in error, where no other one stands: the offer, its question, and texts that would follow. */
export const withoutOffer = (file: CaseFile, lifeEventId: string): readonly Key[] => {
  const isBereaved = allOf(file, LifeEvents).some(
    (event) =>
      event.lifeEventId !== lifeEventId && event.reversedAt === undefined && (event.kind === 'childDied' || event.kind === 'pregnancyLost'),
  );
  return isBereaved ? [] : [...keysOf(file, Bereavements), ...questionKeys(file, 'loss')];
};

const offer = (file: CaseFile, programme: Programme, { dueOn: _, ...bereavement }: Bereavement, { at }: Who): Change<undefined> => {
  const { answerWithinDays } = programme.operations.loss.bereavement;
  const question = yesNoQuestion(file.root.caseId, 'loss', bereavement.lifeEventId, at, answerWithinDays);
  return {
    put: [place(Bereavements, { ...bereavement, state: 'offered' }), placedQuestion(question)],
    facts: [BereavementOffered.of({ questionId: question.questionId })],
    answer: undefined,
  };
};

/** The next text of the set, and the day of the one after it: days count from her yes. */
const sendNext = (programme: Programme, { dueOn, ...bereavement }: Bereavement): Change<undefined> => {
  const { textsAfterDays } = programme.operations.loss.bereavement;
  const told = bereavement.told + 1;
  const [last, next] = [textsAfterDays[told - 1], textsAfterDays[told]];
  const following =
    dueOn === undefined || last === undefined || next === undefined
      ? { ...bereavement, told, state: 'finished' as const }
      : { ...bereavement, told, dueOn: addDays(dueOn, next - last) };
  return { put: [place(Bereavements, following)], facts: [BereavementTextDue.of({ place: told })], answer: undefined };
};

/** Does what is due of the set: offers it, or sends the next text to a mother who said yes. */
export const continueBereavement = (file: CaseFile, programme: Programme, who: Who): Change<undefined> => {
  const [bereavement] = allOf(file, Bereavements);
  if (bereavement?.dueOn === undefined || bereavement.dueOn > dayOf(programme, who.at)) return unchanged(undefined);
  switch (bereavement.state) {
    case 'planned':
      return offer(file, programme, bereavement, who);
    case 'accepted':
      return sendNext(programme, bereavement);
    case 'offered':
    case 'declined':
    case 'finished':
      return unchanged(undefined);
  }
};

/** Takes her answer to the offer. */
export const answerOffer = (file: CaseFile, programme: Programme, inboundId: string, { at }: Who): Change<undefined> => {
  const answer = answerTo(file, 'loss', inboundId);
  const [bereavement] = allOf(file, Bereavements);
  if (answer === undefined || bereavement?.state !== 'offered') return unchanged(undefined);
  const [first = 0] = programme.operations.loss.bereavement.textsAfterDays;
  const next: Bereavement =
    answer === 'yes'
      ? { ...bereavement, state: 'accepted', dueOn: addDays(dayOf(programme, at), first) }
      : { ...bereavement, state: 'declined' };
  return { put: [place(Bereavements, next)], remove: questionKeys(file, 'loss'), answer: undefined };
};
