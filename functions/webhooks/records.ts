import * as z from 'zod';
import { Instant } from '../casefile/case.ts';
import { PlainDate } from '../kernel/dates.ts';
import { dueOn, keys, type Key } from '../table/keys.ts';
import type { Item, PageRequest, Range, Table, Write } from '../table/table.ts';
import { Health, HEALTHY } from './domain/health.ts';
import { Lane } from './domain/lane.ts';
import { Webhook, WebhookState, type CaseEvent } from './domain/webhook.ts';

/** What became of one event on its way to a webhook. */
export const Delivery = z.object({
  webhookId: z.uuid(),
  /** The id of the event, which is the webhook-id that the partner sees. */
  deliveryId: z.uuid(),
  caseId: z.uuid(),
  sequence: z.string(),
  type: z.string(),
  occurredAt: Instant,
  state: z.enum(['delivered', 'retrying', 'dead']),
  tries: z.int().min(0),
  lastTriedAt: Instant,
  /** Why the last attempt failed: a status or a word, nothing that the partner wrote. */
  lastError: z.string().optional(),
  nextAt: Instant.optional(),
  deliveredAt: Instant.optional(),
});
export type Delivery = z.infer<typeof Delivery>;
export type DeliveryState = Delivery['state'];

/** The list of all webhooks, those of a partner side by side. */
const WEBHOOKS = 'WEBHOOKS';
const webhookKey = (webhookId: string): Key => ({ pk: keys.webhook(webhookId), sk: 'WEBHOOK' });
const healthKey = (webhookId: string): Key => ({ pk: keys.webhook(webhookId), sk: 'HEALTH' });
const laneKey = (webhookId: string, caseId: string): Key => ({ pk: keys.webhookLane(webhookId, caseId), sk: 'LANE' });
const askedKey = (webhookId: string, caseId: string, sequence: string): Key => ({
  pk: keys.webhookLane(webhookId, caseId),
  sk: `AGAIN#${sequence}`,
});
const deliveriesPartition = (webhookId: string, state: DeliveryState): string => `WEBHOOKDELIVERIES#${webhookId}#${state}`;
const pendingPartition = (webhookId: string): string => `WEBHOOKPENDING#${webhookId}`;

const partnerPrefix = (partner: string): string => `${partner}#`;

/** What is kept of a webhook for each fact that it wants: enough to know whether a case concerns it. */
export const Interest = z.object({
  webhookId: z.uuid(),
  partner: z.string().optional(),
  areas: z.array(z.string()).optional(),
  programmes: z.array(z.string()).optional(),
  state: WebhookState,
});
export type Interest = z.infer<typeof Interest>;

const interestKey = (fact: string, webhookId: string): Key => ({ pk: keys.webhooksFor(fact), sk: webhookId });

/** What stores a webhook in place of what was stored before; the first write carries the condition. */
export const webhookWrites = (webhook: Webhook, before: Webhook | undefined): readonly Write[] => {
  const { webhookId, partner, areas, programmes, state } = webhook;
  const left = (before?.facts ?? []).filter((fact) => !webhook.facts.includes(fact));
  return [
    {
      put: {
        ...webhook,
        ...webhookKey(webhookId),
        entity: 'webhook',
        lookupPk: WEBHOOKS,
        lookupSk: `${partnerPrefix(partner ?? '')}${webhookId}`,
      },
      condition: before === undefined ? 'absent' : { version: before.version },
    },
    ...left.map((fact): Write => ({ remove: interestKey(fact, webhookId) })),
    ...webhook.facts.map((fact): Write => ({
      put: {
        ...Interest.parse({ webhookId, partner, areas, programmes, state }),
        ...interestKey(fact, webhookId),
        entity: 'webhookInterest',
      },
    })),
  ];
};

/** What takes a webhook away. Its lanes end when they find that it is gone; what became of its deliveries ends with their time. */
export const webhookRemoval = (webhook: Webhook): readonly Write[] => [
  { remove: webhookKey(webhook.webhookId), condition: { version: webhook.version } },
  { remove: healthKey(webhook.webhookId) },
  ...webhook.facts.map((fact): Write => ({ remove: interestKey(fact, webhook.webhookId) })),
];

export const findWebhook = async (table: Table, webhookId: string): Promise<Webhook | undefined> => {
  const item = await table.find(webhookKey(webhookId));
  return item === undefined ? undefined : Webhook.parse(item);
};

/** A page of the webhooks of a partner, or of all. */
export const pageOfWebhooks = async (table: Table, partner: string | undefined, request: PageRequest) => {
  const range: Range = partner === undefined ? {} : { beginsWith: partnerPrefix(partner) };
  const { items, next } = await table.pageOf('lookup', WEBHOOKS, range, request);
  return { items: items.map((item) => Webhook.parse(item)), ...(next === undefined ? {} : { next }) };
};

/** Who wants a fact. One query. */
export const interestsIn = async (table: Table, fact: string): Promise<readonly Interest[]> =>
  (await table.all(keys.webhooksFor(fact))).map((item) => Interest.parse(item));

/** The client that registered a case, or made what else has events; undefined where they are nobody's. */
export const ownerOf = async (table: Table, caseId: string): Promise<string | undefined> => {
  const { items } = await table.page(keys.events(caseId), {}, { limit: 1 });
  const owner = items[0]?.['owner'];
  return typeof owner === 'string' ? owner : undefined;
};

export const findHealth = async (table: Table, webhookId: string): Promise<Health> => {
  const item = await table.find(healthKey(webhookId));
  return item === undefined ? HEALTHY : Health.parse(item);
};

export const healthPut = (webhookId: string, health: Health): Item => ({ ...health, ...healthKey(webhookId), entity: 'webhookHealth' });

const MINUTE_KEPT_SECONDS = 3600;
const minuteOf = (at: string): string => at.slice(0, 16);

/** How many attempts a webhook had in the minute of an instant. */
export const attemptsInMinute = async (table: Table, webhookId: string, at: string): Promise<number> =>
  Number((await table.find(keys.webhookMinute(webhookId, minuteOf(at))))?.['attempts'] ?? 0);

export const attemptWrite = (webhookId: string, at: string): Write => ({
  add: keys.webhookMinute(webhookId, minuteOf(at)),
  by: { attempts: 1 },
  set: { entity: 'webhookMinute', expiresAt: Math.floor(Date.parse(at) / 1000) + MINUTE_KEPT_SECONDS },
});

export const findLane = async (table: Table, webhookId: string, caseId: string): Promise<Lane | undefined> => {
  const item = await table.find(laneKey(webhookId, caseId));
  return item === undefined ? undefined : Lane.parse(item);
};

/** Stores a lane as the next version of what was read. While something is left to send it stands in the list of its webhook, and is due. */
export const laneWrite = (lane: Lane, before: number, shards: number): Write => {
  const { webhookId, caseId, pending, lookOn } = lane;
  return {
    put: {
      ...lane,
      version: before + 1,
      ...laneKey(webhookId, caseId),
      entity: 'webhookLane',
      ...(pending ? { lookupPk: pendingPartition(webhookId), lookupSk: caseId } : {}),
      ...(pending && lookOn !== undefined ? dueOn('update', PlainDate.parse(lookOn), 'webhook', caseId, webhookId, shards) : {}),
    },
    condition: before === 0 ? 'absent' : { version: before },
  };
};

export const laneRemoval = ({ webhookId, caseId, version }: Lane): Write => ({
  remove: laneKey(webhookId, caseId),
  condition: { version },
});

/** A page of the cases of which a webhook is still to be told. */
export const pageOfPending = async (table: Table, webhookId: string, request: PageRequest) => {
  const { items, next } = await table.pageOf('lookup', pendingPartition(webhookId), {}, request);
  return { items: items.map((item) => Lane.parse(item)), ...(next === undefined ? {} : { next }) };
};

/** An event that is to be sent by itself, before anything newer of its lane: once more, or what another system has published. */
const Asked = z.object({ sequence: z.string(), isNew: z.boolean().default(false) });

/** An event is to be sent once more. */
export const againWrite = (webhookId: string, caseId: string, sequence: string): Write => ({
  put: { ...askedKey(webhookId, caseId, sequence), entity: 'webhookAgain', sequence },
});

/** What another system published is to be sent; in a lane of several, in the order of the instants. */
export const queuedWrite = (webhookId: string, lane: string, { at, eventId }: { readonly at: string; readonly eventId: string }): Write => {
  const sequence = `${at}#${eventId}`;
  return { put: { ...askedKey(webhookId, lane, sequence), entity: 'webhookAgain', sequence, isNew: true } };
};

export const askedRemoval = (webhookId: string, caseId: string, sequence: string): Write => ({
  remove: askedKey(webhookId, caseId, sequence),
});

export const queuedRemoval = (webhookId: string, lane: string, { at, eventId }: { readonly at: string; readonly eventId: string }): Write =>
  askedRemoval(webhookId, lane, `${at}#${eventId}`);

/** The oldest event that is to be sent by itself. */
export const firstAsked = async (table: Table, webhookId: string, caseId: string): Promise<z.infer<typeof Asked> | undefined> => {
  const { items } = await table.page(keys.webhookLane(webhookId, caseId), { beginsWith: 'AGAIN#' }, { limit: 1 });
  return items[0] === undefined ? undefined : Asked.parse(items[0]);
};

const Outboxed = z.object({
  metadata: z.object({ eventId: z.uuid(), area: z.string(), programme: z.string() }),
  data: z.record(z.string(), z.unknown()),
});

const eventOf = (item: Item): CaseEvent => {
  const { metadata, data } = Outboxed.parse(JSON.parse(String(item['detail'])));
  return {
    sequence: item.sk,
    eventId: metadata.eventId,
    detailType: String(item['detailType']),
    occurredAt: String(item['at']),
    area: metadata.area,
    programme: metadata.programme,
    owner: z.string().optional().parse(item['owner']),
    data,
    content: z.string().optional().parse(item['content']),
  };
};

/** The one event of what another system published: it is an aggregate of its own. */
const ONLY = '00000001#00';

/** An event by its place in a lane; one that was queued names its own aggregate there. */
export const findEvent = async (table: Table, caseId: string, sequence: string): Promise<CaseEvent | undefined> => {
  const eventId = sequence.split('Z#')[1];
  if (eventId === undefined) {
    const item = await table.find({ pk: keys.events(caseId), sk: sequence });
    return item === undefined ? undefined : eventOf(item);
  }
  const item = await table.find({ pk: keys.events(eventId), sk: ONLY });
  return item === undefined ? undefined : { ...eventOf(item), eventId, sequence };
};

/** The events of a case after a place, in their order. */
export const eventsAfter = async (table: Table, caseId: string, cursor: string, limit: number): Promise<readonly CaseEvent[]> => {
  // after the event itself, before the next one
  const { items } = await table.page(keys.events(caseId), cursor === '' ? {} : { from: `${cursor}~` }, { limit });
  return items.map(eventOf);
};

const DAY_SECONDS = 86_400;
/** How long a delivery can be looked up and replayed. */
const KEPT_DAYS: Readonly<Record<DeliveryState, number>> = { delivered: 30, retrying: 180, dead: 180 };

export const deliveryWrite = (delivery: Delivery): Write => {
  const { webhookId, deliveryId, state, occurredAt, lastTriedAt } = delivery;
  return {
    put: {
      ...delivery,
      ...keys.webhookDelivery(webhookId, deliveryId),
      entity: 'webhookDelivery',
      lookupPk: deliveriesPartition(webhookId, state),
      lookupSk: `${occurredAt}#${deliveryId}`,
      expiresAt: Math.floor(Date.parse(lastTriedAt) / 1000) + KEPT_DAYS[state] * DAY_SECONDS,
    },
  };
};

export const findDelivery = async (table: Table, webhookId: string, deliveryId: string): Promise<Delivery | undefined> => {
  const item = await table.find(keys.webhookDelivery(webhookId, deliveryId));
  return item === undefined ? undefined : Delivery.parse(item);
};

/** A page of the deliveries of a webhook in a state, by the instants of their events; both ends count. */
export const pageOfDeliveries = async (
  table: Table,
  webhookId: string,
  state: DeliveryState,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  request: PageRequest,
) => {
  const range: Range = {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to: `${to}#~` }),
  };
  const { items, next } = await table.pageOf('lookup', deliveriesPartition(webhookId, state), range, request);
  return { items: items.map((item) => Delivery.parse(item)), ...(next === undefined ? {} : { next }) };
};
