import * as z from 'zod';
import { commitBeside, earlierAnswer } from '../../casefile/files.ts';
import { Problem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import { withNewKey } from '../domain/webhook.ts';
import { webhookWrites } from '../records.ts';
import { newKey, secretOf } from '../secrets.ts';
import { isOvertaken } from '../wake.ts';
import { getWebhook, refuseOtherVersion, WebhookPath, type Needs } from './needs.ts';
import { shownWebhook, WebhookView, WebhookWithSecret } from './webhook-request.ts';

const HOUR_MS = 3_600_000;

const Answered = WebhookView.extend({ keyId: z.string() });

/** `POST /webhooks/{webhookId}/secrets`: makes a new secret, and shows it once. The one before it goes on signing beside it for a while. */
export const rotateSecret = ({ table, vault }: Pick<Needs, 'table' | 'vault'>) =>
  operation('rotateSecret', {
    route: 'POST /webhooks/{webhookId}/secrets',
    scope: 'webhooks.write',
    summary: 'Make a new secret for a webhook',
    status: 201,
    path: WebhookPath,
    body: z.strictObject({
      overlapHours: z
        .int()
        .min(0)
        .max(30 * 24)
        .default(24)
        .describe('how long the secret before it signs as well; 0: it has leaked'),
    }),
    response: WebhookWithSecret,
    async run({ path: { webhookId }, body: { overlapHours } }, caller) {
      const before = await getWebhook(table, webhookId, caller);
      const shown = async (answer: unknown) => {
        const view = Answered.parse(answer);
        return { ...view, secret: await secretOf(vault, webhookId, view.keyId) };
      };
      const earlier = await earlierAnswer(table, caller);
      if (earlier !== undefined) return shown(earlier.answer);
      refuseOtherVersion(before, caller);
      const { key } = await newKey(vault, webhookId, caller);
      const endsAt = new Date(Date.parse(caller.at) + overlapHours * HOUR_MS).toISOString();
      const after = { ...withNewKey(before, key, endsAt), version: before.version + 1 };
      const answer = Answered.parse({ ...shownWebhook(after), keyId: key.keyId });
      try {
        return await shown(await commitBeside(table, caller, webhookWrites(after, before), answer));
      } catch (cause) {
        if (!isOvertaken(cause)) throw cause;
        throw new Problem('VersionConflict', 'the webhook was changed by somebody else', { cause });
      }
    },
  });
