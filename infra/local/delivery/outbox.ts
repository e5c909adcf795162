import { orderedId } from '../runtime/ids.ts';
import type { Journal } from '../runtime/journal.ts';

/** A message that SNS would have sent. */
export type SentMessage = {
  /** ISO instant on the local clock. */
  readonly at: string;
  readonly id: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Where it went: a phone (E.164) or a topic. */
  readonly to: string;
};

/** Everything that SNS was asked to send; nothing leaves the machine. */
export interface Outbox {
  readonly add: (message: {
    readonly phoneNumber?: string;
    readonly topicArn?: string;
    readonly message: string;
    readonly attributes: Readonly<Record<string, string>>;
  }) => string;
  readonly sent: () => readonly OutboxMessage[];
}

export interface OutboxMessage {
  readonly at: string;
  readonly id: string;
  readonly phoneNumber?: string;
  readonly topicArn?: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export const openOutbox = (journal: Journal, now: () => number): Outbox => {
  const stored = journal.map<SentMessage>('outbox');
  return {
    add({ phoneNumber, topicArn, message, attributes }) {
      const id = orderedId();
      stored.set(id, { id, at: new Date(now()).toISOString(), message, attributes, to: phoneNumber ?? topicArn ?? '' });
      return id;
    },
    sent: () =>
      stored
        .entries()
        .map(([, { to, ...message }]) => ({ ...message, ...(to.startsWith('arn:') ? { topicArn: to } : { phoneNumber: to }) })),
  };
};
