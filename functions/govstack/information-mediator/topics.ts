import { PARTNER_FACTS } from '../../webhooks/domain/facts.ts';
import { keys } from '../../table/keys.ts';
import type { Table, Write } from '../../table/table.ts';
import { shelf, shelfWrite } from '../shelf.ts';
import {
  EventSubscriptions,
  EventTypes,
  orderOf,
  QueuedEvents,
  QueuePlaces,
  type EventItem,
  type EventSubscription,
  type EventType,
  type QueuedEvent,
} from './event-records.ts';

/** Whether an event type is a fact of ours: those that webhooks tell. */
export const isFact = (eventType: string): boolean => (PARTNER_FACTS as readonly string[]).includes(eventType);

/** Facts are the same in every room; a ministry's own types belong to one. */
export const topicOf = (room: string, eventType: string): string => (isFact(eventType) ? `fact#${eventType}` : `${room}#${eventType}`);

/** What an event of a fact of ours looks like. */
const FACT_SCHEMA = {
  type: 'object',
  properties: {
    type: { type: 'string' },
    time: { type: 'string', format: 'date-time' },
    caseId: { type: 'string', format: 'uuid' },
    data: { type: 'object' },
  },
  required: ['type', 'time', 'caseId', 'data'],
};

/** An event type by its name in a room; undefined where there is none. */
export const findEventType = async (table: Table, room: string, eventType: string): Promise<EventType | undefined> =>
  isFact(eventType) ? { eventType, schema: FACT_SCHEMA } : (await shelf(table, EventTypes, room).find(eventType))?.value;

export const subscriptionsTo = async (table: Table, topic: string): Promise<readonly EventSubscription[]> =>
  (await shelf(table, EventSubscriptions, topic).all()).map(({ value }) => value);

export const secondsOf = (at: string): number => Math.floor(Date.parse(at) / 1000);

/** Puts an event into the queue of a subscription that fetches, until its time to live is over. */
export const queueWrites = (
  { id, ttlSeconds, delivery }: EventSubscription,
  item: EventItem,
  at: string,
  about?: QueuedEvent['about'],
): readonly Write[] => {
  if (delivery === 'PUSH') return [];
  const expiresAt = secondsOf(at) + ttlSeconds;
  const queued = { ...item, at, expiresAt, ...(about === undefined ? {} : { about }) };
  return [
    shelfWrite(QueuedEvents, queued, { within: id, replaces: 'absent' }),
    shelfWrite(QueuePlaces, { id: item.id, order: orderOf(queued), expiresAt }, { within: id }),
  ];
};

/** Takes an event out of a queue; nothing where it is not in it. */
export const unqueueWrites = ({ id }: EventSubscription, event: Pick<QueuedEvent, 'id' | 'at'>): readonly Write[] => [
  { remove: { pk: keys.shelf(QueuedEvents.name, id), sk: orderOf(event) } },
  { remove: { pk: keys.shelf(QueuePlaces.name, id), sk: event.id } },
];
