import { files, table } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { texts } from '../../runtime/sms.ts';
import { taskFunction } from '../../runtime/task.ts';
import { campaignStore } from '../campaigns.ts';
import { announceToTopic } from './announce-to-topic.ts';
import { completeCampaign } from './complete-campaign.ts';
import { sendPage } from './send-page.ts';
import { startCampaign } from './start-campaign.ts';

const needs = { campaigns: campaignStore(table), table, files, texts, programmes };

export const { handler, manifest } = taskFunction({
  StartCampaign: startCampaign(needs),
  SendPage: sendPage(needs),
  AnnounceToTopic: announceToTopic(needs),
  CompleteCampaign: completeCampaign(needs),
});
