import * as z from 'zod';
import { refuseOutside } from '../../casefile/access.ts';
import { derivedId } from '../../kernel/ids.ts';
import { statusRefuses } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import type { Workflows } from '../../runtime/workflows.ts';
import type { Campaigns } from '../campaigns.ts';
import { Campaign, moveCampaign } from '../domain/campaign.ts';

interface Needs {
  readonly campaigns: Campaigns;
  readonly workflows: Workflows;
}

/** `POST /campaigns/{campaignId}/runs`: starts it, once; a state machine does the rest. */
export const runCampaign = ({ campaigns, workflows }: Needs) =>
  operation('runCampaign', {
    route: 'POST /campaigns/{campaignId}/runs',
    scope: 'outreach.write',
    roles: ['supervisor', 'manager', 'admin'],
    summary: 'Run a campaign',
    status: 202,
    path: z.strictObject({ campaignId: z.uuid() }),
    response: Campaign,
    async run({ path }, caller) {
      const campaign = await campaigns.get(path.campaignId);
      for (const area of campaign.segment.areas) refuseOutside(caller, area);
      const today = caller.at.slice(0, 10);
      if (campaign.status === 'planned') moveCampaign(campaign, 'running');
      if (campaign.status === 'cancelled' || today < campaign.startsOn || today > campaign.endsOn)
        throw statusRefuses(
          'run a campaign',
          campaign.status === 'planned' ? `planned for ${campaign.startsOn} to ${campaign.endsOn}` : campaign.status,
          ['planned, between its first and its last day'],
        );
      // the machine's first state makes it running, and every delivery is claimed: a run that stopped can be started again
      await workflows.start('outreach-campaign', derivedId('run', campaign.campaignId, caller.once?.key ?? caller.causationId), {
        campaignId: campaign.campaignId,
      });
      return campaign;
    },
  });
