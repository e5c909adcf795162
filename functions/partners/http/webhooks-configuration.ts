import * as z from 'zod';

/** How partners are told of events, in the settings under `partners.webhooks`. */
export const WebhooksConfiguration = z.strictObject({
  pausesSeconds: z
    .array(
      z
        .int()
        .min(1)
        .max(7 * 86_400),
    )
    .min(1)
    .max(20)
    .default([5, 30, 120, 600, 3_600, 21_600, 86_400])
    .describe('How long to wait after each failed attempt, each a fifth longer or shorter; after the last one the event is a dead letter'),
  timeoutMs: z.int().min(100).max(15_000).default(5_000).describe('Until a receiver has answered with a status, in milliseconds'),
  maxPerMinute: z.int().min(1).max(60_000).default(600).describe('Attempts a minute to one webhook; a partner may ask for fewer'),
  breaker: z
    .strictObject({
      failures: z.int().min(1).default(10).describe('Failures in a row, over all cases, after which a receiver is left alone'),
      pauseSeconds: z.int().min(1).max(86_400).default(60).describe('For how long, until one attempt may show that it is well again'),
    })
    .prefault({}),
  insecure: z.boolean().default(false).describe('Whether http is taken as well as https'),
  privateAddresses: z
    .boolean()
    .default(false)
    .describe('Whether an address inside a network is taken: only where partners are reached inside one'),
});
export type WebhooksConfiguration = z.infer<typeof WebhooksConfiguration>;
