import * as z from 'zod';
import { derivedId } from '../../../kernel/ids.ts';
import { Problem } from '../../../kernel/problem.ts';
import type { WebhooksConfiguration } from '../../../partners/http/webhooks-configuration.ts';
import { operation, type Caller, type Operation } from '../../../runtime/operation.ts';
import type { Vault } from '../../../runtime/vault.ts';
import type { Workflows } from '../../../runtime/workflows.ts';
import type { Table } from '../../../table/table.ts';
import { refuseAddress } from '../../../webhooks/address.ts';
import { factsBehind } from '../../../webhooks/domain/notice.ts';
import type { Webhook as SentWebhook } from '../../../webhooks/domain/webhook.ts';
import { findWebhook, webhookRemoval, webhookWrites } from '../../../webhooks/records.ts';
import { causeOf, keyOf } from '../../../webhooks/secrets.ts';
import { shelf, type Shelved } from '../../shelf.ts';
import { ObjectId, refuseOtherId } from '../domain/ids.ts';
import { Part, Webhook, WebhookInput } from '../domain/schemas.ts';
import { newIdOf } from '../policies.ts';
import { KeptWebhooks, type KeptWebhook } from '../records.ts';
import { partOf } from '../registers.ts';

/** What the block's webhooks use; they are sent what `functions/webhooks` sends. */
export interface WebhookNeeds {
  readonly table: Table;
  readonly vault: Vault;
  readonly workflows: Workflows;
  readonly rules: () => WebhooksConfiguration;
}

const Path = z.strictObject({ webhookId: ObjectId });
const Answer = z.object({ webhook: Webhook });
const Body = z.strictObject({ webhook: WebhookInput });

/** By which what is sent to a webhook of this block is kept. */
const sentIdOf = (id: string): string => derivedId('consentWebhook', id);

/** The definition wants a secret in every answer; ours stays where it is. */
const shown = ({ id, payloadUrl, contentType }: KeptWebhook, sent: SentWebhook | undefined): z.infer<typeof Webhook> => ({
  id,
  payloadUrl,
  contentType,
  disabled: sent?.state !== 'active',
  secretKey: '',
  subscribedEvents: sent?.origin?.kind === 'consent' ? sent.origin.events : [],
});

/** Where others want to hear of consents. A partner has its own, and hears of the cases that it registered. */
export const webhookOperations = ({ table, vault, workflows, rules }: WebhookNeeds): readonly Operation[] => {
  const kept = shelf(table, KeptWebhooks);
  const isOwn = ({ value }: Shelved<KeptWebhook>, { partner }: Caller): boolean => partner === undefined || value.partner === partner;
  const own = async (id: string, caller: Caller): Promise<Shelved<KeptWebhook>> => {
    const found = await kept.get(id, 'webhook');
    if (!isOwn(found, caller)) throw new Problem('RecordNotFound', 'there is no webhook of this id');
    return found;
  };

  const write = async (id: string, given: z.infer<typeof WebhookInput>, seen: Shelved<KeptWebhook> | undefined, caller: Caller) => {
    const { payloadUrl: url, contentType, disabled, secretKey, subscribedEvents: events } = given;
    refuseAddress(url, rules(), '#/body/webhook/payloadUrl');
    const webhookId = sentIdOf(id);
    const before = await findWebhook(table, webhookId);
    const partner = seen === undefined ? caller.partner : seen.value.partner;
    const ofPartner = partner === undefined ? {} : { partner };
    const sent: SentWebhook = {
      webhookId,
      version: (before?.version ?? 0) + 1,
      url,
      facts: factsBehind(events),
      state: disabled ? 'paused' : 'active',
      maxPerMinute: before?.maxPerMinute ?? rules().maxPerMinute,
      keys: [await keyOf(vault, webhookId, secretKey, caller)],
      createdAt: before?.createdAt ?? caller.at,
      origin: { kind: 'consent', id, events },
      ...ofPartner,
    };
    const { value } = await kept.put({ id, payloadUrl: url, contentType, ...ofPartner }, caller, seen, webhookWrites(sent, before));
    // what has waited while it was disabled
    if (!disabled && before !== undefined)
      await workflows.start('webhook-round', derivedId('resume', webhookId, causeOf(caller)), { webhookId, states: [] });
    return { webhook: shown(value, sent) };
  };

  return [
    operation('configWebhookCreate', {
      route: 'POST /config/webhook/',
      scope: 'webhooks.write',
      summary: 'Register a webhook for consents and data agreements',
      status: 200,
      body: Body,
      response: Answer,
      run: async ({ body: { webhook } }, caller) => {
        const id = newIdOf('webhook', webhook.id, caller);
        const seen = await kept.find(id);
        if (seen !== undefined && !isOwn(seen, caller)) throw new Problem('AlreadyExists', 'there is another webhook of this id');
        return write(id, webhook, seen, caller);
      },
    }),
    operation('configWebhookRead', {
      route: 'GET /config/webhook/{webhookId}/',
      scope: 'webhooks.read',
      summary: 'Read a webhook, without its secret',
      status: 200,
      path: Path,
      query: z.strictObject({ revisionId: ObjectId.optional() }),
      response: Answer,
      run: async ({ path: { webhookId } }, caller) => {
        const { value } = await own(webhookId, caller);
        return { webhook: shown(value, await findWebhook(table, sentIdOf(webhookId))) };
      },
    }),
    operation('configWebhookUpdate', {
      route: 'PUT /config/webhook/{webhookId}/',
      scope: 'webhooks.write',
      summary: 'Change a webhook',
      status: 200,
      path: Path,
      body: Body,
      response: Answer,
      run: async ({ path: { webhookId }, body: { webhook } }, caller) => {
        refuseOtherId('#/body/webhook/id', webhook.id, webhookId);
        return write(webhookId, webhook, await own(webhookId, caller), caller);
      },
    }),
    operation('configWebhookDelete', {
      route: 'DELETE /config/webhook/{webhookId}/',
      scope: 'webhooks.write',
      summary: 'Take a webhook away: nothing more is sent to it',
      status: 200,
      path: Path,
      response: z.strictObject({}),
      run: async ({ path: { webhookId } }, caller) => {
        const sent = await findWebhook(table, sentIdOf(webhookId));
        await kept.remove(webhookId, caller, await own(webhookId, caller), sent === undefined ? [] : webhookRemoval(sent));
        return {};
      },
    }),
    operation('configWebhookList', {
      route: 'GET /config/webhooks/',
      scope: 'webhooks.read',
      summary: 'List webhooks, without their secrets',
      status: 200,
      query: z.strictObject({ ...Part, revisionId: ObjectId.optional() }),
      response: z.object({ webhooks: z.array(Webhook) }),
      run: async ({ query }, caller) => {
        const part = partOf(
          (await kept.all()).filter((one) => isOwn(one, caller)),
          query,
        );
        const webhooks = await Promise.all(part.map(async ({ value }) => shown(value, await findWebhook(table, sentIdOf(value.id)))));
        return { webhooks };
      },
    }),
  ];
};
