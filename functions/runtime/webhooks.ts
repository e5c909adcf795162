import * as z from 'zod';
import { webhookClient } from '../partners/http/webhook-client.ts';
import { WebhooksConfiguration } from '../partners/http/webhooks-configuration.ts';
import type { WebhookPort } from '../partners/webhook.ts';
import { environment } from './environment.ts';

let read: WebhooksConfiguration | undefined;
let made: WebhookPort | undefined;

/** How this deployment tells partners of events. @throws {Error} when its settings are wrong */
export const webhookRules = (): WebhooksConfiguration =>
  (read ??= z.object({ webhooks: WebhooksConfiguration.prefault({}) }).parse(JSON.parse(environment().PARTNERS)).webhooks);

export const webhookSender: WebhookPort = {
  send: (call) => (made ??= webhookClient(webhookRules())).send(call),
};
