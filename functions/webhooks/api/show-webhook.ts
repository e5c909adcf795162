import { operation, versioned } from '../../runtime/operation.ts';
import { getWebhook, WebhookPath, type Needs } from './needs.ts';
import { shownWebhook, WebhookView } from './webhook-request.ts';

/** `GET /webhooks/{webhookId}`: a webhook, its state, and which keys sign. */
export const showWebhook = ({ table }: Pick<Needs, 'table'>) =>
  operation('showWebhook', {
    route: 'GET /webhooks/{webhookId}',
    scope: 'webhooks.read',
    summary: 'A webhook',
    status: 200,
    path: WebhookPath,
    response: WebhookView,
    async run({ path: { webhookId } }, caller) {
      const webhook = await getWebhook(table, webhookId, caller);
      return versioned(webhook.version, shownWebhook(webhook));
    },
  });
