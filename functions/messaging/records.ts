import * as z from 'zod';
import { PlainDate } from '../kernel/dates.ts';
import { dueOn } from '../table/keys.ts';
import { Instant } from '../casefile/case.ts';
import { entity } from '../casefile/entity.ts';
import { About } from './domain/about.ts';

/** Where a text stands. `sending` lasts for one call of the gateway; one that is found there later was cut off. */
export const MESSAGE_NEXT = {
  waiting: ['sending', 'cleared'],
  sending: ['sent', 'failed', 'waiting'],
  sent: [],
  failed: [],
  cleared: [],
  denied: [],
} as const satisfies Record<string, readonly string[]>;

/** A text to the mother. Its words are not kept: template and variables make them again. */
export const Message = z.object({
  messageId: z.uuid(),
  template: z.string(),
  variables: z.record(z.string(), z.string()),
  language: z.string(),
  /** Whom it is about; left out: the mother. */
  about: About.optional(),
  /** Who gets it; left out: the mother. */
  to: z.enum(['mother', 'caregiver']).optional(),
  state: z.enum(Object.keys(MESSAGE_NEXT) as [keyof typeof MESSAGE_NEXT, ...(keyof typeof MESSAGE_NEXT)[]]),
  /** Which attempt holds it while it is being sent. */
  attempt: z.string().optional(),
  attempts: z.int().min(0),
  causedBy: z.string(),
  createdAt: Instant,
  /** The day on which a waiting text is due, in the programme's time zone. */
  sendOn: PlainDate.optional(),
  sentAt: Instant.optional(),
  parts: z.int().min(1).optional(),
  gatewayId: z.string().optional(),
  /** What the gateway said: taken, or the answer was lost. */
  receipt: z.enum(['accepted', 'unknown']).optional(),
  reason: z.string().optional(),
});
export type Message = z.infer<typeof Message>;

/** Not yet handed to the gateway: it can still be taken back. */
export const isPending = ({ state }: Pick<Message, 'state'>): boolean => state === 'waiting';

const messageSk = ({ createdAt, messageId }: Message): string => `MESSAGE#${createdAt}#${messageId}`;

export const Messages = entity({
  name: 'message',
  schema: Message,
  sk: messageSk,
  index: (message, { root, shards }) =>
    message.state === 'waiting' && message.sendOn !== undefined
      ? dueOn('update', message.sendOn, 'message', root.caseId, messageSk(message), shards)
      : {},
});
