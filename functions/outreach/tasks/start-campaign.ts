import * as z from 'zod';
import { CampaignStarted } from '../../../events/catalogue.ts';
import { task } from '../../runtime/task.ts';
import type { Table } from '../../table/table.ts';
import type { Campaigns } from '../campaigns.ts';
import { moveCampaign } from '../domain/campaign.ts';
import { previewOf } from '../preview.ts';

interface Needs {
  readonly campaigns: Campaigns;
  readonly table: Table;
}

/** Makes a campaign running and says by which channel and in which areas it goes. */
export const startCampaign = ({ campaigns, table }: Needs) =>
  task(z.object({ campaignId: z.uuid() }), async ({ campaignId }, context) => {
    const campaign = await campaigns.get(campaignId);
    const content = await campaigns.content(campaign.content.contentId, campaign.content.version);
    const { reached } = await previewOf(table, campaign, content);
    // entered again after a cut-off, it is running already
    if (campaign.status === 'planned')
      await campaigns.save(moveCampaign(campaign, 'running'), context, [CampaignStarted.of({ recipients: reached })]);
    return { channel: campaign.channel, place: { area: 0 } };
  });
