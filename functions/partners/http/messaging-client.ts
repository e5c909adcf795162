import * as z from 'zod';
import { isProblem, Problem } from '../../kernel/problem.ts';
import type { GatewayReason } from '../../policy/schema/gateway-reason.ts';
import {
  MESSAGE_STATUSES,
  type EmailsToHandOver,
  type HandOverAnswer,
  type MessageCounts,
  type MessagingCallbackPort,
  type MessagingPort,
} from '../messaging-block.ts';
import type { PartnerCall } from '../partner-call.ts';
import type { Delivery, SmsGateway } from '../sms-gateway.ts';
import { isSameSecret, verifySignature } from './callback-signature.ts';
import { exchangeWith, hadNoEffect, type Needs } from './exchange.ts';
import { present } from './facts.ts';
import type { MessagingCallback, MessagingConfiguration } from './messaging-configuration.ts';

/** The name under which its texts are kept, and by which `order` means it. */
export const MESSAGING_GATEWAY = 'messaging';

const MINUTE_MS = 60_000;
const RequestUid = z.string().trim().min(1).max(120);

/** The definition says `requestUid`, its suite `requestUID`. */
const Accepted = z
  .object({ requestUid: RequestUid.optional(), requestUID: RequestUid.optional() })
  .transform(({ requestUid, requestUID }) => requestUid ?? requestUID)
  .pipe(RequestUid);

const Count = z.int().min(0);
const StatusCounts = z.object(
  Object.fromEntries(MESSAGE_STATUSES.map((status) => [status, Count])) as Record<(typeof MESSAGE_STATUSES)[number], typeof Count>,
);

/** Statuses by which the block says that it took nothing, and will not; the definition has 405 for all of them. */
const REFUSALS = [400, 402, 403, 404, 405, 413, 415, 422];

const REASON_BY_STATUS: Readonly<Record<number, GatewayReason>> = { 402: 'spendLimit', 403: 'notAllowed', 404: 'notAllowed' };

/** A request for one e-mail, or for several with the same words. */
const bodyOf = ({ sender, recipients, title, content }: EmailsToHandOver, callback: object | undefined) => {
  const words = { senderInfo: present(sender), emailContent: { encoding: 'UTF-8', title, content } };
  const [first] = recipients;
  if (first !== undefined && recipients.length === 1)
    return { ...(callback === undefined ? {} : { callback }), ...words, recipientInfo: present(first) };
  const rows = recipients.map((recipient) => ({ recipientInfo: present(recipient) }));
  const batchEmailAsBase64 = Buffer.from(JSON.stringify(rows)).toString('base64');
  // the definition has another name for it here
  return { ...(callback === undefined ? {} : { callbackURI: callback }), ...words, recipientInfo: { batchEmailAsBase64 } };
};

/** The state of one text, of which the block counts one. */
const fateOf = ({ delivered, bounced, notSent }: MessageCounts) => {
  if (bounced + notSent > 0) return 'failed';
  return delivered > 0 ? 'delivered' : 'underWay';
};

/**
 * The Messaging block of a country over HTTP. What the definition has as a query parameter called `body` goes in the body, as its suite has
 * it: addresses and words have no place in a URL.
 * @param callbackUrl where it may call back
 */
export const messagingClient = (
  settings: MessagingConfiguration,
  callbackUrl: string,
  needs: Needs = {},
): MessagingPort & { readonly texts: SmsGateway } => {
  const { apiKey, apiKeyHeader, askAfterMinutes, knowsKeys, sms } = settings;
  const exchange = exchangeWith('messaging block', settings, needs);
  const keyed = { [apiKeyHeader]: apiKey.value };

  const addressFor = (about: Readonly<Record<string, string>>) =>
    settings.callback === undefined
      ? undefined
      : { URI: `${callbackUrl}?${new URLSearchParams({ from: MESSAGING_GATEWAY, ...about }).toString()}` };

  const hand = async (path: string, body: object, call: PartnerCall): Promise<HandOverAnswer & { readonly status?: number }> => {
    try {
      const { status, body: answer } = await exchange.ask(
        { method: 'POST', path, headers: keyed, body, expected: [200, 201, 202, ...REFUSALS] },
        call,
      );
      if (status >= 400) return { state: 'refused', reason: `status ${String(status)}`, status };
      return { state: 'taken', requestUid: exchange.read(Accepted, answer) };
    } catch (error) {
      if (!isProblem(error)) throw error;
      return { state: hadNoEffect(error) ? 'tryAgain' : 'unknown' };
    }
  };

  const counts = async (path: string, requestUid: string, call: PartnerCall): Promise<MessageCounts> => {
    const { body } = await exchange.ask(
      { method: 'GET', path, headers: { ...keyed, requestUid }, query: { status: MESSAGE_STATUSES }, expected: [200] },
      call,
    );
    return exchange.read(StatusCounts, body);
  };

  const askAt = (at: string, asked: number): string | undefined => {
    const minutes = askAfterMinutes[asked];
    return minutes === undefined ? undefined : new Date(Date.parse(at) + minutes * MINUTE_MS).toISOString();
  };

  const statusPath = sms?.statusPath ?? '/status/sms';

  return {
    askAt,
    async handOver(emails, call) {
      const path = `/send/email/${emails.recipients.length === 1 ? 'single' : 'batch'}`;
      const answer = await hand(path, bodyOf(emails, addressFor({ ...emails.reference })), call);
      return answer.state === 'unknown' && knowsKeys ? { state: 'tryAgain' } : answer;
    },
    emailCounts: (requestUid, call) => counts('/status/email', requestUid, call),
    textFate: async (requestUid, call) => fateOf(await counts(statusPath, requestUid, call)),
    texts: {
      name: MESSAGING_GATEWAY,
      async send({ phone, text, reference, at }): Promise<Delivery> {
        const callback = addressFor({});
        const body = { ...(callback === undefined ? {} : { callback }), recipientInfo: { phone }, smsContent: { content: text } };
        const path = sms?.sendPath ?? '/send/sms/single';
        const answer = await hand(path, body, { at, correlationId: reference, idempotencyKey: reference });
        switch (answer.state) {
          case 'taken': {
            const next = askAt(at, 0);
            return {
              state: 'sent',
              gateway: MESSAGING_GATEWAY,
              gatewayId: answer.requestUid,
              ...(next === undefined ? {} : { askAt: next }),
            };
          }
          case 'refused':
            return { state: 'refused', reason: REASON_BY_STATUS[answer.status ?? 0] ?? 'other' };
          case 'tryAgain':
            return { state: 'tryAgain', reason: 'gatewayDown' };
          // not even where it knows our keys: the next gateway does not
          case 'unknown':
            return { state: 'unknown' };
        }
      },
    },
  };
};

/** The block as it calls back, by the shape of the definition's `POST /callback/email`. */
export const messagingCallbacks = (callback: MessagingCallback | undefined): MessagingCallbackPort => ({
  receive(delivery) {
    const { headers } = delivery;
    if (callback === undefined) throw new Problem('SignatureInvalid', 'the messaging block has not been told to call back');
    if (callback.by === 'signature') verifySignature(callback, delivery);
    else if (!isSameSecret(headers['apikey'] ?? headers['api_key'] ?? '', callback.secret.value))
      throw new Problem('SignatureInvalid', 'the API key is missing or wrong');
    const requestUid = RequestUid.safeParse(headers['requestuid']);
    if (requestUid.success) return requestUid.data;
    const errors = [{ pointer: '#/headers/requestUid', detail: 'is missing or too long' }];
    throw new Problem('InvalidRequest', '#/headers/requestUid is missing or too long', { errors });
  },
});
