/** What publishing and subscribing keep. @source GovStack Information Mediator, PubSub 2.0.0 */
import * as z from 'zod';
import { Instant } from '../../casefile/case.ts';
import { shelfKind } from '../shelf.ts';

const Text = z.string().max(600);
const Seconds = z.int();

/** A kind of event that the ministry has defined in a room, and what an event of it holds. */
export const EventType = z.object({
  eventType: Text,
  schema: z.record(z.string(), z.unknown()),
  /** The clients that may publish it; any that may call the block where it is left out. */
  publishers: z.array(z.string()).optional(),
});
export type EventType = z.infer<typeof EventType>;
/** By room. */
export const EventTypes = shelfKind<EventType>({ name: 'pubsubEventType', schema: EventType, idOf: ({ eventType }) => eventType });

/** Somebody who fetches the events of a type, or has them pushed. */
export const EventSubscription = z.object({
  id: z.uuid(),
  client: z.string(),
  /** The client of a partner hears of the cases that it registered; the ministry's own of all. */
  isPartner: z.boolean(),
  room: Text,
  eventType: Text,
  /** Its name in the Information Mediator. */
  subscriber: Text,
  ttlSeconds: Seconds,
  fifo: z.boolean(),
  delivery: z.enum(['PUSH', 'PULL']).default('PULL'),
  /** Where it has them pushed, where it has said so itself; the address of its agreement otherwise. */
  pushTo: z.string().optional(),
  createdAt: Instant,
});
export type EventSubscription = z.infer<typeof EventSubscription>;
/** By topic: whom an event concerns. */
export const EventSubscriptions = shelfKind<EventSubscription>({
  name: 'pubsubSubscription',
  schema: EventSubscription,
  idOf: ({ client }) => client,
});
/** By client: what it has asked for. */
export const OwnEventSubscriptions = shelfKind<EventSubscription>({
  name: 'pubsubOwnSubscription',
  schema: EventSubscription,
  idOf: ({ room, eventType }) => `${room}#${eventType}`,
});

/** An event as it is handed over. */
export const EventItem = z.object({
  id: z.uuid(),
  eventType: Text,
  /** Who published it: a name in the Information Mediator. */
  publisher: Text,
  event: z.record(z.string(), z.unknown()),
});
export type EventItem = z.infer<typeof EventItem>;

/** An event of a ministry's own type, for whoever published it to look at. */
export const PublishedEvent = z.object({ ...EventItem.shape, client: z.string(), at: Instant, expiresAt: Seconds });
export type PublishedEvent = z.infer<typeof PublishedEvent>;
/** By topic. */
export const PublishedEvents = shelfKind<PublishedEvent>({ name: 'pubsubEvent', schema: PublishedEvent, idOf: ({ id }) => id });

/** An event that waits for one subscriber to confirm it. */
export const QueuedEvent = z.object({
  ...EventItem.shape,
  at: Instant,
  /** Seconds since 1970, after which nobody gets it any more. */
  expiresAt: Seconds,
  /** When it was last handed over without being confirmed since. */
  handedAt: Instant.optional(),
  /** The case that it is about, and the client that registered it. */
  about: z.object({ caseId: z.uuid(), owner: z.string() }).optional(),
});
export type QueuedEvent = z.infer<typeof QueuedEvent>;
export const orderOf = ({ at, id }: Pick<QueuedEvent, 'at' | 'id'>): string => `${at}#${id}`;
/** By subscription, in the order in which they happened. */
export const QueuedEvents = shelfKind<QueuedEvent>({ name: 'pubsubQueued', schema: QueuedEvent, idOf: orderOf });

/** Where in a queue an event stands, by its id. */
export const QueuePlace = z.object({ id: z.uuid(), order: Text, expiresAt: Seconds });
export type QueuePlace = z.infer<typeof QueuePlace>;
export const QueuePlaces = shelfKind<QueuePlace>({ name: 'pubsubPlace', schema: QueuePlace, idOf: ({ id }) => id });
