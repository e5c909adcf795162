/** The Messaging block of a country, by GovStack Messaging 0.1.1: takes e-mails, counts what becomes of them, and calls back. Texts are an extension. */
import * as z from 'zod';
import { strike } from './faults.ts';
import { ok, type Incoming, type Reply } from './reply.ts';
import { STATUSES, type BlockRequest, type Status } from './messaging-state.ts';
import { nextNumber, type State } from './state.ts';

/** Whose calls it takes, and what it sends when it calls back. */
export const MESSAGING_KEY = 'sandbox-messaging-key';

const MINUTE_MS = 60_000;
const Callback = z.object({ URI: z.url() }).optional();
const Recipient = z.object({
  email: z.email(),
  emailCC: z.email().optional(),
  emailBCC: z.email().optional(),
  name: z.string().optional(),
});
const EmailContent = z.object({ encoding: z.string().optional(), title: z.string().min(1), content: z.string().min(1) });
const Words = { senderInfo: z.record(z.string(), z.string()).optional(), emailContent: EmailContent };
const Single = z.object({ ...Words, callback: Callback, recipientInfo: Recipient });
const Batch = z.object({ ...Words, callbackURI: Callback, recipientInfo: z.object({ batchEmailAsBase64: z.base64() }) });
const Rows = z.array(z.object({ recipientInfo: Recipient })).min(1);
const Text = z.object({
  callback: Callback,
  recipientInfo: z.object({ phone: z.string().regex(/^\+[1-9]\d{6,14}$/) }),
  smsContent: z.object({ content: z.string().min(1).max(1600) }),
});

/** The definition has one status for everything that is wrong. */
const invalid = (response: string): Reply => ({ status: 405, body: { response } });

const keyOf = ({ headers }: Incoming): string => String(headers['apikey'] ?? headers['api_key'] ?? '');

/** What becomes of a message, by how its address begins, or its number ends. */
const fateOf = (to: string): Status => {
  if (/^bounce|000$/.test(to)) return 'bounced';
  if (/^defer/.test(to)) return 'deferred';
  return /^nowhere|001$/.test(to) ? 'notSent' : 'delivered';
};

const accept = (state: State, now: number, { headers }: Incoming, request: Omit<BlockRequest, 'requestUid' | 'at'>): Reply => {
  const key = headers['idempotency-key'];
  const known = Object.values(state.messageRequests).find((one) => typeof key === 'string' && one.key === key);
  const knows = state.settings.messagingKeys === 'known';
  const requestUid = (knows ? known?.requestUid : undefined) ?? `M${nextNumber(state, 9)}`;
  state.messageRequests[requestUid] ??= {
    ...request,
    requestUid,
    ...(typeof key === 'string' ? { key } : {}),
    at: new Date(now).toISOString(),
  };
  if (known === undefined || !knows) state.jobs.push({ kind: 'messages', requestUid, dueAt: now + MINUTE_MS });
  return ok({ response: 'Request successfully accepted. Use "requestUid" to track its status.', requestUid });
};

const rowsOf = (base64: string): unknown => {
  try {
    return JSON.parse(Buffer.from(base64, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
};

const emailOf = (body: unknown, isBatch: boolean): Omit<BlockRequest, 'requestUid' | 'at'> | undefined => {
  const single = Single.safeParse(body);
  const batch = Batch.safeParse(body);
  const request = isBatch ? batch.data : single.data;
  if (request === undefined) return undefined;
  const rows = isBatch ? Rows.safeParse(rowsOf(batch.data?.recipientInfo.batchEmailAsBase64 ?? '')).data : undefined;
  const recipients = isBatch ? rows?.map(({ recipientInfo }) => recipientInfo) : single.success ? [single.data.recipientInfo] : [];
  if (recipients === undefined || recipients.some(({ email }) => email.startsWith('refuse'))) return undefined;
  const callback = isBatch ? batch.data?.callbackURI : single.data?.callback;
  const { senderInfo, emailContent } = request;
  return {
    kind: 'email',
    title: emailContent.title,
    content: emailContent.content,
    ...(senderInfo === undefined ? {} : { sender: senderInfo }),
    messages: recipients.map(({ email }) => ({ to: email, status: 'processing' })),
    ...(callback === undefined ? {} : { callbackUri: callback.URI }),
  };
};

const takeEmail =
  (isBatch: boolean) =>
  (state: State, now: number, incoming: Incoming): Reply => {
    if (keyOf(incoming) !== MESSAGING_KEY) return invalid('apiKey is missing or wrong');
    const email = emailOf(incoming.body, isBatch);
    return email === undefined ? invalid('the e-mail is not as defined') : accept(state, now, incoming, email);
  };

const takeText = (state: State, now: number, incoming: Incoming): Reply => {
  if (keyOf(incoming) !== MESSAGING_KEY) return invalid('apiKey is missing or wrong');
  const text = Text.safeParse(incoming.body);
  if (!text.success) return invalid('the text is not as defined');
  const { recipientInfo, smsContent, callback } = text.data;
  return accept(state, now, incoming, {
    kind: 'sms',
    content: smsContent.content,
    messages: [{ to: recipientInfo.phone, status: 'processing' }],
    ...(callback === undefined ? {} : { callbackUri: callback.URI }),
  });
};

const status =
  (kind: BlockRequest['kind']) =>
  (state: State, _now: number, incoming: Incoming): Reply => {
    if (keyOf(incoming) !== MESSAGING_KEY) return invalid('apiKey is missing or wrong');
    const request = state.messageRequests[String(incoming.headers['requestuid'] ?? '')];
    const asked = incoming.query.getAll('status').filter((name) => (STATUSES as readonly string[]).includes(name));
    if (request?.kind !== kind || asked.length === 0) return invalid('requestUid or status is missing or unknown');
    const wrong = strike(state.faults, 'messaging.counts', ['wrong']) === undefined ? 0 : 1;
    return ok(
      Object.fromEntries(asked.map((name) => [name, request.messages.filter((message) => message.status === name).length + wrong])),
    );
  };

/** What becomes of the messages of a request, and the call that says that something did. */
export const deliverMessages = (state: State, requestUid: string, at: number): void => {
  const request = state.messageRequests[requestUid];
  if (request === undefined) return;
  for (const message of request.messages) if (message.status === 'processing') message.status = fateOf(message.to);
  const { callbackUri: url } = request;
  if (url === undefined || strike(state.faults, 'messaging.callback', ['silent']) !== undefined) return;
  const late = strike(state.faults, 'messaging.callback', ['late'])?.minutes ?? 0;
  const times = strike(state.faults, 'messaging.callback', ['duplicate']) === undefined ? 1 : 2;
  const body = JSON.stringify({ meta: 'status', content: Buffer.from(JSON.stringify({ requestUid })).toString('base64') });
  const headers = { apiKey: MESSAGING_KEY, requestUid };
  for (let time = 0; time < times; time += 1)
    state.jobs.push({ kind: 'call', url, body, headers, attempt: 1, dueAt: at + late * MINUTE_MS });
};

/** Its operations, as the local system calls them. */
export const MESSAGING_BLOCK: Readonly<
  Record<string, { readonly name: string; readonly answer: (state: State, now: number, incoming: Incoming) => Reply }>
> = {
  'POST /send/email/single': { name: 'messaging.single', answer: takeEmail(false) },
  'POST /send/email/batch': { name: 'messaging.batch', answer: takeEmail(true) },
  'GET /status/email': { name: 'messaging.status', answer: status('email') },
  'POST /send/sms/single': { name: 'messaging.text', answer: takeText },
  'GET /status/sms': { name: 'messaging.textStatus', answer: status('sms') },
};
