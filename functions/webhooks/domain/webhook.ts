import * as z from 'zod';
import { Instant } from '../../casefile/case.ts';
import { Sealed } from '../../casefile/case.ts';
import { PARTNER_FACTS } from './facts.ts';

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
  facts: z.array(z.enum(PARTNER_FACTS)),
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
});
export type Webhook = z.infer<typeof Webhook>;

/** An event of a case, as the outbox keeps it. */
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

const nameOf = (detailType: string): string => detailType.replace(/\.v\d+$/, '');

/** Whether an event is sent to a webhook: what happened before it was made is not. */
export const hears = (webhook: Webhook, event: CaseEvent): boolean =>
  event.occurredAt >= webhook.createdAt &&
  (webhook.facts as readonly string[]).includes(nameOf(event.detailType)) &&
  concerns(webhook, event);

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

/** `00000012#03` as a number that grows along a case. */
export const sequenceNumber = (sequence: string): number => {
  const [version = '0', place = '0'] = sequence.split('#');
  return Number(version) * 100 + Number(place);
};

/** The body of a delivery: the same bytes at every attempt. */
export const bodyOf = (caseId: string, { sequence, eventId, detailType, occurredAt, data }: CaseEvent): string =>
  JSON.stringify({ id: eventId, type: detailType, time: occurredAt, caseId, sequence: sequenceNumber(sequence), data });
