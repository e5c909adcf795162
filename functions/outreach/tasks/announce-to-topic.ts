import * as z from 'zod';
import { commitBeside } from '../../casefile/files.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Texts } from '../../runtime/sms.ts';
import { task } from '../../runtime/task.ts';
import { deliveryKey } from '../../table/keys.ts';
import { TransactionRefused, type Table } from '../../table/table.ts';
import type { Campaigns } from '../campaigns.ts';
import { textIn } from '../domain/campaign.ts';

interface Needs {
  readonly campaigns: Campaigns;
  readonly table: Table;
  readonly texts: Texts;
}

/** Publishes a campaign's text once to everybody who subscribed to the topic. */
export const announceToTopic = ({ campaigns, table, texts }: Needs) =>
  task(z.object({ campaignId: z.uuid() }), async ({ campaignId }, { once: _once, ...context }) => {
    const campaign = await campaigns.get(campaignId);
    const content = await campaigns.content(campaign.content.contentId, campaign.content.version);
    const key = deliveryKey(campaignId, 'topic');
    try {
      await commitBeside(
        table,
        context,
        [{ put: { ...key, entity: 'delivery', state: 'sent', at: context.at }, condition: 'absent' }],
        undefined,
      );
    } catch (error) {
      if (error instanceof TransactionRefused) return { announced: true };
      throw error;
    }
    const delivery = await texts.announce('campaign', textIn(content, campaign.language ?? 'en'));
    if (delivery.state === 'sent' || delivery.state === 'unknown') return { announced: true };
    await commitBeside(table, context, [{ remove: key }], undefined);
    if (delivery.state === 'tryAgain') throw new Problem('PartnerUnavailable', 'the topic takes nothing now');
    return { announced: false };
  });
