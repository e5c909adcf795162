import { derivedCode } from '../kernel/ids.ts';
import type { Caller } from '../runtime/operation.ts';
import type { Vault } from '../runtime/vault.ts';
import { secretText } from './domain/signature.ts';
import type { WebhookKey } from './domain/webhook.ts';

/** What makes a repeat of a request the same request: its key, or the request itself. */
export const causeOf = ({ once, causationId }: Caller): string => once?.key ?? causationId;

/** The id of the key that a request makes. */
export const newKeyId = (webhookId: string, caller: Caller): string => `wk_${derivedCode(12, 'webhookKey', webhookId, causeOf(caller))}`;

/** A new key of a webhook, for a secret that somebody has. */
export const keyOf = async (vault: Pick<Vault, 'seal'>, webhookId: string, secret: string, caller: Caller): Promise<WebhookKey> => ({
  keyId: newKeyId(webhookId, caller),
  sealed: await vault.seal(secret, webhookId),
  madeAt: caller.at,
});

/**
 * A new key of a webhook, with its secret. The secret is a keyed hash of the key's id, so that a repeated request is answered alike without
 * anything in the clear being stored.
 */
export const newKey = async (
  vault: Pick<Vault, 'seal' | 'hash'>,
  webhookId: string,
  caller: Caller,
): Promise<{ readonly key: WebhookKey; readonly secret: string }> => {
  const secret = await secretOf(vault, webhookId, newKeyId(webhookId, caller));
  return { key: await keyOf(vault, webhookId, secret, caller), secret };
};

export const secretOf = async (vault: Pick<Vault, 'hash'>, webhookId: string, keyId: string): Promise<string> =>
  secretText(await vault.hash('webhookSecret', `${webhookId}:${keyId}`));
