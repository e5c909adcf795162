import { MessageNotSent, MessageQueued } from '../../../events/catalogue.ts';
import type { NewFact } from '../../../events/fact.ts';
import { place, type Placed } from '../../casefile/entity.ts';
import { allOf, type CaseFile } from '../../casefile/files.ts';
import { Questions, type Question } from '../../casefile/question.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Programme } from '../../policy/programme.ts';
import type { Item } from '../../table/table.ts';
import { deliveryKey } from '../../table/keys.ts';
import { Messages, type Message } from '../records.ts';
import { waitsFor } from './after-danger.ts';
import { aboutOf, recipientOf } from './about.ts';
import type { Wording } from './compose.ts';
import type { Letter } from './letter.ts';
import { holdOf, type Hold } from './permission.ts';

const HOUR_MS = 3_600_000;

/** Writes and facts that become part of somebody's transaction. */
export interface Parts {
  readonly put: readonly Placed[];
  readonly facts: readonly NewFact[];
}

export const NOTHING: Parts = { put: [], facts: [] };

export const together = (parts: readonly Parts[]): Parts => ({
  put: parts.flatMap(({ put }) => put),
  facts: parts.flatMap(({ facts }) => facts),
});

export const later = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();
/** After so long a text that is queued or in a call of the gateway counts as forgotten. */
export const forgottenAt = (at: string): string => later(at, HOUR_MS);

export const messageOf = (file: CaseFile, messageId: string): Message | undefined =>
  allOf(file, Messages).find((candidate) => candidate.messageId === messageId);

/** Whether it has not left yet and may still be kept back. */
export const isPending = ({ state }: Message): boolean => state === 'scheduled' || state === 'queued';

/** Where the text of a campaign stands, beside the campaign as well: its deliveries are read without the cases. */
const deliveryOf = ({ group, createdAt, state, ...message }: Message): readonly Placed[] => {
  const campaignId = group?.campaignId;
  if (campaignId === undefined) return [];
  const { parts, costMicros, receipt, sentAt, deliveredAt, reason } = message;
  const fields = { state, at: sentAt ?? createdAt, parts, costMicros, receipt, deliveredAt, reason };
  const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return [
    { toItem: ({ root: { caseId } }) => ({ ...deliveryKey(campaignId, caseId), entity: 'delivery', caseId, ...known }) satisfies Item },
  ];
};

/** A text on its way into the case file, and into the list of its campaign. */
export const stored = (message: Message): readonly Placed[] => [place(Messages, message), ...deliveryOf(message)];

/** Puts a text into the queue; the fact is what the sender takes. */
export const queued = (message: Message, lookAt: string): Parts => ({
  put: stored({ ...message, state: 'queued', lookAt }),
  facts: [MessageQueued.of({ messageId: message.messageId })],
});

/** Keeps a text for later. */
export const scheduled = (message: Message, lookAt: string): Parts => ({
  put: stored({ ...message, state: 'scheduled', lookAt }),
  facts: [],
});

/** Ends a text that is not sent, and says why. */
export const ended = (
  { lookAt: _look, attempt: _attempt, ...message }: Message,
  { state, reason }: Hold | { readonly state: 'duplicate' | 'failed'; readonly reason: string },
): Parts => ({
  put: stored({ ...message, state, reason }),
  facts: [MessageNotSent.of({ messageId: message.messageId, template: message.template, reason })],
});

const questionFor = (file: CaseFile, { question }: Wording, messageId: string, at: string): readonly Placed[] =>
  question === undefined
    ? []
    : [
        place(Questions, {
          questionId: derivedId('question', messageId),
          kind: question.kind,
          subjectId: question.subjectId,
          askedAt: at,
          expiresAt: later(at, question.hours * HOUR_MS),
          answer: { of: 'yesNo' },
        } satisfies Question),
      ];

export interface Occasion {
  readonly at: string;
  /** The event, or whatever else, that a text comes from: the same gives the same text. */
  readonly causedBy: string;
}

/**
 * What has to be written so that she is told something: a text in the queue, one that waits for waking hours, or one that is not sent, with
 * the reason. A question that the text asks stands with it. The same text of the same cause again is nothing.
 */
export const prepared = (file: CaseFile, programme: Programme, wording: Wording, { at, causedBy }: Occasion): Parts => {
  const messageId = derivedId('message', causedBy, wording.template);
  if (messageOf(file, messageId) !== undefined) return NOTHING;
  const { is: to, language } = recipientOf(file, aboutOf(file, programme, wording.group));
  const message: Message = {
    messageId,
    template: wording.template,
    // a code is made anew from its challenge when it is sent, and stands nowhere
    variables: { ...wording.variables },
    language,
    to,
    state: 'queued',
    attempts: 0,
    causedBy,
    createdAt: at,
    ...(wording.group === undefined ? {} : { group: wording.group }),
  };
  const hold = holdOf(file, programme, wording);
  if (hold !== undefined) return ended(message, hold);
  const until = waitsFor(file, programme, wording.template, at);
  const { put, facts } = until === undefined ? queued(message, forgottenAt(at)) : scheduled(message, until);
  return { put: [...put, ...questionFor(file, wording, messageId, at)], facts };
};

/** Puts a text that is none of hers into the queue. One of the same id takes its place, and stands where that stood. */
export const posted = (letter: Letter, { at, causedBy }: Occasion, before?: Message): Parts =>
  queued({ ...letter, state: 'queued', attempts: 0, causedBy, createdAt: before?.createdAt ?? at }, forgottenAt(at));
