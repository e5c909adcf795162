import * as z from 'zod';
import { PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import { deliveryKey } from '../../table/keys.ts';
import type { Campaigns } from '../campaigns.ts';

interface Needs {
  readonly campaigns: Campaigns;
}

/** `POST /campaigns/{campaignId}/deliveries`: records a field visit or a radio spot. */
export const recordDelivery = ({ campaigns }: Needs) =>
  operation('recordDelivery', {
    route: 'POST /campaigns/{campaignId}/deliveries',
    scope: 'outreach.write',
    summary: 'Record a field visit or a radio spot of a campaign',
    status: 201,
    path: z.strictObject({ campaignId: z.uuid() }),
    body: z.strictObject({
      on: PlainDate,
      place: z.string().trim().min(1).max(120),
      reached: z.int().min(0).max(10_000_000).describe('people, as counted or estimated'),
    }),
    response: z.object({ deliveryId: z.string() }),
    async run({ path, body }, caller) {
      const campaign = await campaigns.get(path.campaignId);
      if (campaign.channel === 'sms' || campaign.channel === 'topic')
        throw statusRefuses('record a delivery by hand', `a campaign by ${campaign.channel}`, ['fieldVisit', 'radio']);
      if (body.on > caller.at.slice(0, 10))
        throw new Problem('ImplausibleFact', '/on lies in the future', {
          errors: [{ pointer: '#/body/on', detail: 'lies in the future' }],
        });
      const deliveryId = derivedId('delivery', caller.once?.key ?? caller.causationId);
      await campaigns.save(
        campaign,
        caller,
        [],
        [
          {
            put: {
              ...deliveryKey(path.campaignId, deliveryId),
              entity: 'delivery',
              state: 'recorded',
              channel: campaign.channel,
              ...body,
              by: caller.by,
            },
          },
        ],
      );
      return { deliveryId };
    },
  });
