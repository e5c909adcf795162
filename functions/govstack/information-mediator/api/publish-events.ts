import * as z from 'zod';
import { commitBeside, earlierAnswer } from '../../../casefile/files.ts';
import { derivedId } from '../../../kernel/ids.ts';
import { invalidRequest, Problem } from '../../../kernel/problem.ts';
import { operation, reply, type Caller } from '../../../runtime/operation.ts';
import { faultsOf } from '../../../runtime/request.ts';
import { keys } from '../../../table/keys.ts';
import type { Table } from '../../../table/table.ts';
import { shelf, shelfWrite } from '../../shelf.ts';
import { checkerOf, EventPath, eventView, EventView, PublishRequest, ROOM, TypePath } from '../domain/event-shapes.ts';
import { PublishedEvents, type PublishedEvent } from '../event-records.ts';
import { publishedWrites, withdrawnWrites } from '../push.ts';
import { findEventType, isFact, queueWrites, secondsOf, subscriptionsTo, topicOf, unqueueWrites } from '../topics.ts';
import type { Needs } from './needs.ts';
import { roomOf, ROLES } from './room.ts';

type TableNeeds = Pick<Needs, 'table'>;
/** How long whoever published an event can look at it. */
const KEPT_SECONDS = 14 * 86_400;

/** An event is queued for all who fetch it in one transaction, which takes 4 MB. */
const MOST_BYTES = 64 * 1024;

/** `POST /r1/{..}/pub/v1/{eventType}`: an event of a ministry's own type, for whoever subscribes to it now. */
export const publishEvent = ({ table }: TableNeeds) =>
  operation('publishEvent', {
    route: `POST ${ROOM}/pub/v1/{eventType}`,
    scope: 'exchange.use',
    roles: ROLES,
    summary: 'PubSub: publish an event',
    status: 201,
    bodyLimitBytes: MOST_BYTES,
    path: TypePath,
    body: PublishRequest,
    response: z.object({ id: z.uuid() }),
    async run({ path: { eventType, ...path }, body }, caller) {
      const { room, named } = await roomOf(table, path, caller);
      const earlier = await earlierAnswer(table, caller);
      if (earlier !== undefined) return earlier.answer;
      if (body.eventType !== eventType) throw invalidRequest({ pointer: '#/body/eventType', detail: 'must be the event type of the path' });
      if (isFact(eventType)) throw invalidRequest({ pointer: '#/path/eventType', detail: 'is a fact that this system alone publishes' });
      const type = await findEventType(table, room, eventType);
      if (type === undefined) throw new Problem('RecordNotFound', 'the room has no event type of this name');
      if (caller.partner !== undefined && type.publishers?.includes(caller.client) === false)
        throw new Problem('AgreementMissing', 'others publish events of this type');
      const checked = checkerOf(type.schema).safeParse(body.event);
      if (!checked.success) throw invalidRequest(...faultsOf('body/event', checked.error));
      const topic = topicOf(room, eventType);
      const { at, client } = caller;
      const item = {
        id: derivedId('pubsubEvent', client, caller.once?.key ?? caller.causationId),
        eventType,
        publisher: named,
        event: body.event,
      };
      const expiresAt = secondsOf(at) + KEPT_SECONDS;
      const published = shelfWrite(PublishedEvents, { ...item, client, at, expiresAt }, { within: topic });
      const subscriptions = await subscriptionsTo(table, topic);
      const queued = subscriptions.flatMap((subscription) => queueWrites(subscription, item, at));
      const pushed = publishedWrites(subscriptions, item, caller, expiresAt);
      return commitBeside(table, caller, [published, ...queued, ...pushed], { id: item.id });
    },
  });

const publishedBy = async (table: Table, topic: string, eventId: string, caller: Caller): Promise<PublishedEvent> => {
  const { value } = await shelf(table, PublishedEvents, topic).get(eventId, 'event');
  // a stranger's is as good as none
  if (caller.partner !== undefined && value.client !== caller.client) throw new Problem('RecordNotFound', 'there is no event of this id');
  return value;
};

/** `GET /r1/{..}/pub/v1/{eventType}/{eventId}`: what somebody published. */
export const getPublishedEvent = ({ table }: TableNeeds) =>
  operation('getStatus', {
    route: `GET ${ROOM}/pub/v1/{eventType}/{eventId}`,
    scope: 'exchange.use',
    roles: ROLES,
    summary: 'PubSub: look at an event that one has published',
    status: 200,
    path: EventPath,
    response: EventView,
    async run({ path: { eventType, eventId, ...path } }, caller) {
      const { room } = await roomOf(table, path, caller);
      return eventView(await publishedBy(table, topicOf(room, eventType), eventId, caller));
    },
  });

/** `DELETE /r1/{..}/pub/v1/{eventType}/{eventId}`: whoever has not fetched it yet does not get it. */
export const deletePublishedEvent = ({ table }: TableNeeds) =>
  operation('deleteEvent', {
    route: `DELETE ${ROOM}/pub/v1/{eventType}/{eventId}`,
    scope: 'exchange.use',
    roles: ROLES,
    summary: 'PubSub: take back an event that one has published',
    status: 204,
    path: EventPath,
    response: z.null(),
    async run({ path: { eventType, eventId, ...path } }, caller) {
      const { room } = await roomOf(table, path, caller);
      const topic = topicOf(room, eventType);
      const event = await publishedBy(table, topic, eventId, caller);
      const unqueued = (await subscriptionsTo(table, topic)).flatMap((subscription) =>
        subscription.delivery === 'PUSH' ? withdrawnWrites(subscription, event) : unqueueWrites(subscription, event),
      );
      await commitBeside(table, caller, [{ remove: { pk: keys.shelf(PublishedEvents.name, topic), sk: eventId } }, ...unqueued], null);
      return reply({ status: 204, raw: { contentType: 'application/json; charset=utf-8', text: '' } });
    },
  });
