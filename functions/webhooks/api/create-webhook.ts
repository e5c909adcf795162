import { commitBeside } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import type { Webhook } from '../domain/webhook.ts';
import { refuseAddress } from '../address.ts';
import { webhookWrites } from '../records.ts';
import { newKey, secretOf } from '../secrets.ts';
import { newWebhookId, type Needs } from './needs.ts';
import { shownWebhook, WebhookRequest, WebhookWithSecret } from './webhook-request.ts';

/** `POST /webhooks`: has a partner told of what happens in its cases from now on. Shows the secret, once. */
export const createWebhook = ({ table, vault, rules }: Pick<Needs, 'table' | 'vault' | 'rules'>) =>
  operation('createWebhook', {
    route: 'POST /webhooks',
    scope: 'webhooks.write',
    summary: 'Be told of events by webhook',
    status: 201,
    body: WebhookRequest,
    response: WebhookWithSecret,
    async run({ body }, caller) {
      refuseAddress(body.url, rules());
      const webhookId = newWebhookId(caller);
      const { key } = await newKey(vault, webhookId, caller);
      const webhook: Webhook = {
        webhookId,
        version: 1,
        ...body,
        state: 'active',
        maxPerMinute: body.maxPerMinute ?? rules().maxPerMinute,
        keys: [key],
        createdAt: caller.at,
        ...(caller.partner === undefined ? {} : { partner: caller.partner }),
      };
      const { keyId, ...shown } = await commitBeside(table, caller, webhookWrites(webhook, undefined), {
        ...shownWebhook(webhook),
        keys: [{ keyId: key.keyId, madeAt: key.madeAt }],
        keyId: key.keyId,
      });
      return { ...shown, keyId, secret: await secretOf(vault, webhookId, keyId) };
    },
  });
