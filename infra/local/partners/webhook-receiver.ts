import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { refused, type Incoming, type Reply } from './reply.ts';

/** A partner's receiver, and the secrets that it was given. */
export const WebhookReceiver = z.strictObject({
  name: z.string().regex(/^[\w-]{1,40}$/),
  secrets: z.array(z.string().regex(/^whsec_[A-Za-z0-9+/]+=*$/)).max(2),
});
export type WebhookReceiver = z.infer<typeof WebhookReceiver>;

/** What a receiver was sent. */
export interface ReceivedWebhook {
  receiver: string;
  id: string;
  timestamp: string;
  keyIds: string[];
  /** Whether one of the signatures was made with a secret of the receiver, lately. */
  verified: boolean;
  replay: boolean;
  body: unknown;
  at: string;
}

/** What the sandbox keeps of receivers. */
export interface WebhookState {
  webhookReceivers: Record<string, WebhookReceiver>;
  webhooks: ReceivedWebhook[];
}

/** A message that is older, or from further ahead, is refused: somebody may have kept it. */
const TOLERANCE_SECONDS = 300;

const isSame = (left: string, right: string): boolean =>
  left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));

/** How a partner checks a delivery: the text as it came, its three headers, its secrets, and its clock. */
const isGenuine = ({ headers, text }: Incoming, secrets: readonly string[], now: number): boolean => {
  const [id = '', timestamp = '', signatures = ''] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => {
    const value = headers[name];
    return typeof value === 'string' ? value : '';
  });
  if (!(Math.abs(now / 1000 - Number(timestamp)) <= TOLERANCE_SECONDS)) return false;
  const expected = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64')}`;
  });
  return signatures.split(' ').some((given) => expected.some((one) => isSame(given, one)));
};

/** `POST /webhooks/<receiver>`: takes an event whose signature is genuine, and keeps all that it was sent. */
export const takeWebhook = (state: WebhookState, now: number, receiver: string, incoming: Incoming): Reply => {
  const known = state.webhookReceivers[receiver];
  if (known === undefined) return refused(404, 'no such receiver; make it known by POST /control/webhook-receivers');
  const header = (name: string): string => String(incoming.headers[name] ?? '');
  const verified = isGenuine(incoming, known.secrets, now);
  state.webhooks.push({
    receiver,
    id: header('webhook-id'),
    timestamp: header('webhook-timestamp'),
    keyIds: header('webhook-key-id').split(' '),
    verified,
    replay: header('webhook-replay') === 'true',
    body: incoming.body,
    at: new Date(now).toISOString(),
  });
  return verified ? { status: 204 } : refused(401, 'the signature does not verify');
};
