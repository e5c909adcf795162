import * as z from 'zod';
import { derivedId } from '../../kernel/ids.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import { againWrite, findDelivery } from '../records.ts';
import { causeOf } from '../secrets.ts';
import { wakeLane } from '../wake.ts';
import { getWebhook, type Needs } from './needs.ts';

/** `POST /webhooks/{webhookId}/deliveries/{deliveryId}/replays`: sends one event once more; one that is being tried is tried now. */
export const replayDelivery = (needs: Needs) =>
  operation('replayDelivery', {
    route: 'POST /webhooks/{webhookId}/deliveries/{deliveryId}/replays',
    scope: 'webhooks.write',
    summary: 'Send one event to a webhook once more',
    status: 202,
    path: z.strictObject({ webhookId: z.uuid(), deliveryId: z.uuid() }),
    response: z.object({ deliveryId: z.string() }),
    async run({ path: { webhookId, deliveryId } }, caller) {
      const { state } = await getWebhook(needs.table, webhookId, caller);
      if (state !== 'active') throw statusRefuses('replay', state, ['active']);
      const delivery = await findDelivery(needs.table, webhookId, deliveryId);
      if (delivery === undefined) throw new Problem('DeliveryNotFound', 'the webhook was sent no event with this id, or too long ago');
      const { caseId, sequence } = delivery;
      await wakeLane(needs, {
        webhookId,
        caseId,
        area: '',
        programme: '',
        cause: derivedId('replay', causeOf(caller), deliveryId),
        at: caller.at,
        manner: 'atOnce',
        also: delivery.state === 'retrying' ? [] : [againWrite(webhookId, caseId, sequence)],
      });
      return { deliveryId };
    },
  });
