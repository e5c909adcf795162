import type { Context } from '../../casefile/files.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Callbacks } from '../../runtime/callbacks.ts';
import type { Emails, OutgoingEmail } from '../../runtime/emails.ts';
import type { Signer } from '../../runtime/signer.ts';
import type { KeptEmail, KeptRequest } from './records.ts';
import type { EmailStore } from './store.ts';

export interface SendNeeds {
  readonly store: EmailStore;
  readonly emails: Emails;
  readonly callbacks: Callbacks;
  readonly signer: Signer;
}

const outgoing = (
  { requestUid, sender, title, content }: KeptRequest,
  number: number,
  recipient: NonNullable<KeptEmail['recipient']>,
): OutgoingEmail => {
  const senderName = sender.onBehalfOfName ?? sender.organisationName ?? sender.name;
  const replyTo = sender.replyTo ?? sender.email;
  return {
    ...(senderName === undefined || senderName === '' ? {} : { senderName }),
    ...(replyTo === undefined ? {} : { replyTo }),
    to: { address: recipient.email, ...(recipient.name === undefined || recipient.name === '' ? {} : { name: recipient.name }) },
    cc: recipient.emailCC === undefined ? [] : [recipient.emailCC],
    bcc: recipient.emailBCC === undefined ? [] : [recipient.emailBCC],
    subject: title,
    text: content,
    tags: { request: requestUid, email: String(number) },
  };
};

/**
 * Sends the e-mails of a request from one number to another. Repeated, it sends none twice: one that is found under way was cut off, and
 * counts as sent, until something is heard of it.
 * @throws {Problem} PartnerUnavailable when the service takes none now: what is left is tried again
 */
export const sendEmails = async (
  { store, emails }: Pick<SendNeeds, 'store' | 'emails'>,
  requestUid: string,
  { from, to }: { readonly from: number; readonly to: number },
  context: Context,
): Promise<void> => {
  const request = await store.find(requestUid);
  if (request === undefined) return;
  for (let number = from; number <= to; number += 1) {
    const email = await store.email(requestUid, number);
    if (email?.status !== 'scheduled' || email.recipient === undefined) continue;
    if (!(await store.move(requestUid, number, 'processing', context))) continue;
    const delivery = await emails.send(outgoing(request, number, email.recipient));
    if (delivery.state === 'refused') await store.move(requestUid, number, 'notSent', context, delivery.reason);
    if (delivery.state === 'tryAgain') {
      await store.move(requestUid, number, 'scheduled', context);
      throw new Problem('PartnerUnavailable', 'no e-mails are taken now');
    }
  }
  await store.settle(requestUid, context);
};

/**
 * Tells whoever asked for e-mails what came of them, at the address that they gave: counts alone, also of why some were not sent. The
 * signature is over time stamp, a dot and the body, with the key whose public half the Consent block gives out.
 * @throws {Problem} PartnerUnavailable when the address does not take it
 */
export const callBack = async (
  { store, callbacks, signer }: Omit<SendNeeds, 'emails'>,
  requestUid: string,
  { at }: Pick<Context, 'at'>,
): Promise<void> => {
  const request = await store.find(requestUid);
  if (request?.callbackUri === undefined) return;
  const status = await store.counts(requestUid);
  const why = status.notSent === 0 ? {} : { reasons: await store.reasons(requestUid) };
  const body = JSON.stringify({ requestUid, requestUID: requestUid, status, ...why });
  const { keyId } = await signer.publicKey();
  const headers = {
    'nestling-timestamp': at,
    'nestling-key-id': keyId,
    'nestling-signature': await signer.sign(`${at}.${body}`),
  };
  if (!(await callbacks.post({ uri: request.callbackUri, headers, body })))
    throw new Problem('PartnerUnavailable', 'the callback was not taken');
};
