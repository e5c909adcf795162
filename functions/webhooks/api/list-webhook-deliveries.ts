import * as z from 'zod';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { Delivery, pageOfDeliveries } from '../records.ts';
import { sequenceNumber } from '../domain/webhook.ts';
import { getWebhook, Moment, WebhookPath, type Needs } from './needs.ts';

const DeliveryView = Delivery.omit({ sequence: true }).extend({
  caseId: z.uuid().describe('the case; or what else the event belongs to, where it is about none'),
  sequence: z.int().optional().describe('grows along a case; facts that were not asked for leave gaps'),
});

/** `GET /webhooks/{webhookId}/deliveries`: what was delivered, what is tried again, and the dead letters, by the time of the event. */
export const listWebhookDeliveries = ({ table }: Pick<Needs, 'table'>) =>
  operation('listWebhookDeliveries', {
    route: 'GET /webhooks/{webhookId}/deliveries',
    scope: 'webhooks.read',
    summary: 'What became of the events of a webhook',
    status: 200,
    path: WebhookPath,
    query: z.strictObject({
      state: z.enum(['delivered', 'retrying', 'dead']).default('dead'),
      from: Moment.optional(),
      to: Moment.optional(),
      ...PageQuery,
    }),
    response: z.object({ items: z.array(DeliveryView), next: z.string().optional() }),
    async run({ path: { webhookId }, query: { state, from, to, limit, cursor } }, caller) {
      await getWebhook(table, webhookId, caller);
      const request = { limit, ...(cursor === undefined ? {} : { after: cursor }) };
      const { items, ...rest } = await pageOfDeliveries(table, webhookId, state, { from, to }, request);
      return { items: items.map((one) => ({ ...one, sequence: sequenceNumber(one.sequence) })), ...rest };
    },
  });
