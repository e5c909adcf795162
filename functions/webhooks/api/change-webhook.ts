import { commitBeside, earlierAnswer } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation, versioned } from '../../runtime/operation.ts';
import type * as z from 'zod';
import { Webhook } from '../domain/webhook.ts';
import { refuseAddress } from '../address.ts';
import { webhookWrites } from '../records.ts';
import { causeOf } from '../secrets.ts';
import { isOvertaken } from '../wake.ts';
import { getWebhook, refuseOtherVersion, WebhookPath, type Needs } from './needs.ts';
import { refuseElsewhere, shownWebhook, WebhookChange, WebhookView } from './webhook-request.ts';

/** What a webhook is after a change; `null` takes a limit away. */
const changed = ({ areas, programmes, reason, ...before }: Webhook, change: z.infer<typeof WebhookChange>): Webhook => {
  const limits = {
    areas: change.areas === null ? undefined : (change.areas ?? areas),
    programmes: change.programmes === null ? undefined : (change.programmes ?? programmes),
    reason: change.state === undefined ? reason : undefined,
  };
  return Webhook.parse({ ...before, ...change, ...limits, version: before.version + 1 });
};

/** `PATCH /webhooks/{webhookId}`: changes what is wanted and where, pauses a webhook, or turns it on again: then what has waited is sent. */
export const changeWebhook = ({ table, rules, workflows }: Pick<Needs, 'table' | 'rules' | 'workflows'>) =>
  operation('changeWebhook', {
    route: 'PATCH /webhooks/{webhookId}',
    scope: 'webhooks.write',
    summary: 'Change, pause or resume a webhook',
    status: 200,
    path: WebhookPath,
    body: WebhookChange,
    response: WebhookView,
    async run({ path: { webhookId }, body }, caller) {
      const before = await getWebhook(table, webhookId, caller);
      const resume = () => workflows.start('webhook-round', derivedId('resume', webhookId, causeOf(caller)), { webhookId, states: [] });
      const earlier = await earlierAnswer(table, caller);
      if (earlier !== undefined) {
        if (body.state === 'active') await resume();
        return earlier.answer;
      }
      refuseOtherVersion(before, caller);
      refuseElsewhere(before, body);
      if (body.url !== undefined) refuseAddress(body.url, rules());
      const after = changed(before, body);
      try {
        const answer = await commitBeside(table, caller, webhookWrites(after, before), WebhookView.parse(shownWebhook(after)));
        if (body.state === 'active') await resume();
        return versioned(answer.version, answer);
      } catch (cause) {
        if (!isOvertaken(cause)) throw cause;
        throw new Problem('VersionConflict', 'the webhook was changed by somebody else', { cause });
      }
    },
  });
