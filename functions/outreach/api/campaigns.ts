import * as z from 'zod';
import { CampaignCreated } from '../../../events/catalogue.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem, statusRefuses } from '../../kernel/problem.ts';
import { operation, PageQuery, versioned } from '../../runtime/operation.ts';
import type { Workflows } from '../../runtime/workflows.ts';
import { Area, LanguageTag } from '../../registration/domain/request.ts';
import type { Table } from '../../table/table.ts';
import { deliveryKey, type Campaigns } from '../campaigns.ts';
import { Campaign, Channel, moveCampaign, Segment } from '../domain/campaign.ts';
import { previewOf } from '../preview.ts';

const Path = z.strictObject({ campaignId: z.uuid() });
const View = Campaign.omit({});

export interface CampaignNeeds {
  readonly campaigns: Campaigns;
  readonly table: Table;
  readonly workflows: Workflows;
}

/** `POST /campaigns`: plans a campaign with a fixed version of its content. */
export const createCampaign = ({ campaigns }: CampaignNeeds) =>
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
    response: View,
    async run({ body: { contentId, contentVersion, ...body } }, caller) {
      if (body.endsOn < body.startsOn) throw new Problem('ImplausibleFact', '/endsOn lies before startsOn', { errors: [{ pointer: '#/body/endsOn', detail: 'lies before startsOn' }] });
      const { version } = await campaigns.content(contentId, contentVersion);
      const campaign: Campaign = { ...body, campaignId: derivedId('campaign', caller.once?.key ?? caller.causationId), version: 0, content: { contentId, version }, status: 'planned', createdAt: caller.at };
      return campaigns.save(campaign, caller, [CampaignCreated.of({ channel: campaign.channel })]);
    },
  });

/** `GET /campaigns/{campaignId}` */
export const getCampaign = ({ campaigns }: CampaignNeeds) =>
  operation('getCampaign', {
    route: 'GET /campaigns/{campaignId}',
    scope: 'outreach.read',
    summary: 'Read a campaign',
    status: 200,
    path: Path,
    response: View,
    async run({ path }) {
      const campaign = await campaigns.get(path.campaignId);
      return versioned(campaign.version, campaign);
    },
  });

/** `GET /campaigns?area=`: campaigns whose first area this is, by their first day. */
export const listCampaigns = ({ campaigns }: CampaignNeeds) =>
  operation('listCampaigns', {
    route: 'GET /campaigns',
    scope: 'outreach.read',
    summary: 'List the campaigns of an area',
    status: 200,
    query: z.strictObject({ area: Area, ...PageQuery }),
    response: z.object({ items: z.array(View), next: z.string().optional() }),
    run: ({ query: { area, limit, cursor } }) => campaigns.list(area, { limit, ...(cursor === undefined ? {} : { after: cursor }) }),
  });

/** `GET /campaigns/{campaignId}/preview`: how many it reaches, in which languages, and what it costs in message parts. */
export const previewCampaign = ({ campaigns, table }: CampaignNeeds) =>
  operation('previewCampaign', {
    route: 'GET /campaigns/{campaignId}/preview',
    scope: 'outreach.read',
    summary: 'See how many mothers a campaign reaches and what it costs in message parts',
    status: 200,
    path: Path,
    response: z.object({ inSegment: z.int(), reached: z.int(), withoutPhone: z.int(), parts: z.int(), byLanguage: z.record(z.string(), z.object({ reached: z.int(), partsEach: z.int(), parts: z.int() })), complete: z.boolean() }),
    async run({ path }) {
      const campaign = await campaigns.get(path.campaignId);
      return previewOf(table, campaign, await campaigns.content(campaign.content.contentId, campaign.content.version));
    },
  });

/** `POST /campaigns/{campaignId}/runs`: starts it, once; a state machine does the rest. */
export const runCampaign = ({ campaigns, workflows }: CampaignNeeds) =>
  operation('runCampaign', {
    route: 'POST /campaigns/{campaignId}/runs',
    scope: 'outreach.write',
    roles: ['supervisor', 'manager', 'admin'],
    summary: 'Run a campaign',
    status: 202,
    path: Path,
    response: View,
    async run({ path }, caller) {
      const campaign = await campaigns.get(path.campaignId);
      const today = caller.at.slice(0, 10);
      if (campaign.status === 'planned') moveCampaign(campaign, 'running');
      if (campaign.status === 'cancelled' || today < campaign.startsOn || today > campaign.endsOn)
        throw statusRefuses('run a campaign', campaign.status === 'planned' ? `planned for ${campaign.startsOn} to ${campaign.endsOn}` : campaign.status, ['planned, between its first and its last day']);
      // the machine's first state makes it running, and every delivery is claimed: a run that stopped can be started again
      await workflows.start('outreach-campaign', derivedId('run', campaign.campaignId, caller.once?.key ?? caller.causationId), { campaignId: campaign.campaignId });
      return campaign;
    },
  });

/** `POST /campaigns/{campaignId}/deliveries`: records a field visit or a radio spot. */
export const recordDelivery = ({ campaigns }: CampaignNeeds) =>
  operation('recordDelivery', {
    route: 'POST /campaigns/{campaignId}/deliveries',
    scope: 'outreach.write',
    summary: 'Record a field visit or a radio spot of a campaign',
    status: 201,
    path: Path,
    body: z.strictObject({ on: PlainDate, place: z.string().trim().min(1).max(120), reached: z.int().min(0).max(10_000_000).describe('people, as counted or estimated') }),
    response: z.object({ deliveryId: z.string() }),
    async run({ path, body }, caller) {
      const campaign = await campaigns.get(path.campaignId);
      if (campaign.channel === 'sms' || campaign.channel === 'topic') throw statusRefuses('record a delivery by hand', `a campaign by ${campaign.channel}`, ['fieldVisit', 'radio']);
      if (body.on > caller.at.slice(0, 10)) throw new Problem('ImplausibleFact', '/on lies in the future', { errors: [{ pointer: '#/body/on', detail: 'lies in the future' }] });
      const deliveryId = derivedId('delivery', caller.once?.key ?? caller.causationId);
      await campaigns.save(campaign, caller, [], [{ put: { ...deliveryKey(path.campaignId, deliveryId), entity: 'delivery', state: 'recorded', channel: campaign.channel, ...body, by: caller.by } }]);
      return { deliveryId };
    },
  });

/** `GET /campaigns/{campaignId}/deliveries`: what was sent, visited or broadcast. */
export const listDeliveries = ({ campaigns }: CampaignNeeds) =>
  operation('listDeliveries', {
    route: 'GET /campaigns/{campaignId}/deliveries',
    scope: 'outreach.read',
    summary: 'List the deliveries of a campaign',
    status: 200,
    path: Path,
    query: z.strictObject(PageQuery),
    response: z.object({
      items: z.array(z.object({ caseId: z.string().optional(), state: z.string(), on: z.string().optional(), place: z.string().optional(), reached: z.int().optional(), parts: z.int().optional(), at: z.string().optional(), reason: z.string().optional() })),
      next: z.string().optional(),
    }),
    run: ({ path, query: { limit, cursor } }) => campaigns.deliveries(path.campaignId, { limit, ...(cursor === undefined ? {} : { after: cursor }) }),
  });
