import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import type { Campaigns } from '../campaigns.ts';
import { previewOf } from '../preview.ts';

interface Needs {
  readonly campaigns: Campaigns;
  readonly table: Table;
}

/** `GET /campaigns/{campaignId}/preview`: how many it reaches, in which languages, and what it costs in message parts. */
export const previewCampaign = ({ campaigns, table }: Needs) =>
  operation('previewCampaign', {
    route: 'GET /campaigns/{campaignId}/preview',
    scope: 'outreach.read',
    summary: 'See how many mothers a campaign reaches and what it costs in message parts',
    status: 200,
    path: z.strictObject({ campaignId: z.uuid() }),
    response: z.object({
      inSegment: z.int(),
      reached: z.int(),
      withoutPhone: z.int(),
      parts: z.int(),
      byLanguage: z.record(z.string(), z.object({ reached: z.int(), partsEach: z.int(), parts: z.int() })),
      complete: z.boolean(),
    }),
    async run({ path }) {
      const campaign = await campaigns.get(path.campaignId);
      return previewOf(table, campaign, await campaigns.content(campaign.content.contentId, campaign.content.version));
    },
  });
