import { apiFunction } from '../../runtime/api.ts';
import { table } from '../../runtime/aws.ts';
import { workflows } from '../../runtime/workflows.ts';
import { campaignStore } from '../campaigns.ts';
import { createCampaign, getCampaign, listCampaigns, listDeliveries, previewCampaign, recordDelivery, runCampaign } from './campaigns.ts';
import { addContentVersion, getContent } from './contents.ts';

const needs = { campaigns: campaignStore(table), table, workflows };

export const { handler, manifest } = apiFunction([
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
