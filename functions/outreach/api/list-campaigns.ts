import * as z from 'zod';
import { refuseOutside } from '../../casefile/access.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { Area } from '../../registration/domain/request.ts';
import type { Campaigns } from '../campaigns.ts';
import { Campaign } from '../domain/campaign.ts';

interface Needs {
  readonly campaigns: Campaigns;
}

/** `GET /campaigns?area=`: campaigns whose first area this is, by their first day. */
export const listCampaigns = ({ campaigns }: Needs) =>
  operation('listCampaigns', {
    route: 'GET /campaigns',
    scope: 'outreach.read',
    summary: 'List the campaigns of an area',
    status: 200,
    query: z.strictObject({ area: Area, ...PageQuery }),
    response: z.object({ items: z.array(Campaign), next: z.string().optional() }),
    run: async ({ query: { area, limit, cursor } }, caller) => {
      refuseOutside(caller, area);
      return campaigns.list(area, { limit, ...(cursor === undefined ? {} : { after: cursor }) });
    },
  });
