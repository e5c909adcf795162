import * as z from 'zod';
import { MessagesConfiguration, MessagingCalls } from '../partners/http/messaging-configuration.ts';
import { messagingCallbacks, messagingClient } from '../partners/http/messaging-client.ts';
import { sendingWith } from '../partners/http/mutual-tls.ts';
import type { MessagingCallbackPort } from '../partners/messaging-block.ts';
import { table } from './aws.ts';
import { environment } from './environment.ts';
import { withSecrets } from './secrets.ts';
import { turnsOf } from './turns.ts';

const settings = withSecrets('PARTNERS');

const made = () => {
  const { messaging, certificates } = MessagesConfiguration.parse(JSON.parse(settings()));
  if (messaging === undefined) return undefined;
  const { email, sms } = messaging;
  const client = messagingClient(messaging, `${environment().API_BASE_URL}/delivery-receipts`, {
    turn: turnsOf(table),
    ...sendingWith(certificates, messaging),
  });
  return { client, email, sms };
};
let kept: { readonly block: ReturnType<typeof made> } | undefined;

/**
 * The Messaging block of the country, and what leaves through it; undefined where this function was told of none. Made at the first call: it
 * remembers whether it has been failing.
 * @throws {Error} when its settings are wrong
 */
export const messagingBlock = (): ReturnType<typeof made> => (kept ??= { block: made() }).block;

/** The block as it calls back. */
export const messagingCalls = (): MessagingCallbackPort =>
  messagingCallbacks(z.object({ messaging: MessagingCalls.prefault({}) }).parse(JSON.parse(settings())).messaging.callback);
