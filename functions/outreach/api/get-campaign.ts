import * as z from 'zod';
import { operation, versioned } from '../../runtime/operation.ts';
import type { Campaigns } from '../campaigns.ts';
import { Campaign } from '../domain/campaign.ts';

interface Needs {
  readonly campaigns: Campaigns;
}

/** `GET /campaigns/{campaignId}` */
export const getCampaign = ({ campaigns }: Needs) =>
  operation('getCampaign', {
    route: 'GET /campaigns/{campaignId}',
    scope: 'outreach.read',
    summary: 'Read a campaign',
    status: 200,
    path: z.strictObject({ campaignId: z.uuid() }),
    response: Campaign,
    async run({ path }) {
      const campaign = await campaigns.get(path.campaignId);
      return versioned(campaign.version, campaign);
    },
  });
