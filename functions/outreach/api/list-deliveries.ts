import * as z from 'zod';
import { operation, PageQuery } from '../../runtime/operation.ts';
import type { Campaigns } from '../campaigns.ts';

interface Needs {
  readonly campaigns: Campaigns;
}

/** `GET /campaigns/{campaignId}/deliveries`: what was sent, visited or broadcast. */
export const listDeliveries = ({ campaigns }: Needs) =>
  operation('listDeliveries', {
    route: 'GET /campaigns/{campaignId}/deliveries',
    scope: 'outreach.read',
    summary: 'List the deliveries of a campaign',
    status: 200,
    path: z.strictObject({ campaignId: z.uuid() }),
    query: z.strictObject(PageQuery),
    response: z.object({
      items: z.array(
        z.object({
          caseId: z.string().optional(),
          state: z.string(),
          on: z.string().optional(),
          place: z.string().optional(),
          reached: z.int().optional(),
          parts: z.int().optional(),
          costMicros: z.int().optional().describe('what all its tries have cost, millionths of the currency'),
          receipt: z.string().optional(),
          deliveredAt: z.string().optional(),
          at: z.string().optional(),
          reason: z.string().optional(),
        }),
      ),
      next: z.string().optional(),
    }),
    run: ({ path, query: { limit, cursor } }) =>
      campaigns.deliveries(path.campaignId, { limit, ...(cursor === undefined ? {} : { after: cursor }) }),
  });
