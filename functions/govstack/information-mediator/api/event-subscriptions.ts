import * as z from 'zod';
import { earlierAnswer } from '../../../casefile/files.ts';
import { derivedId } from '../../../kernel/ids.ts';
import { invalidRequest, Problem } from '../../../kernel/problem.ts';
import { operation, reply, type Caller } from '../../../runtime/operation.ts';
import { keys } from '../../../table/keys.ts';
import type { Table, Write } from '../../../table/table.ts';
import { findWebhook, webhookRemoval } from '../../../webhooks/records.ts';
import { newKeyId, secretOf } from '../../../webhooks/secrets.ts';
import { shelf, shelfWrite } from '../../shelf.ts';
import {
  ROOM,
  RoomPath,
  subscriptionView,
  SubscriptionRequest,
  SubscriptionView,
  SubscriptionWithSecret,
  TypePath,
} from '../domain/event-shapes.ts';
import { EventSubscription, EventSubscriptions, OwnEventSubscriptions } from '../event-records.ts';
import { pushWrites } from '../push.ts';
import { findEventType, isFact, subscriptionsTo, topicOf } from '../topics.ts';
import type { Needs } from './needs.ts';
import { ROLES, roomOf } from './room.ts';

type TableNeeds = Pick<Needs, 'table'>;
type PushNeeds = Pick<Needs, 'table' | 'vault' | 'rules'>;

/** An event is queued for all of its subscribers in one transaction, with two writes for each. */
const MOST_SUBSCRIBERS = 45;
const DEFAULT_TTL_SECONDS = 3600;

const Stored = z.object({ value: EventSubscription });

/** A subscription of the caller in a room. @throws {Problem} RecordNotFound */
export const subscriptionOf = async (table: Table, room: string, eventType: string, client: string) => {
  const found = await shelf(table, EventSubscriptions, topicOf(room, eventType)).find(client);
  if (found === undefined || found.value.room !== room)
    throw new Problem('RecordNotFound', 'you have no subscription to this event type in the room');
  return found;
};

const ownWrite = (subscription: EventSubscription): Write =>
  shelfWrite(OwnEventSubscriptions, subscription, { within: subscription.client });

const refuseIdle = ({ delivery, pushTo }: EventSubscription): void => {
  if (delivery === 'PULL' && pushTo !== undefined)
    throw invalidRequest({ pointer: '#/body/pushTo', detail: 'is for PUSH; with PULL nothing is sent anywhere' });
};

const refuseOtherType = (body: SubscriptionRequest, eventType: string): void => {
  if (body.eventType !== eventType) throw invalidRequest({ pointer: '#/body/eventType', detail: 'must be the event type of the path' });
};

/** A subscription as whoever makes it sees it: with the secret that this very request has made, if it has. */
const withSecret = async ({ table, vault }: PushNeeds, subscription: EventSubscription, caller: Caller) => {
  const { id } = subscription;
  const keyId = newKeyId(id, caller);
  const isMade = (await findWebhook(table, id))?.keys.some((key) => key.keyId === keyId) ?? false;
  return { ...subscriptionView(subscription), ...(isMade ? { keyId, secret: await secretOf(vault, id, keyId) } : {}) };
};

/** What a repeat of a request that has stored a subscription is answered. */
const earlierOf = async (table: Table, caller: Caller): Promise<EventSubscription | undefined> => {
  const earlier = await earlierAnswer(table, caller);
  return earlier === undefined ? undefined : Stored.parse(earlier.answer).value;
};

/** `POST /r1/{..}/api/v1/subs/{eventType}`: events from now on wait for the caller, or are pushed. Facts of ours need the scope of webhooks, which tell the same. */
export const addSubscription = (needs: PushNeeds) =>
  operation('addSub', {
    route: `POST ${ROOM}/api/v1/subs/{eventType}`,
    scope: 'exchange.use',
    roles: ROLES,
    summary: 'PubSub: subscribe to a type of event',
    status: 200,
    path: TypePath,
    body: SubscriptionRequest,
    response: SubscriptionWithSecret,
    async run({ path: { eventType, ...path }, body }, caller) {
      const { table } = needs;
      const { room, named } = await roomOf(table, path, caller);
      refuseOtherType(body, eventType);
      const earlier = await earlierOf(table, caller);
      if (earlier !== undefined) return withSecret(needs, earlier, caller);
      if (isFact(eventType) && !caller.scopes.includes('webhooks.write'))
        throw new Problem('ScopeMissing', 'facts of this system need the scope nestling/webhooks.write');
      if ((await findEventType(table, room, eventType)) === undefined)
        throw invalidRequest({ pointer: '#/path/eventType', detail: 'is no event type of the room' });
      const topic = topicOf(room, eventType);
      const subscribers = await subscriptionsTo(table, topic);
      if (subscribers.some(({ client }) => client === caller.client))
        throw new Problem('AlreadyExists', 'you have a subscription to this event type');
      if (subscribers.length >= MOST_SUBSCRIBERS)
        throw new Problem('StatusRefuses', `an event type has ${String(MOST_SUBSCRIBERS)} subscribers at most`, { currentStatus: 'full' });
      const subscription: EventSubscription = {
        id: derivedId('pubsubSubscription', caller.client, topic, caller.once?.key ?? caller.causationId),
        client: caller.client,
        isPartner: caller.partner !== undefined,
        room,
        eventType,
        subscriber: named,
        ttlSeconds: body.options?.TTL ?? DEFAULT_TTL_SECONDS,
        fifo: body.options?.FIFO ?? false,
        delivery: body.delivery ?? 'PUSH',
        ...(body.pushTo === undefined ? {} : { pushTo: body.pushTo }),
        createdAt: caller.at,
      };
      refuseIdle(subscription);
      const writes = [ownWrite(subscription), ...(await pushWrites(needs, subscription, { caller, hasNew: true }))];
      const { value } = await shelf(table, EventSubscriptions, topic).put(subscription, caller, undefined, writes);
      return withSecret(needs, value, caller);
    },
  });

/** `GET /r1/{..}/api/v1/subs`: what the caller has asked for in a room. */
export const listSubscriptions = ({ table }: TableNeeds) =>
  operation('listSub', {
    route: `GET ${ROOM}/api/v1/subs`,
    scope: 'exchange.use',
    roles: ROLES,
    summary: 'PubSub: list your subscriptions',
    status: 200,
    path: RoomPath,
    response: z.array(SubscriptionView),
    async run({ path }, caller) {
      const { room } = await roomOf(table, path, caller);
      const own = await shelf(table, OwnEventSubscriptions, caller.client).all();
      const here = own.filter(({ value }) => value.room === room);
      if (here.length === 0) throw new Problem('RecordNotFound', 'you have no subscription in the room');
      return here.map(({ value }) => subscriptionView(value));
    },
  });

/** `GET /r1/{..}/api/v1/subs/{eventType}`. */
export const getSubscription = ({ table }: TableNeeds) =>
  operation('getSub', {
    route: `GET ${ROOM}/api/v1/subs/{eventType}`,
    scope: 'exchange.use',
    roles: ROLES,
    summary: 'PubSub: see your subscription to a type of event',
    status: 200,
    path: TypePath,
    response: SubscriptionView,
    async run({ path: { eventType, ...path } }, caller) {
      const { room } = await roomOf(table, path, caller);
      return subscriptionView((await subscriptionOf(table, room, eventType, caller.client)).value);
    },
  });

/** `PATCH /r1/{..}/api/v1/subs/{eventType}`: other options for what is queued from now on. */
export const changeSubscription = (needs: PushNeeds) =>
  operation('patchSub', {
    route: `PATCH ${ROOM}/api/v1/subs/{eventType}`,
    scope: 'exchange.use',
    roles: ROLES,
    summary: 'PubSub: change your subscription to a type of event',
    status: 201,
    path: TypePath,
    body: SubscriptionRequest,
    response: SubscriptionWithSecret,
    async run({ path: { eventType, ...path }, body }, caller) {
      const { table } = needs;
      const { room } = await roomOf(table, path, caller);
      refuseOtherType(body, eventType);
      const earlier = await earlierOf(table, caller);
      if (earlier !== undefined) return withSecret(needs, earlier, caller);
      const seen = await subscriptionOf(table, room, eventType, caller.client);
      const { TTL: ttlSeconds = seen.value.ttlSeconds, FIFO: fifo = seen.value.fifo } = body.options ?? {};
      const { pushTo: _before, ...rest } = seen.value;
      const delivery = body.delivery ?? rest.delivery;
      // PUSH that is asked for anew goes where the request says, or the agreement
      const pushTo = body.delivery === undefined ? (body.pushTo ?? seen.value.pushTo) : body.pushTo;
      const changed = { ...rest, ttlSeconds, fifo, delivery, ...(pushTo === undefined ? {} : { pushTo }) };
      refuseIdle(changed);
      const hasNew = body.delivery !== undefined || body.pushTo !== undefined;
      const writes = [ownWrite(changed), ...(await pushWrites(needs, changed, { caller, hasNew }))];
      const { value } = await shelf(table, EventSubscriptions, topicOf(room, eventType)).put(changed, caller, seen, writes);
      return withSecret(needs, value, caller);
    },
  });

/** `DELETE /r1/{..}/api/v1/subs/{eventType}`: what has waited is neither handed over nor pushed any more. */
export const deleteSubscription = ({ table }: TableNeeds) =>
  operation('deleteSub', {
    route: `DELETE ${ROOM}/api/v1/subs/{eventType}`,
    scope: 'exchange.use',
    roles: ROLES,
    summary: 'PubSub: end your subscription to a type of event',
    status: 204,
    path: TypePath,
    response: z.null(),
    async run({ path: { eventType, ...path } }, caller) {
      const { room } = await roomOf(table, path, caller);
      const seen = await subscriptionOf(table, room, eventType, caller.client);
      const own = { pk: keys.shelf(OwnEventSubscriptions.name, caller.client), sk: OwnEventSubscriptions.idOf(seen.value) };
      const webhook = await findWebhook(table, seen.value.id);
      const also = [{ remove: own }, ...(webhook === undefined ? [] : webhookRemoval(webhook))];
      await shelf(table, EventSubscriptions, topicOf(room, eventType)).remove(caller.client, caller, seen, also);
      return reply({ status: 204, raw: { contentType: 'application/json; charset=utf-8', text: '' } });
    },
  });
