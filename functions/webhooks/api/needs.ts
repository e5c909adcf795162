import * as z from 'zod';
import { derivedId, derivedCode } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { WebhooksConfiguration } from '../../partners/http/webhooks-configuration.ts';
import type { Caller, Role } from '../../runtime/operation.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { Table } from '../../table/table.ts';
import { secretText } from '../domain/signature.ts';
import type { Webhook, WebhookKey } from '../domain/webhook.ts';
import { findWebhook } from '../records.ts';
import type { WakeNeeds } from '../wake.ts';

/** What the operations of this context use; each takes its part. */
export interface Needs extends WakeNeeds {
  readonly vault: Pick<Vault, 'seal' | 'hash'>;
  readonly rules: () => WebhooksConfiguration;
}

/** Of the staff, those who run the programme. */
export const ROLES: readonly Role[] = ['manager', 'admin'];

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

/** What makes a repeat of a request the same request: its key, or the request itself. */
export const causeOf = ({ once, causationId }: Caller): string => once?.key ?? causationId;

/**
 * A new key of a webhook, with its secret. The secret is a keyed hash of the key's id, so that a repeated request is answered alike without
 * anything in the clear being stored.
 */
export const newKey = async (
  vault: Needs['vault'],
  webhookId: string,
  caller: Caller,
): Promise<{ readonly key: WebhookKey; readonly secret: string }> => {
  const keyId = `wk_${derivedCode(12, 'webhookKey', webhookId, causeOf(caller))}`;
  const secret = await secretOf(vault, webhookId, keyId);
  return { key: { keyId, sealed: await vault.seal(secret, webhookId), madeAt: caller.at }, secret };
};

export const secretOf = async (vault: Needs['vault'], webhookId: string, keyId: string): Promise<string> =>
  secretText(await vault.hash('webhookSecret', `${webhookId}:${keyId}`));

export const newWebhookId = (caller: Caller): string => derivedId('webhook', caller.client, causeOf(caller));
