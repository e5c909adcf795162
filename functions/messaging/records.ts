import * as z from 'zod';
import { Instant } from '../casefile/case.ts';
import { entity } from '../casefile/entity.ts';
import { PlainDate } from '../kernel/dates.ts';
import { dueOn } from '../table/keys.ts';

/**
 * Where a text stands. `scheduled` waits for its time, `queued` for the sender; `sending` lasts for one call of the gateway, and one that is
 * found there later was cut off. `cleared`: its reason is gone; `muted`: she stopped it; `denied`: she may not be told; `duplicate`: the
 * same was told too often just now.
 */
export const MESSAGE_NEXT = {
  scheduled: ['queued', 'cleared', 'muted', 'denied'],
  queued: ['sending', 'scheduled', 'failed', 'cleared', 'muted', 'denied', 'duplicate'],
  sending: ['sent', 'failed', 'queued'],
  sent: ['delivered', 'failed', 'scheduled'],
  delivered: [],
  failed: [],
  cleared: [],
  muted: [],
  denied: [],
  duplicate: [],
} as const satisfies Record<string, readonly string[]>;
export type MessageState = keyof typeof MESSAGE_NEXT;

/** What a text belongs to: when that is over, it is not sent any more. */
export const Group = z.object({
  contactId: z.string().optional(),
  childId: z.string().optional(),
  /** The pregnancy itself. */
  pregnancy: z.literal(true).optional(),
  setId: z.string().optional(),
  /** The consent of whoever looks after the children. */
  caregiver: z.literal(true).optional(),
  /** The phone that she asked for, before it is hers. */
  newPhone: z.literal(true).optional(),
  campaignId: z.string().optional(),
  /** A climb of an alert's ladder, and the rung that is told. */
  alert: z.object({ alertId: z.string(), round: z.int(), rung: z.int() }).optional(),
  /** An offer of a referral. */
  referral: z.object({ referralId: z.string(), round: z.int() }).optional(),
});
export type Group = z.infer<typeof Group>;

/** Whom a text is for: her own, the phone that she asked for, whoever looks after her children when she has died, staff who are told of an alert, or who may help her. */
export const RECIPIENTS = ['mother', 'newPhone', 'caregiver', 'staff', 'organisation'] as const;

/**
 * A text about a case, to whomever. Its words are not kept: template and variables make them again. Nor is the phone of staff or of an
 * organisation: it is read from their own record when the text is sent.
 */
export const Message = z.object({
  messageId: z.uuid(),
  template: z.string(),
  variables: z.record(z.string(), z.string()),
  language: z.string(),
  group: Group.optional(),
  /** For whom it was written; left out: the mother. */
  to: z.enum(RECIPIENTS).optional(),
  /** Who exactly of the staff (`worker:<id>`, `<duty>@<area>:<place in the list>`), or which organisation. */
  address: z.string().max(160).optional(),
  state: z.enum(Object.keys(MESSAGE_NEXT) as [MessageState, ...MessageState[]]),
  /** Which attempt holds it while it is being sent, or was cut off. */
  attempt: z.string().optional(),
  attempts: z.int().min(0),
  /** How many pauses of its reason's ladder it has used. */
  retries: z.int().min(0).optional(),
  causedBy: z.string(),
  createdAt: Instant,
  /** When the sweep looks at it: the end of a wait, the time after which it counts as forgotten by the queue, or when its gateway is asked about it. */
  lookAt: Instant.optional(),
  sentAt: Instant.optional(),
  deliveredAt: Instant.optional(),
  parts: z.int().min(1).optional(),
  /** What all its tries have cost, millionths of the price's currency. */
  costMicros: z.int().min(0).optional(),
  gateway: z.string().optional(),
  gatewayId: z.string().optional(),
  /** What the gateway said: taken, or the answer was lost. */
  receipt: z.enum(['accepted', 'unknown']).optional(),
  reason: z.string().optional(),
  /** How often its gateway has been asked what became of it. */
  asked: z.int().min(0).optional(),
});
export type Message = z.infer<typeof Message>;

const messageSk = ({ createdAt, messageId }: Pick<Message, 'createdAt' | 'messageId'>): string => `MESSAGE#${createdAt}#${messageId}`;

/** The sweep counts days by UTC, as instants do. */
const dayOfLook = (lookAt: Instant): PlainDate => lookAt.slice(0, 10) as PlainDate;

const UNDER_WAY: readonly MessageState[] = ['scheduled', 'queued', 'sending'];

/** The partition of the lookup index under which a receipt finds its text. */
export const receiptPartition = (gateway: string, gatewayId: string): string => `TEXT#${gateway}#${gatewayId}`;

export const Messages = entity({
  name: 'message',
  schema: Message,
  sk: messageSk,
  index: (message, { root, shards }) => ({
    ...(UNDER_WAY.includes(message.state) && message.lookAt !== undefined
      ? dueOn('update', dayOfLook(message.lookAt), 'message', root.caseId, messageSk(message), shards)
      : {}),
    ...(message.state === 'sent' && message.lookAt !== undefined
      ? dueOn('update', dayOfLook(message.lookAt), 'messageReceipt', root.caseId, messageSk(message), shards)
      : {}),
    // the cloud's own gateway sends no receipts
    ...(message.gateway === undefined || message.gateway === 'sns' || message.gatewayId === undefined || message.state !== 'sent'
      ? {}
      : { lookupPk: receiptPartition(message.gateway, message.gatewayId), lookupSk: root.caseId }),
  }),
});

/** What she has stopped, or what the gateway no longer takes for her or for the caregiver. */
export const Mute = z.object({
  /** Whose texts; left out: the mother's. */
  of: z.literal('caregiver').optional(),
  all: z.boolean(),
  topics: z.array(z.string()),
  since: Instant,
  /** The gateway keeps its own list of numbers that want nothing. */
  by: z.enum(['mother', 'gateway']),
});
export type Mute = z.infer<typeof Mute>;

export const Mutes = entity({ name: 'mute', schema: Mute, sk: ({ of }) => (of === undefined ? 'MUTE' : 'MUTE#CAREGIVER') });

/** How far she, or one of her children, is in a set of texts by age. */
export const SetRun = z.object({
  /** `pregnancy`, or the child. */
  runId: z.string(),
  setId: z.string(),
  anchorOn: PlainDate,
  /** Her age in the set, in days, when it began: no group is entered in its middle. */
  startedAge: z.int(),
  /** The age up to which entries were dealt with. */
  doneThrough: z.int(),
  /** The day of the next entry; absent when it has ended. */
  nextOn: PlainDate.optional(),
});
export type SetRun = z.infer<typeof SetRun>;

const setRunSk = ({ runId }: Pick<SetRun, 'runId'>): string => `SETRUN#${runId}`;

export const SetRuns = entity({
  name: 'setRun',
  schema: SetRun,
  sk: setRunSk,
  index: (run, { root, shards }) =>
    run.nextOn === undefined ? {} : dueOn('update', run.nextOn, 'messageSet', root.caseId, setRunSk(run), shards),
});
