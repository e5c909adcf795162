import * as z from 'zod';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { pageOfWebhooks } from '../records.ts';
import { type Needs } from './needs.ts';
import { WebhookView } from './webhook-request.ts';

/** `GET /webhooks`: the webhooks of the calling partner; of all, for the ministry. */
export const listWebhooks = ({ table }: Pick<Needs, 'table'>) =>
  operation('listWebhooks', {
    route: 'GET /webhooks',
    scope: 'webhooks.read',
    summary: 'Your webhooks',
    status: 200,
    query: z.strictObject(PageQuery),
    response: z.object({ items: z.array(WebhookView), next: z.string().optional() }),
    run: ({ query: { limit, cursor } }, { partner }) =>
      pageOfWebhooks(table, partner, { limit, ...(cursor === undefined ? {} : { after: cursor }) }),
  });
