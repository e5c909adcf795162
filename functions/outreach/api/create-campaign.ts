import * as z from 'zod';
import { CampaignCreated } from '../../../events/catalogue.ts';
import { refuseOutside } from '../../casefile/access.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import { LanguageTag } from '../../registration/domain/request.ts';
import type { Campaigns } from '../campaigns.ts';
import { Campaign, Channel, Segment } from '../domain/campaign.ts';

interface Needs {
  readonly campaigns: Campaigns;
}

/** `POST /campaigns`: plans a campaign with a fixed version of its content. */
export const createCampaign = ({ campaigns }: Needs) =>
  operation('createCampaign', {
    route: 'POST /campaigns',
    scope: 'outreach.write',
    summary: 'Plan a campaign',
    status: 201,
    body: z.strictObject({
      name: z.string().trim().min(1).max(120),
      channel: Channel,
      segment: Segment,
      language: LanguageTag.optional(),
      contentId: z.string().max(64),
      contentVersion: z.int().min(1).optional().describe('the newest one when left out'),
      startsOn: PlainDate,
      endsOn: PlainDate,
    }),
    response: Campaign,
    async run({ body: { contentId, contentVersion, ...body } }, caller) {
      for (const area of body.segment.areas) refuseOutside(caller, area);
      if (body.endsOn < body.startsOn)
        throw new Problem('ImplausibleFact', '/endsOn lies before startsOn', {
          errors: [{ pointer: '#/body/endsOn', detail: 'lies before startsOn' }],
        });
      const { version } = await campaigns.content(contentId, contentVersion);
      const campaign: Campaign = {
        ...body,
        campaignId: derivedId('campaign', caller.once?.key ?? caller.causationId),
        version: 0,
        content: { contentId, version },
        status: 'planned',
        createdAt: caller.at,
      };
      return campaigns.save(campaign, caller, [CampaignCreated.of({ channel: campaign.channel })]);
    },
  });
