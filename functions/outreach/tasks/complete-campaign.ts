import * as z from 'zod';
import { CampaignCompleted } from '../../../events/catalogue.ts';
import { task } from '../../runtime/task.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import type { Campaigns } from '../campaigns.ts';
import { moveCampaign } from '../domain/campaign.ts';

interface Needs {
  readonly campaigns: Campaigns;
  readonly table: Table;
}

/** Counts the deliveries of a campaign and closes it. One that was cut off while it was sent counts as sent. */
export const completeCampaign = ({ campaigns, table }: Needs) =>
  task(z.object({ campaignId: z.uuid() }), async ({ campaignId }, context) => {
    const campaign = await campaigns.get(campaignId);
    const deliveries = await table.all(keys.campaign(campaignId), { beginsWith: 'DELIVERY#' });
    const sent = deliveries.filter(({ state }) => state === 'sent' || state === 'sending' || state === 'recorded');
    const result = {
      sent: sent.length,
      failed: deliveries.filter(({ state }) => state === 'failed').length,
      parts: sent.reduce((sum, { parts }) => sum + Number(parts ?? 0), 0),
    };
    if (campaign.status === 'running')
      await campaigns.save({ ...moveCampaign(campaign, 'completed'), completed: { at: context.at, ...result } }, context, [
        CampaignCompleted.of(result),
      ]);
    return result;
  });
