/** Events that are pushed: a subscription with PUSH is a webhook under its own id, and is sent what `functions/webhooks` sends. */
import { EventPublished } from '../../../events/catalogue.ts';
import { outboxItems, type Context } from '../../casefile/files.ts';
import { addDays, dateOf } from '../../kernel/dates.ts';
import { invalidRequest, Problem } from '../../kernel/problem.ts';
import type { PartnerAgreement } from '../../partners/agreement.ts';
import type { Caller } from '../../runtime/operation.ts';
import type { Table, Write } from '../../table/table.ts';
import { refuseAddress } from '../../webhooks/address.ts';
import { PARTNER_FACTS } from '../../webhooks/domain/facts.ts';
import type { Webhook } from '../../webhooks/domain/webhook.ts';
import { findWebhook, queuedRemoval, queuedWrite, webhookRemoval, webhookWrites } from '../../webhooks/records.ts';
import { newKey } from '../../webhooks/secrets.ts';
import { PartnerAgreements } from '../partner-agreements.ts';
import { shelf } from '../shelf.ts';
import type { Needs } from './api/needs.ts';
import { partsOf } from './domain/directory.ts';
import { eventView } from './domain/event-shapes.ts';
import { OwnEventSubscriptions, type EventItem, type EventSubscription } from './event-records.ts';

type PushNeeds = Pick<Needs, 'table' | 'vault' | 'rules'>;

/** All that a client has pushed is changed with its agreement in one transaction. */
const MOST_PUSHED = 40;

const POINTER = '#/body/pushTo';

/** The days on which an agreement lets events be pushed; over since yesterday where it leaves this block out, or has no address for them. */
const daysOf = ({ blocks, from, until }: PartnerAgreement, hasAddress: boolean, at: string): NonNullable<Webhook['agreed']> => {
  const last = blocks.includes('information-mediator') && hasAddress ? until : addDays(dateOf(at), -1);
  return { from, ...(last === undefined ? {} : { until: last }) };
};

/**
 * Where the events of a subscription are pushed: to the address that the caller names, or else to the one that the ministry keeps in its agreement.
 * @throws {Problem} InvalidRequest, ScopeMissing
 */
const addressFor = ({ rules }: PushNeeds, pushTo: string | undefined, agreement: PartnerAgreement | undefined, caller: Caller): string => {
  if (pushTo !== undefined) {
    if (!caller.scopes.includes('webhooks.write'))
      throw new Problem('ScopeMissing', 'an address of your own needs the scope nestling/webhooks.write');
    refuseAddress(pushTo, rules(), POINTER);
    return pushTo;
  }
  if (agreement?.pushTo !== undefined) return agreement.pushTo;
  throw invalidRequest({
    pointer: POINTER,
    detail:
      'is missing: PUSH, the default of the definition, needs an address; name yours here, have the ministry keep one as pushTo in your agreement, or ask for PULL in delivery',
  });
};

const pushedTo = async (table: Table, client: string): Promise<readonly EventSubscription[]> =>
  (await shelf(table, OwnEventSubscriptions, client).all()).map(({ value }) => value).filter(({ delivery }) => delivery === 'PUSH');

/**
 * What keeps the webhook of a subscription in step with it, in the transaction that stores the subscription.
 * @param hasNew whether the address is looked for anew: a change that says nothing of it leaves it as it is
 * @throws {Problem} InvalidRequest, ScopeMissing, StatusRefuses
 */
export const pushWrites = async (
  needs: PushNeeds,
  subscription: EventSubscription,
  { caller, hasNew }: { readonly caller: Caller; readonly hasNew: boolean },
): Promise<readonly Write[]> => {
  const { table, vault, rules } = needs;
  const { id, client, eventType, room, ttlSeconds, fifo, delivery, pushTo } = subscription;
  const before = await findWebhook(table, id);
  if (delivery === 'PULL') return before === undefined ? [] : webhookRemoval(before);
  const origin = { kind: 'pubsub' as const, eventType, publisherId: partsOf(room), ttlSeconds, fifo };
  if (before !== undefined && !hasNew) return webhookWrites({ ...before, version: before.version + 1, origin }, before);
  if (before === undefined && (await pushedTo(table, client)).length >= MOST_PUSHED)
    throw new Problem('StatusRefuses', `a client has ${String(MOST_PUSHED)} subscriptions with PUSH at most`, { currentStatus: 'full' });
  const agreement = (await shelf(table, PartnerAgreements).find(client))?.value;
  const url = addressFor(needs, pushTo, agreement, caller);
  const webhook: Webhook = {
    webhookId: id,
    version: (before?.version ?? 0) + 1,
    url,
    facts: PARTNER_FACTS.filter((fact) => fact === eventType),
    state: before?.state ?? 'active',
    ...(before?.reason === undefined ? {} : { reason: before.reason }),
    maxPerMinute: before?.maxPerMinute ?? rules().maxPerMinute,
    keys: before?.keys ?? [(await newKey(vault, id, caller)).key],
    createdAt: before?.createdAt ?? caller.at,
    origin,
    ...(caller.partner === undefined ? {} : { partner: caller.partner }),
    ...(caller.partner === undefined || agreement === undefined ? {} : { agreed: daysOf(agreement, true, caller.at) }),
  };
  return webhookWrites(webhook, before);
};

/** An agreement is made anew: what its client has pushed goes where it says now, and on its days. */
export const agreedWrites = async (table: Table, agreement: PartnerAgreement, at: string): Promise<readonly Write[]> => {
  const writes = (await pushedTo(table, agreement.client)).map(async ({ id, pushTo }) => {
    const before = await findWebhook(table, id);
    if (before === undefined) return [];
    const url = pushTo ?? agreement.pushTo;
    const agreed = before.partner === undefined ? {} : { agreed: daysOf(agreement, url !== undefined, at) };
    return webhookWrites({ ...before, version: before.version + 1, url: url ?? before.url, ...agreed }, before);
  });
  return (await Promise.all(writes)).flat();
};

/** In which lane an event waits: in that of the subscription, one after the other, or in one of its own. */
const laneOf = ({ id, fifo }: EventSubscription, eventId: string): string => (fifo ? id : eventId);

/** Queues an event of another system for those who have it pushed, and tells that there is one. */
export const publishedWrites = (
  subscriptions: readonly EventSubscription[],
  item: EventItem,
  context: Context,
  expiresAt: number,
): readonly Write[] => {
  const pushed = subscriptions.filter(({ delivery }) => delivery === 'PUSH');
  if (pushed.length === 0) return [];
  const { id: eventId } = item;
  const pushes = pushed.map((subscription) => ({ webhookId: subscription.id, lane: laneOf(subscription, eventId) }));
  const about = { id: eventId, version: 1, area: '', programme: '' };
  // what it holds is no business of the bus
  const content = JSON.stringify(eventView(item));
  return [
    ...outboxItems(about, context, [EventPublished.of({ pushes })]).map((put) => ({ put: { ...put, content, expiresAt } })),
    ...pushes.map(({ webhookId, lane }) => queuedWrite(webhookId, lane, { at: context.at, eventId })),
  ];
};

/** Takes an event back from a subscription to which it was not pushed yet. */
export const withdrawnWrites = (subscription: EventSubscription, { id: eventId, at }: { readonly id: string; readonly at: string }) =>
  // it stands in the one lane or the other, as the subscription was when it was published
  [subscription.id, eventId].map((lane) => queuedRemoval(subscription.id, lane, { at, eventId }));
