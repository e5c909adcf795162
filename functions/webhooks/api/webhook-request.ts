import * as z from 'zod';
import { invalidRequest } from '../../kernel/problem.ts';
import { Area } from '../../registration/domain/request.ts';
import { PARTNER_FACTS } from '../domain/facts.ts';
import type { Origin } from '../domain/origin.ts';
import { WebhookState, type Webhook } from '../domain/webhook.ts';

const distinct = <T>(values: T[]): T[] => [...new Set(values)];

const Fact = z.enum(PARTNER_FACTS, { error: () => `must be one of ${PARTNER_FACTS.join(', ')}` });

const shape = {
  url: z.string().min(1).max(2000).describe('where events are sent by POST: https, on the open internet, without user and password'),
  facts: z.array(Fact).min(1).max(PARTNER_FACTS.length).transform(distinct).describe('names of the facts that are wanted'),
  areas: z.array(Area).min(1).max(100).transform(distinct).describe('only cases of these areas'),
  programmes: z.array(z.string().min(1).max(64)).min(1).max(20).transform(distinct).describe('only cases of these programmes'),
  maxPerMinute: z.int().min(1).max(60_000).describe('attempts a minute that the receiver wants at most'),
};

export const WebhookRequest = z.strictObject({
  ...shape,
  areas: shape.areas.optional(),
  programmes: shape.programmes.optional(),
  maxPerMinute: shape.maxPerMinute.optional(),
});

/** Where a webhook is changed and ended that a building block has made. */
export const MADE_BY: Readonly<Record<Origin['kind'], string>> = {
  pubsub: 'the subscription of the Information Mediator block',
  consent: '/config/webhook/ of the Consent block',
};

/** A change names what shall be different; `null` takes a limit away. */
export const WebhookChange = z.strictObject({
  url: shape.url.optional(),
  facts: shape.facts.optional(),
  areas: shape.areas.nullable().optional(),
  programmes: shape.programmes.nullable().optional(),
  maxPerMinute: shape.maxPerMinute.optional(),
  state: z.enum(['active', 'paused']).optional().describe('paused: events wait, in their order, until it is active again'),
});

/** A webhook as others see it: which keys sign, not their secrets. */
export const WebhookView = z.object({
  webhookId: z.string(),
  version: z.int(),
  url: z.string(),
  facts: z.array(z.string()),
  areas: z.array(z.string()).optional(),
  programmes: z.array(z.string()).optional(),
  state: WebhookState,
  reason: z.string().optional(),
  maxPerMinute: z.int(),
  keys: z.array(z.object({ keyId: z.string(), madeAt: z.string(), endsAt: z.string().optional() })),
  partner: z.string().optional().describe('the client whose cases it is told of; absent: all cases'),
  createdAt: z.string(),
  origin: z
    .object({ kind: z.string(), id: z.string().optional(), eventType: z.string().optional() })
    .optional()
    .describe('the building block through which it was made, where that was not this operation'),
});

/** With the secret of a key that was made just now; it is shown by no other operation. */
export const WebhookWithSecret = WebhookView.extend({
  keyId: z.string(),
  secret: z.string().describe('shown once: whsec_ and 32 bytes in base64'),
});

export const shownWebhook = (webhook: Webhook): z.infer<typeof WebhookView> => webhook;

/** @throws {Problem} InvalidRequest for what is up to the building block that made the webhook */
export const refuseElsewhere = ({ origin }: Webhook, change: z.infer<typeof WebhookChange>): void => {
  const field = (['url', 'facts'] as const).find((name) => change[name] !== undefined);
  if (origin !== undefined && field !== undefined)
    throw invalidRequest({ pointer: `#/body/${field}`, detail: `is changed where the webhook was made: ${MADE_BY[origin.kind]}` });
};
