import * as z from 'zod';
import { operation, type Operation } from '../../../runtime/operation.ts';
import type { Vault } from '../../../runtime/vault.ts';
import type { Table } from '../../../table/table.ts';
import { shelf } from '../../shelf.ts';
import { ObjectId } from '../domain/ids.ts';
import { Part, Webhook, WebhookInput } from '../domain/schemas.ts';
import { newIdOf } from '../policies.ts';
import { KeptWebhooks, type KeptWebhook } from '../records.ts';
import { partOf } from '../registers.ts';

interface Needs {
  readonly table: Table;
  readonly vault: Vault;
}

const Path = z.strictObject({ webhookId: ObjectId });
const Answer = z.object({ webhook: Webhook });
const Body = z.strictObject({ webhook: WebhookInput });

/** The definition wants a secret in every answer; ours stays where it is. */
const shown = (kept: KeptWebhook): z.infer<typeof Webhook> => ({ ...kept, secretKey: '' });

/** Where others want to hear of consents. */
export const webhookOperations = ({ table, vault }: Needs): readonly Operation[] => {
  const kept = shelf(table, KeptWebhooks);
  const sealed = async (id: string, { secretKey, id: _id, ...rest }: z.infer<typeof WebhookInput>): Promise<KeptWebhook> => ({
    ...rest,
    id,
    secretKey: await vault.seal(secretKey, `webhook:${id}`),
  });
  return [
    operation('configWebhookCreate', {
      route: 'POST /config/webhook/',
      scope: 'exchange.manage',
      summary: 'Register a webhook',
      status: 200,
      body: Body,
      response: Answer,
      run: async ({ body: { webhook } }, caller) => {
        const id = newIdOf('webhook', webhook.id, caller);
        return { webhook: shown((await kept.put(await sealed(id, webhook), caller, await kept.find(id))).value) };
      },
    }),
    operation('configWebhookRead', {
      route: 'GET /config/webhook/{webhookId}/',
      scope: 'exchange.manage',
      summary: 'Read a webhook, without its secret',
      status: 200,
      path: Path,
      query: z.strictObject({ revisionId: ObjectId.optional() }),
      response: Answer,
      run: async ({ path: { webhookId } }) => ({ webhook: shown((await kept.get(webhookId, 'webhook')).value) }),
    }),
    operation('configWebhookUpdate', {
      route: 'PUT /config/webhook/{webhookId}/',
      scope: 'exchange.manage',
      summary: 'Change a webhook',
      status: 200,
      path: Path,
      body: Body,
      response: Answer,
      run: async ({ path: { webhookId }, body: { webhook } }, caller) => {
        const seen = await kept.get(webhookId, 'webhook');
        return { webhook: shown((await kept.put(await sealed(webhookId, webhook), caller, seen)).value) };
      },
    }),
    operation('configWebhookDelete', {
      route: 'DELETE /config/webhook/{webhookId}/',
      scope: 'exchange.manage',
      summary: 'Take a webhook away',
      status: 200,
      path: Path,
      response: z.strictObject({}),
      run: async ({ path: { webhookId } }, caller) => {
        await kept.remove(webhookId, caller, await kept.get(webhookId, 'webhook'));
        return {};
      },
    }),
    operation('configWebhookList', {
      route: 'GET /config/webhooks/',
      scope: 'exchange.manage',
      summary: 'List webhooks, without their secrets',
      status: 200,
      query: z.strictObject({ ...Part, revisionId: ObjectId.optional() }),
      response: z.object({ webhooks: z.array(Webhook) }),
      run: async ({ query }) => ({ webhooks: partOf(await kept.all(), query).map(({ value }) => shown(value)) }),
    }),
  ];
};
