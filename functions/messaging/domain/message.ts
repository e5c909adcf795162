import { MessageNotSent, MessageSent } from '../../../events/catalogue.ts';
import { place } from '../../casefile/entity.ts';
import { allOf, type CaseFile, type Change, unchanged } from '../../casefile/files.ts';
import type { PlainDate } from '../../kernel/dates.ts';
import { Messages, type Message } from '../records.ts';
import { recipientOf } from './about.ts';
import type { Wording } from './compose.ts';
import type { Denial } from './permission.ts';

/** What an attempt at sending met. */
export type Outcome =
  | { readonly state: 'sent'; readonly gatewayId: string; readonly parts: number }
  | { readonly state: 'unknown'; readonly parts: number }
  | { readonly state: 'refused'; readonly reason: string }
  | { readonly state: 'tryAgain'; readonly on: PlainDate };

export interface Draft {
  readonly messageId: string;
  readonly wording: Wording;
  readonly causedBy: string;
  readonly at: string;
}

const draftOf = (file: CaseFile, { messageId, wording, causedBy, at }: Draft): Omit<Message, 'state' | 'attempts'> => {
  const { about = 'mother' } = wording;
  const { is: to, language } = recipientOf(file, about);
  return {
    messageId,
    template: wording.template,
    // a code is made anew from its challenge when it is sent, and stands nowhere
    variables: { ...wording.variables },
    language,
    about,
    to,
    causedBy,
    createdAt: at,
  };
};

/** Records a text that is not sent, and why. */
export const deny = (file: CaseFile, draft: Draft, reason: Denial): Change<undefined> => ({
  put: [place(Messages, { ...draftOf(file, draft), state: 'denied', attempts: 0, reason })],
  facts: [MessageNotSent.of({ messageId: draft.messageId, template: draft.wording.template, reason })],
  answer: undefined,
});

/** Records a text that waits for the end of quiet hours. */
export const wait = (file: CaseFile, draft: Draft, sendOn: PlainDate): Change<undefined> => ({
  put: [place(Messages, { ...draftOf(file, draft), state: 'waiting', attempts: 0, sendOn })],
  answer: undefined,
});

/** Records a text that `attempt` is about to hand to the gateway. */
export const begin = (file: CaseFile, draft: Draft, attempt: string): Change<undefined> => ({
  put: [place(Messages, { ...draftOf(file, draft), state: 'sending', attempts: 1, attempt })],
  answer: undefined,
});

/** Takes a waiting text in hand. */
export const resume = ({ sendOn: _waited, ...message }: Message, attempt: string): Change<Message> => {
  const taken: Message = { ...message, state: 'sending', attempt, attempts: message.attempts + 1 };
  return { put: [place(Messages, taken)], answer: taken };
};

/** Drops a waiting text that may not be sent any more. */
export const clear = ({ sendOn: _waited, ...message }: Message, reason: Denial): Change<undefined> => ({
  put: [place(Messages, { ...message, state: 'cleared', reason })],
  facts: [MessageNotSent.of({ messageId: message.messageId, template: message.template, reason })],
  answer: undefined,
});

/** Records what an attempt met; only the attempt that holds the text may, so that a cut-off one is settled once. */
export const settle = (file: CaseFile, messageId: string, attempt: string | undefined, outcome: Outcome, at: string): Change<undefined> => {
  const message = allOf(file, Messages).find((candidate) => candidate.messageId === messageId);
  if (message?.state !== 'sending' || (attempt !== undefined && message.attempt !== attempt)) return unchanged(undefined);
  const { attempt: _done, ...rest } = message;
  switch (outcome.state) {
    case 'sent':
    case 'unknown':
      return {
        put: [
          place(Messages, {
            ...rest,
            state: 'sent',
            sentAt: at,
            parts: outcome.parts,
            receipt: outcome.state === 'sent' ? 'accepted' : 'unknown',
            ...(outcome.state === 'sent' ? { gatewayId: outcome.gatewayId } : {}),
          }),
        ],
        facts: [MessageSent.of({ messageId, template: message.template, parts: outcome.parts })],
        answer: undefined,
      };
    case 'refused':
      return {
        put: [place(Messages, { ...rest, state: 'failed', reason: outcome.reason })],
        facts: [MessageNotSent.of({ messageId, template: message.template, reason: outcome.reason })],
        answer: undefined,
      };
    case 'tryAgain':
      return { put: [place(Messages, { ...rest, state: 'waiting', sendOn: outcome.on })], answer: undefined };
  }
};
