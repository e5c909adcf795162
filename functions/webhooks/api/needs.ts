import * as z from 'zod';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { WebhooksConfiguration } from '../../partners/http/webhooks-configuration.ts';
import type { Caller } from '../../runtime/operation.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { Table } from '../../table/table.ts';
import type { Webhook } from '../domain/webhook.ts';
import { findWebhook } from '../records.ts';
import { causeOf } from '../secrets.ts';
import type { WakeNeeds } from '../wake.ts';

/** What the operations of this context use; each takes its part. */
export interface Needs extends WakeNeeds {
  readonly vault: Pick<Vault, 'seal' | 'hash'>;
  readonly rules: () => WebhooksConfiguration;
}

/** An instant, written as the instants of events are, so that the two can be compared as text. */
export const Moment = z.iso.datetime().transform((text) => new Date(text).toISOString());

export const WebhookPath = z.strictObject({ webhookId: z.uuid() });

/** A webhook of the caller; the ministry's own see all. A stranger's is as good as none. @throws {Problem} WebhookNotFound */
export const getWebhook = async (table: Table, webhookId: string, { partner }: Caller): Promise<Webhook> => {
  const webhook = await findWebhook(table, webhookId);
  if (webhook === undefined || (partner !== undefined && webhook.partner !== partner))
    throw new Problem('WebhookNotFound', 'you have no webhook with this id');
  return webhook;
};

/** @throws {Problem} PreconditionFailed where the caller has seen another version */
export const refuseOtherVersion = ({ version }: Webhook, { expectedVersion }: Caller): void => {
  if (expectedVersion !== undefined && expectedVersion !== version)
    throw new Problem('PreconditionFailed', `the webhook is at version ${String(version)}, not ${String(expectedVersion)}`);
};

export const newWebhookId = (caller: Caller): string => derivedId('webhook', caller.client, causeOf(caller));
