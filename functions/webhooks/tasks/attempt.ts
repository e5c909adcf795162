import { derivedId } from '../../kernel/ids.ts';
import type { WebhookAnswer } from '../../partners/webhook.ts';
import { admits, onTrial } from '../domain/health.ts';
import { signedHeaders } from '../domain/signature.ts';
import { bodyOf, isExpired, keysAt, type CaseEvent, type Webhook } from '../domain/webhook.ts';
import { findHealth, healthPut } from '../records.ts';
import { isOvertaken } from '../wake.ts';
import type { Needs } from './needs.ts';

/** What came of an attempt, and whether a request went out for it. */
export type Attempt = WebhookAnswer & { readonly asked: boolean };

/** Whether the receiver may be asked at an instant; of those who come when a pause is over, one. */
const isAdmitted = async ({ table, rules }: Needs, webhookId: string, at: string, execution: string): Promise<boolean> => {
  const health = await findHealth(table, webhookId);
  const admission = admits(health, at);
  if (admission !== 'trial') return admission === 'yes';
  const put = healthPut(webhookId, onTrial(health, at, rules().breaker));
  try {
    await table.transact([{ put, condition: { version: health.version } }], derivedId('trial', webhookId, at, execution, health.version));
    return true;
  } catch (error) {
    if (!isOvertaken(error)) throw error;
    return false;
  }
};

/** Sends an event to its webhook once, signed for the time of the attempt, unless the receiver is left alone just now. */
export const attempt = async (
  needs: Needs,
  webhook: Webhook,
  caseId: string,
  event: CaseEvent,
  { at, execution, again }: { readonly at: string; readonly execution: string; readonly again: boolean },
): Promise<Attempt> => {
  const { webhookId, url } = webhook;
  if (!again && isExpired(webhook, event, at)) return { asked: false, failure: 'not asked: its time to live is over' };
  if (!(await isAdmitted(needs, webhookId, at, execution))) return { asked: false, failure: 'not asked: the receiver has been failing' };
  const keys = await Promise.all(
    keysAt(webhook, at).map(async ({ keyId, sealed }) => ({ keyId, secret: await needs.vault.open(sealed, webhookId) })),
  );
  const body = bodyOf(webhook, caseId, event);
  const signed = signedHeaders(keys, { id: event.eventId, timestampSeconds: Math.floor(Date.parse(at) / 1000), body });
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Nestling-Webhooks/1',
    ...signed,
    ...(again ? { 'webhook-replay': 'true' } : {}),
  };
  return { asked: true, ...(await needs.sender.send({ url, headers, body })) };
};
