import { MessageSent, MessagesMuted } from '../../../events/catalogue.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, unchanged, type CaseFile, type Change } from '../../casefile/files.ts';
import type { Delivery } from '../../partners/sms-gateway.ts';
import { partsOf } from '../../policy/parts.ts';
import type { Programme } from '../../policy/programme.ts';
import type { GatewayReason } from '../../policy/schema/gateway-reason.ts';
import type { Texting } from '../../policy/schema/texting.ts';
import { Messages, Mutes, type Message, type Mute } from '../records.ts';
import { isToFamily } from './letter.ts';
import { ended, forgottenAt, later, messageOf, queued, scheduled, stored } from './message.ts';
import { holdOfMessage } from './hold.ts';

const MINUTE_MS = 60_000;

/** A text as it goes out: what is said, where to, and when. */
export interface Addressed {
  /** Undefined where nobody can be reached, or may be told. */
  readonly phone: string | undefined;
  readonly text: string | undefined;
  /** Until when it has to wait; undefined when it may go now. */
  readonly until: string | undefined;
  /** Goes at any hour. */
  readonly isUrgent: boolean;
}

/** A text that is about to be handed to the gateway. */
export interface Taken {
  readonly message: Message;
  readonly phone: string;
  readonly text: string;
}

const isSame = (left: Message, right: Message): boolean =>
  left.to === right.to &&
  left.address === right.address &&
  left.template === right.template &&
  left.language === right.language &&
  JSON.stringify(left.variables) === JSON.stringify(right.variables);

/** Whether the same text has just been sent too often: two systems answer each other, or somebody presses a button again and again. */
export const isFlood = (file: CaseFile, message: Message, { floodGuard }: Texting, at: string): boolean => {
  const since = later(at, -floodGuard.withinMinutes * MINUTE_MS);
  const alike = allOf(file, Messages).filter(
    (other) =>
      other.messageId !== message.messageId && other.attempts > 0 && (other.sentAt ?? other.createdAt) > since && isSame(other, message),
  );
  return alike.length >= floodGuard.equalTexts;
};

const sentOf = (message: Message, at: string, { price }: Texting) => {
  const parts = message.parts ?? 1;
  const { lookAt: _look, reason: _earlier, ...rest } = message;
  return {
    rest: { ...rest, state: 'sent' as const, sentAt: at, parts },
    fact: MessageSent.of({
      messageId: message.messageId,
      template: message.template,
      parts,
      costMicros: parts * price.microsPerPart,
      currency: price.currency,
    }),
  };
};

/** Settles a text whose call of the gateway was cut off: whether it left is not known, and a second one would be worse than a missing receipt. */
export const settleCutOff = (message: Message, texting: Texting, at: string): Change<undefined> => {
  const { rest, fact } = sentOf(message, at, texting);
  return { put: stored({ ...rest, receipt: 'unknown' }), facts: [fact], answer: undefined };
};

/**
 * Takes a queued text in hand, or says what becomes of it instead: the case is read again here, so that what was queued before a visit, a
 * loss or a STOP is not sent after it.
 * @param addressed as it will be sent
 */
export const take = (
  file: CaseFile,
  programme: Programme,
  messageId: string,
  { attempt, addressed, at }: { readonly attempt: string; readonly addressed: Addressed; readonly at: string },
): Change<Taken | undefined> => {
  const { texting } = programme.operations;
  const message = messageOf(file, messageId);
  if (message?.state !== 'queued') return unchanged(undefined);
  const { phone, text, until } = addressed;
  const hold = holdOfMessage(file, programme, message);
  if (hold !== undefined) return { ...ended(message, hold), answer: undefined };
  if (phone === undefined) return { ...ended(message, { state: 'denied', reason: 'noPhone' }), answer: undefined };
  if (text === undefined) return { ...ended(message, { state: 'denied', reason: 'consentWithdrawn' }), answer: undefined };
  if (until !== undefined) return { ...scheduled(message, until), answer: undefined };
  if (isFlood(file, message, texting, at)) return { ...ended(message, { state: 'duplicate', reason: 'equalTexts' }), answer: undefined };
  const { parts } = partsOf(text);
  const costMicros = (message.costMicros ?? 0) + parts * texting.price.microsPerPart;
  if (costMicros > texting.price.mostMicros) return { ...ended(message, { state: 'failed', reason: 'priceLimit' }), answer: undefined };
  const taken: Message = {
    ...message,
    state: 'sending',
    attempt,
    attempts: message.attempts + 1,
    parts,
    costMicros,
    lookAt: message.lookAt ?? forgottenAt(at),
  };
  return { put: stored(taken), answer: { message: taken, phone, text } };
};

/** The pause before the next try after a reason, in ms; undefined when there is no next one. */
export const pauseAfter = ({ retries }: Texting, reason: GatewayReason, used: number): number | undefined => {
  const minutes = retries.find((rule) => rule.reason === reason)?.afterMinutes[used];
  return minutes === undefined ? undefined : minutes * MINUTE_MS;
};

/** What was not sent costs nothing. */
const refunded = (message: Message, { price }: Texting): Message => ({
  ...message,
  costMicros: Math.max(0, (message.costMicros ?? 0) - (message.parts ?? 0) * price.microsPerPart),
});

/** Whether a text is to be handed to the gateway once more. */
export type Settled = 'settled' | 'tryAgain';

/** The queue hands a text over again within minutes; only the sweep, at the end of a pause, uses up the next one. */
const triedAgain = (message: Message, reason: GatewayReason, texting: Texting, at: string): Change<Settled> => {
  const { attempt: _done, ...rest } = refunded(message, texting);
  const used = message.retries ?? 0;
  if (used > 0 && message.lookAt !== undefined && at < message.lookAt)
    return { put: stored({ ...rest, state: 'queued', reason }), answer: 'tryAgain' };
  const pause = pauseAfter(texting, reason, used);
  if (pause === undefined) return { ...ended(rest, { state: 'failed', reason }), answer: 'settled' };
  return { put: stored({ ...rest, state: 'queued', reason, retries: used + 1, lookAt: later(at, pause) }), answer: 'tryAgain' };
};

/** A number of hers wants nothing from this sender: the gateway keeps that list, so nothing is tried any more. */
const optedOut = (message: Message, at: string): Change<Settled> => {
  const end = ended(message, { state: 'failed', reason: 'optedOut' });
  // that phone is not hers yet
  if (message.to === 'newPhone') return { ...end, answer: 'settled' };
  const silence: Mute = { all: true, topics: [], since: at, by: 'gateway', ...(message.to === 'caregiver' ? { of: message.to } : {}) };
  return {
    put: [...end.put, place(Mutes, silence)],
    facts: [...end.facts, MessagesMuted.of({ by: 'gateway' })],
    answer: 'settled',
  };
};

/** What is kept of a gateway that took a text. */
const acceptedBy = ({ gateway, gatewayId, askAt }: Extract<Delivery, { state: 'sent' }>) => ({
  receipt: 'accepted' as const,
  gateway,
  gatewayId,
  ...(askAt === undefined ? {} : { lookAt: askAt }),
});

/** Records what an attempt met; only the attempt that holds the text may, and it corrects what was taken for cut off meanwhile. */
export const settle = (
  file: CaseFile,
  messageId: string,
  attempt: string,
  delivery: Delivery,
  texting: Texting,
  at: string,
): Change<Settled> => {
  const message = messageOf(file, messageId);
  if (message?.attempt !== attempt) return unchanged('settled');
  if (message.state === 'sent' && message.receipt === 'unknown' && delivery.state === 'sent') {
    return { put: stored({ ...message, ...acceptedBy(delivery) }), answer: 'settled' };
  }
  if (message.state !== 'sending') return unchanged('settled');
  switch (delivery.state) {
    case 'sent': {
      const { attempt: _done, ...held } = message;
      const { rest, fact } = sentOf(held, at, texting);
      return { put: stored({ ...rest, ...acceptedBy(delivery) }), facts: [fact], answer: 'settled' };
    }
    case 'unknown':
      return { ...settleCutOff(message, texting, at), answer: 'settled' };
    case 'refused':
      return delivery.reason === 'optedOut' && isToFamily(message)
        ? optedOut(refunded(message, texting), at)
        : { ...ended(refunded(message, texting), { state: 'failed', reason: delivery.reason }), answer: 'settled' };
    case 'tryAgain':
      return triedAgain(message, delivery.reason, texting, at);
  }
};

/** What the sweep does with a text whose time has come: into the queue with it, again if the queue has forgotten it. */
export const release = (file: CaseFile, programme: Programme, messageId: string, at: string): Change<undefined> => {
  const message = messageOf(file, messageId);
  if (message?.lookAt === undefined || message.lookAt > at) return unchanged(undefined);
  if (message.state === 'sending') return settleCutOff(message, programme.operations.texting, at);
  if (message.state !== 'scheduled' && message.state !== 'queued') return unchanged(undefined);
  return { ...queued(message, at), answer: undefined };
};
