import { files, table } from '../../runtime/aws.ts';
import { environment } from '../../runtime/environment.ts';
import { paceOf } from '../../runtime/pace.ts';
import { programmes } from '../../runtime/programmes.ts';
import { texts } from '../../runtime/sms.ts';
import { taskFunction } from '../../runtime/task.ts';
import { campaignStore } from '../campaigns.ts';
import { announceToTopic } from './announce-to-topic.ts';
import { completeCampaign } from './complete-campaign.ts';
import { sendPage } from './send-page.ts';
import { startCampaign } from './start-campaign.ts';

let turn: (() => Promise<void>) | undefined;
const needs = {
  campaigns: campaignStore(table),
  table,
  files,
  texts,
  programmes,
  pace: () => (turn ??= paceOf(environment().SMS_PER_SECOND))(),
};

export const { handler, manifest } = taskFunction({
  StartCampaign: startCampaign(needs),
  SendPage: sendPage(needs),
  AnnounceToTopic: announceToTopic(needs),
  CompleteCampaign: completeCampaign(needs),
});
