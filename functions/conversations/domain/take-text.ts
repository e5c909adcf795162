import { ReviewOpened, TextReceived } from '../../../events/catalogue.ts';
import type { NewFact } from '../../../events/fact.ts';
import { afterChange } from '../../casefile/after.ts';
import { findCaregiver, writesFor } from '../../casefile/caregiver.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import { dayOf } from '../../casefile/facts.ts';
import { findOf, type CaseFile, type Change, type Context } from '../../casefile/files.ts';
import { Inbounds, type Inbound, type Intent } from '../../casefile/inbound.ts';
import { openQuestions } from '../../casefile/question.ts';
import { Reviews, type Review } from '../../casefile/review.ts';
import { addDays } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Programme } from '../../policy/programme.ts';
import type { Verdict } from './guard.ts';
import { isDanger, understand, type Understood } from './understand.ts';

/** A text as it came in. */
export interface Incoming {
  readonly inboundId: string;
  readonly text: string;
  /** E.164, of who wrote it. */
  readonly phone: string;
  readonly channel: string;
  readonly gatewayId: string;
  /** When it came, where it waited to be taken. @default now */
  readonly receivedAt?: string;
}

/** Why a person has to look: a text that was not understood, a phone that is another's or several mothers', a loop. */
export type MessageReason = 'text' | 'otherPhone' | 'sharedPhone' | 'loop';

type Parts = Required<Pick<Change<unknown>, 'put' | 'facts'>>;

const MOST_NAMED = 50;

/** Puts a text before a person of the area: into the entry that is open for the same reason, or a new one. The text itself stays in the case. */
export const askPerson = (
  file: CaseFile,
  programme: Programme,
  { reason, inboundId, intent }: { readonly reason: MessageReason; readonly inboundId: string; readonly intent: string },
  { at, by }: Pick<Context, 'at' | 'by'>,
): Parts => {
  const open = findOf(
    file,
    Reviews,
    (review) => review.kind === 'message' && review.status === 'open' && review.about['reason'] === reason,
  );
  if (open !== undefined) {
    const known = Array.isArray(open.about['texts']) ? open.about['texts'] : [];
    const texts = [...known, inboundId].slice(-MOST_NAMED);
    return { put: [place(Reviews, { ...open, about: { ...open.about, intent, texts } })], facts: [] };
  }
  const review: Review = {
    reviewId: derivedId('review', 'message', reason, file.root.caseId, inboundId),
    kind: 'message',
    status: 'open',
    openedAt: at,
    dueOn: addDays(dayOf(programme, at), programme.operations.conversations.reviewDueDays),
    options: ['answered', 'noAnswerNeeded'],
    differences: [],
    about: { reason, intent, texts: [inboundId] },
    openedBy: by,
    secondPerson: false,
  };
  const { reviewId, kind, dueOn } = review;
  return { put: [place(Reviews, review)], facts: [ReviewOpened.of({ reviewId, kind, dueOn })] };
};

/** What a closed case can no longer do by itself; a person can. */
const OF_OPEN_CASES: readonly Intent['is'][] = ['language', 'phone', 'consent'];

/** What is acted on although the mother has died, whoever wrote it. */
const OF_THE_LIVING: readonly Intent['is'][] = ['bloodPressure', 'symptom', 'loss'];

/**
 * A text in the case of a mother who has died. Whoever looks after her children may answer what they were asked, and stop; everything else
 * is for a person, and nobody speaks for her.
 */
const afterDeath = ({ intent }: Understood, isCaregiver: boolean): Understood => {
  if (isCaregiver && (intent.is === 'answer' || intent.is === 'stop')) return { intent, forPerson: false };
  return { intent: OF_THE_LIVING.includes(intent.is) ? intent : { is: 'unclear' }, forPerson: true };
};

const understoodFor = (file: CaseFile, { text, phone }: Incoming, programme: Programme, at: string): Understood => {
  const { root } = file;
  const hasDied = root.mother.diedOn !== undefined;
  const isCaregiver = writesFor(root, findCaregiver(file), phone);
  const understood = understand(text, {
    conversations: programme.operations.conversations,
    country: programme.country,
    languages: programme.languages,
    questions: hasDied && !isCaregiver ? [] : openQuestions(file, at),
  });
  if (hasDied) return afterDeath(understood, isCaregiver);
  const { intent } = understood;
  if (root.status === 'exited' && OF_OPEN_CASES.includes(intent.is)) return { intent: { is: 'unclear' }, forPerson: true };
  // she asks for what she has: the answer in it shows her
  if (intent.is === 'language' && intent.language === root.language) return { ...understood, intent: { is: 'help' } };
  if (intent.is === 'phone' && intent.phone === root.mother.phone) return { ...understood, intent: { is: 'help' } };
  return understood;
};

const heard = (intent: Intent, inboundId: string): NewFact =>
  TextReceived.of({ inboundId, intent: intent.is, ...('kind' in intent ? { question: intent.kind } : {}) });

const inboundOf = ({ inboundId, text, channel, gatewayId, receivedAt }: Incoming, intent: Intent, at: string): Placed => {
  const inbound: Inbound = { inboundId, receivedAt: receivedAt ?? at, channel, gatewayId, text, intent };
  return place(Inbounds, inbound);
};

/** The question of hers that a text answers, or undefined. */
export const questionAnswered = (file: CaseFile, incoming: Incoming, programme: Programme, at: string): string | undefined => {
  const { intent } = understoodFor(file, incoming, programme, at);
  return intent.is === 'answer' ? intent.questionId : undefined;
};

/**
 * Takes a text of hers: keeps it, says what it was taken for, and puts before a person what was not understood. In a loop only danger is
 * taken, and one entry says that it began.
 */
export const takeText = (
  file: CaseFile,
  programme: Programme,
  incoming: Incoming,
  verdict: Verdict,
  who: Pick<Context, 'at' | 'by'>,
): Parts => {
  const understood = understoodFor(file, incoming, programme, who.at);
  const { intent, forPerson } = understood;
  const { inboundId } = incoming;
  const loop =
    verdict === 'began' ? askPerson(file, programme, { reason: 'loop', inboundId, intent: intent.is }, who) : { put: [], facts: [] };
  if (verdict !== 'take' && !isDanger(understood)) {
    return { put: [...loop.put, ...(verdict === 'began' ? [inboundOf(incoming, intent, who.at)] : [])], facts: loop.facts };
  }
  const person = forPerson ? askPerson(file, programme, { reason: 'text', inboundId, intent: intent.is }, who) : { put: [], facts: [] };
  return {
    put: [inboundOf(incoming, intent, who.at), ...loop.put, ...person.put],
    facts: [heard(intent, inboundId), ...loop.facts, ...person.facts],
  };
};

/** Takes texts of hers one after the other, in one change: those that waited until she said who she is, and the one by which she did. */
export const takeTexts = (
  file: CaseFile,
  programme: Programme,
  texts: readonly { readonly incoming: Incoming; readonly verdict: Verdict }[],
  who: Pick<Context, 'at' | 'by'>,
): Parts => {
  const taken = texts.reduce<Parts & { readonly file: CaseFile }>(
    (before, { incoming, verdict }) => {
      const { put, facts } = takeText(before.file, programme, incoming, verdict, who);
      return { file: afterChange(before.file, { put }), put: [...before.put, ...put], facts: [...before.facts, ...facts] };
    },
    { file, put: [], facts: [] },
  );
  // an entry of the queue that took several of them is written once, as it is last
  const index = { root: file.root, shards: 1 };
  return { put: [...new Map(taken.put.map((one) => [one.toItem(index).sk, one])).values()], facts: taken.facts };
};

/** Keeps a text that names this case but came from another phone, for a person: nothing is done or told because of it. */
export const keepForPerson = (file: CaseFile, programme: Programme, incoming: Incoming, who: Pick<Context, 'at' | 'by'>): Parts => {
  const { intent } = understoodFor(file, incoming, programme, who.at);
  const person = askPerson(file, programme, { reason: 'otherPhone', inboundId: incoming.inboundId, intent: intent.is }, who);
  return { put: [inboundOf(incoming, { is: 'unclear' }, who.at), ...person.put], facts: person.facts };
};
