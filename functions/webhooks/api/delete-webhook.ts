import * as z from 'zod';
import { commitBeside } from '../../casefile/files.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import { webhookRemoval } from '../records.ts';
import { isOvertaken } from '../wake.ts';
import { getWebhook, refuseOtherVersion, WebhookPath, type Needs } from './needs.ts';
import { MADE_BY } from './webhook-request.ts';

/** `DELETE /webhooks/{webhookId}`: nothing more is sent to it, not even what has waited. */
export const deleteWebhook = ({ table }: Pick<Needs, 'table'>) =>
  operation('deleteWebhook', {
    route: 'DELETE /webhooks/{webhookId}',
    scope: 'webhooks.write',
    summary: 'End a webhook for good',
    status: 200,
    path: WebhookPath,
    response: z.object({ webhookId: z.string() }),
    async run({ path: { webhookId } }, caller) {
      const webhook = await getWebhook(table, webhookId, caller);
      refuseOtherVersion(webhook, caller);
      if (webhook.origin !== undefined)
        throw new Problem('StatusRefuses', `the webhook is ended where it was made: ${MADE_BY[webhook.origin.kind]}`, {
          currentStatus: webhook.origin.kind,
          allowed: [],
        });
      try {
        return await commitBeside(table, caller, webhookRemoval(webhook), { webhookId });
      } catch (cause) {
        if (!isOvertaken(cause)) throw cause;
        throw new Problem('VersionConflict', 'the webhook was changed by somebody else', { cause });
      }
    },
  });
