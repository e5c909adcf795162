import { apiFunction } from '../../runtime/api.ts';
import { table } from '../../runtime/aws.ts';
import { workflows } from '../../runtime/workflows.ts';
import { campaignStore } from '../campaigns.ts';
import { addContentVersion } from './add-content-version.ts';
import { createCampaign } from './create-campaign.ts';
import { getCampaign } from './get-campaign.ts';
import { getContent } from './get-content.ts';
import { listCampaigns } from './list-campaigns.ts';
import { listDeliveries } from './list-deliveries.ts';
import { previewCampaign } from './preview-campaign.ts';
import { recordDelivery } from './record-delivery.ts';
import { runCampaign } from './run-campaign.ts';

const needs = { campaigns: campaignStore(table), table, workflows };

export const { handler, manifest } = apiFunction({ table }, [
  addContentVersion(needs),
  getContent(needs),
  createCampaign(needs),
  getCampaign(needs),
  listCampaigns(needs),
  previewCampaign(needs),
  runCampaign(needs),
  recordDelivery(needs),
  listDeliveries(needs),
]);
