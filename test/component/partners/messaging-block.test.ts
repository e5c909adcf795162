import type { FaultInput } from '../../../infra/local/partners/faults.ts';
import { messagingCallbacks, messagingClient } from '../../../functions/partners/http/messaging-client.ts';
import { MessagesConfiguration, MessagingConfiguration } from '../../../functions/partners/http/messaging-configuration.ts';
import { withFailOver, type SmsGateway } from '../../../functions/partners/sms-gateway.ts';
import { signatureOf } from '../../../infra/local/partners/agenda.ts';
import { aWorld, type World } from './partners-world.ts';

const AT = '2026-03-01T08:00:00.000Z';
const REFERENCE = { request: '0b9f6a54-7c1d-4e0e-8a53-5d2f8a3f9c10', handOver: '5f0a2c36-2f6e-4f5e-9d0a-0c8b3e1f7a01' };
const CALL = { at: AT, correlationId: 'corr-1', idempotencyKey: REFERENCE.handOver };
const HABARI = { phone: '+254722000123', text: 'Habari', reference: 'text-1', at: AT };
const SETTINGS = { baseUrl: 'https://messages.example', apiKey: { value: 'key' }, email: true };

const emailsTo = (...addresses: readonly string[]) => ({
  sender: { organisationName: 'Clinic', email: 'nestling@example.org', replyTo: undefined },
  recipients: addresses.map((email) => ({ email, name: 'Ann', emailCC: undefined })),
  title: 'Vaccination day',
  content: 'On Monday at nine.',
  reference: REFERENCE,
});

describe('the Messaging block over HTTP, against its sandbox', () => {
  let world: World;
  beforeAll(async () => {
    world = await aWorld();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    world.control.reset();
    world.control.set({ messagingKeys: 'ignored' });
    world.inbox.length = 0;
  });

  const client = (more: object = {}) =>
    messagingClient(MessagingConfiguration.parse({ ...world.sandbox.configuration.messaging, ...more }), world.callbackUrl);
  const strikes = (target: string, fault: Record<string, unknown>) =>
    world.control.setFault({ target, times: 1, ...fault } as unknown as FaultInput);

  it('takes one e-mail as a single, several as a batch, and counts what becomes of them', async () => {
    const block = client();

    const one = await block.handOver(emailsTo('a@example.com'), CALL);
    const several = await block.handOver(emailsTo('b@example.com', 'bounce@example.com', 'defer@example.com'), CALL);
    const requestUid = several.state === 'taken' ? several.requestUid : '';
    const before = await block.emailCounts(requestUid, CALL);
    await world.pass(1);
    const after = await block.emailCounts(requestUid, CALL);

    expect([one.state, several.state]).toEqual(['taken', 'taken']);
    expect(world.control.calls()).toMatchObject({ 'messaging.single': 1, 'messaging.batch': 1 });
    expect(before).toEqual({ scheduled: 0, processing: 3, deferred: 0, bounced: 0, notSent: 0, delivered: 0 });
    expect(after).toEqual({ scheduled: 0, processing: 0, deferred: 1, bounced: 1, notSent: 0, delivered: 1 });
    expect(world.control.messages()).toMatchObject([
      { title: 'Vaccination day', content: 'On Monday at nine.', sender: { organisationName: 'Clinic', email: 'nestling@example.org' } },
      { messages: [{ to: 'b@example.com' }, { to: 'bounce@example.com' }, { to: 'defer@example.com' }] },
    ]);
  });

  it.each([
    ['nobody listens', 'tryAgain', { baseUrl: 'http://127.0.0.1:59999' }, undefined],
    ['it says that it cannot now', 'tryAgain', {}, { kind: 'refuse', status: 503 }],
    ['it is asked too fast', 'tryAgain', {}, { kind: 'refuse', status: 429 }],
    ['its mediator refuses us', 'tryAgain', {}, { kind: 'mediator', type: 'Client.Authentication' }],
    ['its connection is cut', 'unknown', {}, { kind: 'down' }],
    ['its answer is lost', 'unknown', {}, { kind: 'lostAnswer' }],
    ['its answer makes no sense', 'unknown', {}, { kind: 'garbage', form: 'notJson', takesEffect: true }],
    ['its answer has no requestUid', 'unknown', {}, { kind: 'garbage', form: 'wrongShape' }],
    ['it is slower than allowed', 'unknown', { timeoutMs: 50 }, { kind: 'slow', delayMs: 300 }],
    ['it breaks', 'unknown', {}, { kind: 'refuse', status: 500 }],
    ['it finds it wrong', 'refused', {}, { kind: 'refuse', status: 405 }],
    ['it does not know our key', 'refused', { apiKey: { value: 'other' } }, undefined],
  ] as const)('is told apart, of e-mails and of texts: %s -> %s', async (_, state, more, fault) => {
    if (fault !== undefined) for (const operation of ['messaging.single', 'messaging.text']) strikes(operation, fault);

    await expect(client(more).handOver(emailsTo('a@example.com'), CALL)).resolves.toMatchObject({ state });
    await expect(client(more).texts.send(HABARI)).resolves.toMatchObject({ state });
  });

  it('that knows our keys is handed the same e-mails again when its answer was lost, and sends them once', async () => {
    world.control.set({ messagingKeys: 'known' });
    const block = client({ knowsKeys: true });
    strikes('messaging.single', { kind: 'lostAnswer' });

    const lost = await block.handOver(emailsTo('a@example.com'), CALL);
    const again = await block.handOver(emailsTo('a@example.com'), CALL);

    expect([lost.state, again.state]).toEqual(['tryAgain', 'taken']);
    expect(world.control.messages()).toHaveLength(1);
  });

  it('never has a text go through the next gateway whose answer was lost, even where it knows our keys', async () => {
    strikes('messaging.text', { kind: 'lostAnswer' });
    let asked = 0;
    const next: SmsGateway = {
      name: 'sns',
      send: () => {
        asked += 1;
        return Promise.resolve({ state: 'sent', gateway: 'sns', gatewayId: '1' });
      },
    };
    const gateways = withFailOver([client({ knowsKeys: true }).texts, next]);

    await expect(gateways.send(HABARI)).resolves.toEqual({ state: 'unknown' });
    expect(asked).toBe(0);
    strikes('messaging.text', { kind: 'refuse', status: 503 });
    await expect(gateways.send(HABARI)).resolves.toMatchObject({ state: 'sent', gateway: 'sns' });
  });

  it('says later what became of a text', async () => {
    const block = client({ askAfterMinutes: [10, 60] });
    const good = await block.texts.send(HABARI);
    const bad = await block.texts.send({ ...HABARI, phone: '+254722000000', reference: 'text-2' });
    const uidOf = (delivery: typeof good) => (delivery.state === 'sent' ? delivery.gatewayId : '');

    expect(good).toMatchObject({ state: 'sent', gateway: 'messaging', askAt: '2026-03-01T08:10:00.000Z' });
    expect(await block.textFate(uidOf(good), CALL)).toBe('underWay');
    await world.pass(1);
    expect([await block.textFate(uidOf(good), CALL), await block.textFate(uidOf(bad), CALL)]).toEqual(['delivered', 'failed']);
    expect(block.askAt(AT, 2)).toBeUndefined();
  });

  it('calls back under the address that it was given, and shows who it is', async () => {
    const block = client();
    const answer = await block.handOver(emailsTo('a@example.com'), CALL);
    await world.pass(1);
    const [delivery] = world.inbox;
    if (delivery === undefined) throw new Error('nobody called');
    const calls = messagingCallbacks({ by: 'apiKey', secret: { value: 'sandbox-messaging-key' } });

    expect(answer).toEqual({ state: 'taken', requestUid: calls.receive(delivery) });
    expect(Object.fromEntries(new URL(delivery.url, 'http://x').searchParams)).toEqual({ from: 'messaging', ...REFERENCE });
    expect(() => calls.receive({ ...delivery, headers: { ...delivery.headers, apikey: 'other' } })).toThrow(
      'the API key is missing or wrong',
    );
    expect(() => messagingCallbacks(undefined).receive(delivery)).toThrow('has not been told to call back');
  });

  it('may sign its calls instead', () => {
    const calls = messagingCallbacks({ by: 'signature', secret: { value: 'secret' }, toleranceSeconds: 300 });
    const body = '{"meta":"status"}';
    const headers = { requestuid: 'M1', 'x-callback-timestamp': AT, 'x-callback-signature': signatureOf('secret', AT, body) };

    expect(calls.receive({ headers, body, at: AT })).toBe('M1');
    expect(() => calls.receive({ headers, body, at: '2026-03-01T09:00:00.000Z' })).toThrow('too far from now');
    expect(() => calls.receive({ headers: { ...headers, requestuid: '' }, body, at: AT })).toThrow('#/headers/requestUid');
  });

  it('is left alone for a while when it fails again and again', async () => {
    const block = client({ breaker: { failures: 2, pauseSeconds: 60, refusals: 9 } });
    world.control.setFault({ target: 'messaging', kind: 'refuse', status: 503 });
    for (let tries = 0; tries < 4; tries += 1) await block.handOver(emailsTo('a@example.com'), CALL);

    expect(world.control.calls()['messaging.single']).toBe(2);
  });
});

describe('the settings of a Messaging block', () => {
  it.each([
    ['without a key', { apiKey: undefined }, 'messaging.apiKey'],
    ['without an address', { baseUrl: 'messages' }, 'messaging.baseUrl'],
    ['with nothing that leaves through it', { email: false }, 'messaging.email'],
    ['with texts that never do', { sms: { order: ['sns'] } }, 'messaging.sms.order'],
    ['with a gateway named twice', { sms: { order: ['messaging', 'messaging'] } }, 'messaging.sms.order'],
    ['with a gateway that is not there', { sms: { order: ['messaging', 'http'] } }, 'messaging.sms.order'],
    ['with a path that is none', { sms: { sendPath: 'send' } }, 'messaging.sms.sendPath'],
    ['with pauses that shrink', { askAfterMinutes: [60, 10] }, 'messaging.askAfterMinutes'],
    ['with pauses beyond what is kept', { askAfterMinutes: [10_080, 10_080] }, 'messaging.askAfterMinutes'],
    ['with a callback that shows nothing', { callback: { by: 'trust' } }, 'messaging.callback.by'],
    ['with a certificate that is not there', { tls: 'shared' }, 'messaging.tls'],
    ['with an unknown setting', { sender: 'x' }, 'messaging'],
  ])('%s are refused by name', (_what, change, field) => {
    const { error } = MessagesConfiguration.safeParse({ messaging: { ...SETTINGS, ...change } });

    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
  });

  it('have texts go through it first, and then through SNS, where nothing else is said', () => {
    const { messaging } = MessagesConfiguration.parse({ messaging: { ...SETTINGS, sms: {} } });

    expect(messaging?.sms).toEqual({ order: ['messaging', 'sns'], sendPath: '/send/sms/single', statusPath: '/status/sms' });
  });
});
