/** Shapes of the PubSub API, beside what is kept. */
import * as z from 'zod';
import { invalidRequest } from '../../../kernel/problem.ts';
import type { EventItem, EventSubscription } from '../event-records.ts';
import { partsOf } from './directory.ts';

export const ROOM = '/r1/{instanceId}/{memberClass}/{memberCode}/{applicationCode}';
const room = { instanceId: z.string(), memberClass: z.string(), memberCode: z.string(), applicationCode: z.string() };
export const TypeName = z.string().regex(/^[\w.-]{1,100}$/, 'must be letters, digits, points, dashes and underscores');

export const RoomPath = z.strictObject(room);
export const TypePath = z.strictObject({ ...room, eventType: TypeName });
export const EventPath = z.strictObject({ ...room, eventType: TypeName, eventId: z.string().max(64) });

const WEEKS_SECONDS = 14 * 86_400;

export const NewEventType = z.strictObject({
  eventType: TypeName,
  schema: z.record(z.string(), z.unknown()).describe('JSON schema of an event'),
  publishers: z
    .array(z.string().min(1).max(128))
    .min(1)
    .max(50)
    .optional()
    .describe('not in the definition: the clients that may publish it'),
});

export const PublishRequest = z.strictObject({ eventType: TypeName, event: z.record(z.string(), z.unknown()) });

/** What a subscriber says; who it is, the token and the header tell. */
export const SubscriptionRequest = z.strictObject({
  id: z.uuid().optional(),
  subscriberId: z.looseObject({}).optional(),
  eventType: TypeName,
  delivery: z.enum(['PUSH', 'PULL']).optional().describe('PUSH where it is left out'),
  pushTo: z
    .string()
    .min(1)
    .max(2000)
    .optional()
    .describe('not in the definition: where PUSH sends to by POST; the address in the agreement of the caller where it is left out'),
  options: z.strictObject({ TTL: z.int().min(1).max(WEEKS_SECONDS).optional(), FIFO: z.boolean().optional() }).optional(),
});
export type SubscriptionRequest = z.infer<typeof SubscriptionRequest>;

const Member = z.object({ instanceId: z.string(), memberClass: z.string(), memberCode: z.string(), applicationCode: z.string() });
export const SubscriptionView = z.object({
  id: z.uuid(),
  subscriberId: Member,
  eventType: z.string(),
  delivery: z.enum(['PUSH', 'PULL']),
  pushTo: z.string().optional(),
  options: z.object({ TTL: z.int(), FIFO: z.boolean() }),
});
/** Of PUSH, with the secret under which events are signed; no other operation shows it. */
export const SubscriptionWithSecret = SubscriptionView.extend({ keyId: z.string().optional(), secret: z.string().optional() });
export const EventView = z.object({
  id: z.uuid(),
  publisherId: Member,
  eventType: z.string(),
  event: z.record(z.string(), z.unknown()),
});

export const subscriptionView = ({ id, subscriber, eventType, ttlSeconds, fifo, delivery, pushTo }: EventSubscription) => ({
  id,
  subscriberId: partsOf(subscriber),
  eventType,
  delivery,
  ...(pushTo === undefined ? {} : { pushTo }),
  options: { TTL: ttlSeconds, FIFO: fifo },
});

export const eventView = ({ id, publisher, eventType, event }: EventItem) => ({ id, publisherId: partsOf(publisher), eventType, event });

/**
 * A JSON schema as something that checks events.
 * @throws {Problem} InvalidRequest where it is none that can be used
 */
export const checkerOf = (schema: Readonly<Record<string, unknown>>): z.ZodType => {
  try {
    return z.fromJSONSchema(schema);
  } catch (cause) {
    throw invalidRequest({
      pointer: '#/body/schema',
      detail: `is no JSON schema that can be used: ${cause instanceof Error ? cause.message : 'unreadable'}`,
    });
  }
};
