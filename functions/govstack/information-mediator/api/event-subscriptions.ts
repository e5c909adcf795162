import * as z from 'zod';
import { derivedId } from '../../../kernel/ids.ts';
import { invalidRequest, Problem } from '../../../kernel/problem.ts';
import { operation, reply } from '../../../runtime/operation.ts';
import { keys } from '../../../table/keys.ts';
import type { Table, Write } from '../../../table/table.ts';
import { shelf, shelfWrite } from '../../shelf.ts';
import { refusePush, ROOM, RoomPath, subscriptionView, SubscriptionRequest, SubscriptionView, TypePath } from '../domain/event-shapes.ts';
import { EventSubscriptions, OwnEventSubscriptions, type EventSubscription } from '../event-records.ts';
import { findEventType, isFact, subscriptionsTo, topicOf } from '../topics.ts';
import type { Needs } from './needs.ts';
import { ROLES, roomOf } from './room.ts';

type TableNeeds = Pick<Needs, 'table'>;

/** An event is queued for all of its subscribers in one transaction, with two writes for each. */
const MOST_SUBSCRIBERS = 45;
const DEFAULT_TTL_SECONDS = 3600;

/** A subscription of the caller in a room. @throws {Problem} RecordNotFound */
export const subscriptionOf = async (table: Table, room: string, eventType: string, client: string) => {
  const found = await shelf(table, EventSubscriptions, topicOf(room, eventType)).find(client);
  if (found === undefined || found.value.room !== room)
    throw new Problem('RecordNotFound', 'you have no subscription to this event type in the room');
  return found;
};

const ownWrite = (subscription: EventSubscription): Write =>
  shelfWrite(OwnEventSubscriptions, subscription, { within: subscription.client });

const refuseOtherType = (body: SubscriptionRequest, eventType: string): void => {
  if (body.eventType !== eventType) throw invalidRequest({ pointer: '#/body/eventType', detail: 'must be the event type of the path' });
};

/** `POST /r1/{..}/api/v1/subs/{eventType}`: events from now on wait for the caller. Facts of ours need the scope of webhooks, which tell the same. */
export const addSubscription = ({ table }: TableNeeds) =>
  operation('addSub', {
    route: `POST ${ROOM}/api/v1/subs/{eventType}`,
    scope: 'exchange.use',
    roles: ROLES,
    summary: 'PubSub: subscribe to a type of event',
    status: 200,
    path: TypePath,
    body: SubscriptionRequest,
    response: SubscriptionView,
    async run({ path: { eventType, ...path }, body }, caller) {
      const { room, named } = await roomOf(table, path, caller);
      refuseOtherType(body, eventType);
      refusePush(body.delivery);
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
        createdAt: caller.at,
      };
      const { value } = await shelf(table, EventSubscriptions, topic).put(subscription, caller, undefined, [ownWrite(subscription)]);
      return subscriptionView(value);
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
export const changeSubscription = ({ table }: TableNeeds) =>
  operation('patchSub', {
    route: `PATCH ${ROOM}/api/v1/subs/{eventType}`,
    scope: 'exchange.use',
    roles: ROLES,
    summary: 'PubSub: change your subscription to a type of event',
    status: 201,
    path: TypePath,
    body: SubscriptionRequest,
    response: SubscriptionView,
    async run({ path: { eventType, ...path }, body }, caller) {
      const { room } = await roomOf(table, path, caller);
      refuseOtherType(body, eventType);
      refusePush(body.delivery ?? 'PULL');
      const seen = await subscriptionOf(table, room, eventType, caller.client);
      const { TTL: ttlSeconds = seen.value.ttlSeconds, FIFO: fifo = seen.value.fifo } = body.options ?? {};
      const changed = { ...seen.value, ttlSeconds, fifo };
      const { value } = await shelf(table, EventSubscriptions, topicOf(room, eventType)).put(changed, caller, seen, [ownWrite(changed)]);
      return subscriptionView(value);
    },
  });

/** `DELETE /r1/{..}/api/v1/subs/{eventType}`: what has waited is not handed over any more. */
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
      await shelf(table, EventSubscriptions, topicOf(room, eventType)).remove(caller.client, caller, seen, [{ remove: own }]);
      return reply({ status: 204, raw: { contentType: 'application/json; charset=utf-8', text: '' } });
    },
  });
