import * as z from 'zod';
import { CampaignCompleted } from '../../../events/catalogue.ts';
import { task } from '../../runtime/task.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import type { Campaigns } from '../campaigns.ts';
import { moveCampaign, tally } from '../domain/campaign.ts';

interface Needs {
  readonly campaigns: Campaigns;
  readonly table: Table;
}

/** Counts the deliveries of a campaign and closes it, once no text waits any more. */
export const completeCampaign = ({ campaigns, table }: Needs) =>
  task(z.object({ campaignId: z.uuid() }), async ({ campaignId }, context) => {
    const campaign = await campaigns.get(campaignId);
    const deliveries = await table.all(keys.campaign(campaignId), { beginsWith: 'DELIVERY#' });
    const { waiting, ...result } = tally(
      deliveries.map(({ state, parts, costMicros }) => ({
        state: String(state),
        parts: Number(parts ?? 0),
        costMicros: Number(costMicros ?? 0),
      })),
    );
    if (waiting > 0) return { settled: false };
    if (campaign.status === 'running') {
      const { sent, failed, parts } = result;
      await campaigns.save({ ...moveCampaign(campaign, 'completed'), completed: { at: context.at, ...result } }, context, [
        CampaignCompleted.of({ sent, failed, parts }),
      ]);
    }
    return { settled: true };
  });
