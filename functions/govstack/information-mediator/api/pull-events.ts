import * as z from 'zod';
import { auditWrite, commitBeside } from '../../../casefile/files.ts';
import { derivedId } from '../../../kernel/ids.ts';
import { Problem } from '../../../kernel/problem.ts';
import { operation, reply, type Caller } from '../../../runtime/operation.ts';
import { TransactionContended, TransactionRefused, type Table } from '../../../table/table.ts';
import { shelf, shelfWrite, type Shelved } from '../../shelf.ts';
import { EventPath, eventView, EventView, ROOM, TypePath } from '../domain/event-shapes.ts';
import { QueuedEvents, QueuePlaces, type EventSubscription, type QueuedEvent } from '../event-records.ts';
import { secondsOf, unqueueWrites } from '../topics.ts';
import { subscriptionOf } from './event-subscriptions.ts';
import type { Needs } from './needs.ts';
import { ROLES, roomOf } from './room.ts';

type TableNeeds = Pick<Needs, 'table'>;
const PAGE = 25;
/** How far a queue is looked through at once, by its living events, and by those that are only still to be cleared away. */
const MOST_PAGES = 4;
const MOST_CLEARED = 40;
/** For how long an event that was handed over without being confirmed is left out, so that several can fetch side by side. */
const HANDED_MS = 60_000;

/** Who is told of a case stands in its audit, with the event that told it. */
const auditOf = ({ about, eventType }: QueuedEvent, caller: Caller) =>
  about === undefined ? [] : [auditWrite(about.caseId, about.owner, caller, `event ${eventType}`).write];

const clear = async (table: Table, subscription: EventSubscription, over: readonly Shelved<QueuedEvent>[], at: string): Promise<void> => {
  if (over.length === 0) return;
  const ids = over.map(({ value }) => value.id);
  try {
    const writes = over.flatMap(({ value }) => unqueueWrites(subscription, value));
    await table.transact(writes, derivedId('pubsubCleared', subscription.id, at, ...ids));
  } catch (error) {
    // somebody else clears the same
    if (!(error instanceof TransactionContended)) throw error;
  }
};

/**
 * The events of a queue that are still alive, oldest first, as far as they are looked through at once. Those whose time is over are cleared
 * away: the table may take days to do so by itself, and they stand before the others.
 */
async function* alive(table: Table, subscription: EventSubscription, at: string): AsyncGenerator<Shelved<QueuedEvent>> {
  const { id } = subscription;
  let cleared = 0;
  for (let page = 0, after: string | undefined; page < MOST_PAGES && cleared < MOST_CLEARED;) {
    const { items, next } = await shelf(table, QueuedEvents, id).page({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    const over = items.filter(({ value }) => value.expiresAt <= secondsOf(at));
    await clear(table, subscription, over, at);
    yield* items.filter(({ value }) => value.expiresAt > secondsOf(at));
    if (next === undefined) return;
    after = next;
    if (over.length === items.length) cleared += 1;
    else page += 1;
  }
}

const oldestOf = async (table: Table, subscription: EventSubscription, at: string): Promise<Shelved<QueuedEvent> | undefined> => {
  for await (const event of alive(table, subscription, at)) return event;
  return undefined;
};

const isHanded = ({ handedAt }: QueuedEvent, at: string): boolean =>
  handedAt !== undefined && Date.parse(at) - Date.parse(handedAt) < HANDED_MS;

/** `GET /r1/{..}/pull/v1/{eventType}`: in order, the oldest until it is confirmed; otherwise the oldest that nobody was handed just now. */
export const pullEvent = ({ table }: TableNeeds) =>
  operation('pullEvent', {
    route: `GET ${ROOM}/pull/v1/{eventType}`,
    scope: 'exchange.use',
    roles: ROLES,
    summary: 'PubSub: fetch the next event that is not confirmed',
    status: 200,
    path: TypePath,
    response: EventView,
    async run({ path: { eventType, ...path } }, caller) {
      const { room } = await roomOf(table, path, caller);
      const { value: subscription } = await subscriptionOf(table, room, eventType, caller.client);
      for await (const { value, version } of alive(table, subscription, caller.at)) {
        if (!subscription.fifo && isHanded(value, caller.at)) continue;
        const handed = { ...value, handedAt: caller.at };
        const write = shelfWrite(QueuedEvents, handed, { within: subscription.id, version: version + 1, replaces: { version } });
        try {
          return await commitBeside(table, caller, [write, ...auditOf(value, caller)], eventView(value));
        } catch (error) {
          if (!(error instanceof TransactionRefused || error instanceof TransactionContended)) throw error;
          // somebody else of the same subscriber was faster: in order, there is no other event to give
          if (subscription.fifo) throw new Problem('VersionConflict', 'the event is being handed over', { cause: error });
        }
      }
      throw new Problem('RecordNotFound', 'no event waits for you');
    },
  });

/** `DELETE /r1/{..}/pull/v1/{eventType}/{eventId}`: in order, only the oldest can be confirmed. */
export const confirmEvent = ({ table }: TableNeeds) =>
  operation('confirmEvent', {
    route: `DELETE ${ROOM}/pull/v1/{eventType}/{eventId}`,
    scope: 'exchange.use',
    roles: ROLES,
    summary: 'PubSub: confirm an event that was fetched',
    status: 204,
    path: EventPath,
    response: z.null(),
    async run({ path: { eventType, eventId, ...path } }, caller) {
      const { room } = await roomOf(table, path, caller);
      const { value: subscription } = await subscriptionOf(table, room, eventType, caller.client);
      const place = await shelf(table, QueuePlaces, subscription.id).get(eventId, 'event for you');
      const event = await shelf(table, QueuedEvents, subscription.id).get(place.value.order, 'event for you');
      if (subscription.fifo) {
        const oldest = await oldestOf(table, subscription, caller.at);
        if (oldest !== undefined && oldest.value.id !== eventId)
          throw new Problem('StatusRefuses', 'an older event is to be confirmed first', { currentStatus: 'waiting' });
      }
      await commitBeside(table, caller, unqueueWrites(subscription, event.value), null);
      return reply({ status: 204, raw: { contentType: 'application/json; charset=utf-8', text: '' } });
    },
  });
