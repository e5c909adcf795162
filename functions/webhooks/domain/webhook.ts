import * as z from 'zod';
import { Instant } from '../../casefile/case.ts';
import { Sealed } from '../../casefile/case.ts';
import { dateOf, PlainDate } from '../../kernel/dates.ts';
import { HEARD_FACTS, isAboutNobody } from './facts.ts';
import { noticeOf } from './notice.ts';
import { Origin } from './origin.ts';

export const WebhookState = z.enum(['active', 'paused', 'disabled']);
export type WebhookState = z.infer<typeof WebhookState>;

/** A secret under which deliveries are signed; one that was replaced still signs until `endsAt`. */
export const WebhookKey = z.object({ keyId: z.string(), sealed: Sealed, madeAt: Instant, endsAt: Instant.optional() });
export type WebhookKey = z.infer<typeof WebhookKey>;

/** What a partner wants to be told, and where. */
export const Webhook = z.object({
  webhookId: z.uuid(),
  version: z.int().min(1),
  url: z.string(),
  /** None where only events that others publish are sent, which are queued one by one. */
  facts: z.array(z.enum(HEARD_FACTS)),
  /** Only cases of these areas; all when absent. */
  areas: z.array(z.string()).optional(),
  /** Only cases of these programmes; all when absent. */
  programmes: z.array(z.string()).optional(),
  state: WebhookState,
  /** Why it was disabled, where the system did so. */
  reason: z.string().optional(),
  maxPerMinute: z.int().min(1),
  /** The newest first; two at most. */
  keys: z.array(WebhookKey).min(1).max(2),
  /** The client that made it, and whose cases it is told of; absent for the ministry's own, who hear of all. */
  partner: z.string().optional(),
  createdAt: Instant,
  /** The building block through which it was made, where that was not `POST /webhooks`: what is sent then has the block's shape. */
  origin: Origin.optional(),
  /** The days of the agreement with the partner, where it hangs on one: on others nothing is sent. */
  agreed: z.object({ from: PlainDate, until: PlainDate.optional() }).optional(),
});
export type Webhook = z.infer<typeof Webhook>;

/** An event of a case or of something else that has events, as the outbox keeps it. */
export interface CaseEvent {
  /** Its sort key in the outbox, which orders the events of a case. */
  readonly sequence: string;
  readonly eventId: string;
  readonly detailType: string;
  readonly occurredAt: string;
  readonly area: string;
  readonly programme: string;
  /** The client that registered the case. */
  readonly owner: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
  /** What another system published: sent as it is. */
  readonly content?: string | undefined;
}

/** Whether a case is one of those that a webhook may be told of, and asked for. */
export const concerns = (
  { partner, areas, programmes }: Pick<Webhook, 'partner' | 'areas' | 'programmes'>,
  { owner, area, programme }: Pick<CaseEvent, 'owner' | 'area' | 'programme'>,
): boolean =>
  owner !== undefined &&
  (partner === undefined || partner === owner) &&
  (areas?.includes(area) ?? true) &&
  (programmes?.includes(programme) ?? true);

/** Whether anything is sent to a webhook at an instant. */
export const isOpenAt = ({ state, agreed }: Pick<Webhook, 'state' | 'agreed'>, at: string): boolean => {
  if (state !== 'active' || agreed === undefined) return state === 'active';
  const on = dateOf(at);
  return agreed.from <= on && (agreed.until === undefined || on <= agreed.until);
};

/** Whether an event is too old for a webhook at an instant; for most none is. */
export const isExpired = ({ origin }: Webhook, { occurredAt }: Pick<CaseEvent, 'occurredAt'>, at: string): boolean =>
  origin?.kind === 'pubsub' && Date.parse(at) >= Date.parse(occurredAt) + origin.ttlSeconds * 1000;

const nameOf = (detailType: string): string => detailType.replace(/\.v\d+$/, '');

/** Whether an event is sent to a webhook: what happened before it was made is not. */
export const hears = (webhook: Webhook, lane: string, event: CaseEvent): boolean => {
  const name = nameOf(event.detailType);
  const { origin } = webhook;
  if (event.occurredAt < webhook.createdAt || !(webhook.facts as readonly string[]).includes(name)) return false;
  if (!isAboutNobody(name) && !concerns(webhook, event)) return false;
  if (origin?.kind !== 'consent') return true;
  const notice = noticeOf(lane, { ...event, name });
  return notice !== undefined && origin.events.includes(notice.event);
};

/** The keys that sign at an instant, the newest first. */
export const keysAt = ({ keys }: Webhook, at: string): readonly WebhookKey[] =>
  keys.filter(({ endsAt }) => endsAt === undefined || endsAt > at);

/** A new key takes over; the one before it goes on signing until `endsAt`. */
export const withNewKey = (webhook: Webhook, key: WebhookKey, endsAt: string): Webhook => {
  const [before] = webhook.keys;
  return {
    ...webhook,
    keys: [key, ...(before === undefined || endsAt <= key.madeAt ? [] : [{ ...before, endsAt }])],
  };
};

/** `00000012#03` as a number that grows along a case; what others publish is ordered by its instant and has none. */
export const sequenceNumber = (sequence: string): number | undefined => {
  if (sequence.includes('T')) return undefined;
  const [version = '0', place = '0'] = sequence.split('#');
  return Number(version) * 100 + Number(place);
};

/** The body of a delivery: the same bytes at every attempt. */
export const bodyOf = ({ origin }: Webhook, lane: string, event: CaseEvent): string => {
  const { sequence, eventId: id, detailType: type, occurredAt: time, data, content } = event;
  if (content !== undefined) return content;
  const number = sequenceNumber(sequence);
  switch (origin?.kind) {
    case undefined:
      return JSON.stringify({ id, type, time, caseId: lane, sequence: number, data });
    case 'pubsub': {
      const { publisherId, eventType } = origin;
      return JSON.stringify({ id, sequence: number, publisherId, eventType, event: { type, time, caseId: lane, data } });
    }
    case 'consent':
      return JSON.stringify({ id, time, ...noticeOf(lane, { ...event, name: nameOf(type) }) });
  }
};
