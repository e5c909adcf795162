import * as z from 'zod';

/** What the Consent block's own webhooks may be told. */
export const CONSENT_EVENTS = ['consent.allowed', 'consent.disallowed', 'data_agreement.changed'] as const;
export const ConsentEvent = z.enum(CONSENT_EVENTS);
export type ConsentEvent = z.infer<typeof ConsentEvent>;

/** A webhook that a building block keeps in its own words: what it sends, and under which rules of the block. */
export const Origin = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('pubsub'),
    eventType: z.string(),
    /** Our name in the Information Mediator, as facts are published under it. */
    publisherId: z.record(z.string(), z.string()),
    /** An event that is older is not sent. */
    ttlSeconds: z.int().min(1),
    /** Whether what others publish is sent one after the other; the facts of a case always are. */
    fifo: z.boolean(),
  }),
  z.object({ kind: z.literal('consent'), id: z.string(), events: z.array(ConsentEvent) }),
]);
export type Origin = z.infer<typeof Origin>;
