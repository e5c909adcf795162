import { smsGatewayClient, smsReceipts } from '../../../functions/partners/http/sms-gateway-client.ts';
import { SmsConfiguration } from '../../../functions/partners/http/texts-configuration.ts';
import { withFailOver, type Delivery, type SmsGateway } from '../../../functions/partners/sms-gateway.ts';
import { aWorld, type World } from './partners-world.ts';

const HABARI = { phone: '+254722000123', text: 'Habari', reference: 'text-1', at: '2026-03-01T08:00:00.000Z' };

describe('the gateway over HTTP, against its sandbox', () => {
  let world: World;
  beforeAll(async () => {
    world = await aWorld();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    world.control.reset();
    world.inbox.length = 0;
  });

  const settings = (more: object = {}) => SmsConfiguration.parse({ ...world.sandbox.configuration.sms, ...more });
  const client = (more: object = {}) => smsGatewayClient(settings(more), world.callbackUrl);

  const received = () => {
    const [delivery] = world.inbox;
    if (delivery === undefined) throw new Error('no receipt came');
    return delivery;
  };

  it('takes a text once, and says a minute later that it arrived', async () => {
    const first = await client().send(HABARI);
    const second = await client().send(HABARI);
    await world.pass(1);
    const delivery = received();
    const port = smsReceipts(settings());

    expect(first).toMatchObject({ state: 'sent', gateway: 'http' });
    expect(second).toEqual(first);
    expect(world.control.texts().map(({ to, text }) => [to, text])).toEqual([['+254722000123', 'Habari']]);
    expect(world.inbox).toHaveLength(1);
    expect(() => port.verifySignature(delivery)).not.toThrow();
    expect(port.parseReceipts(delivery.body)).toEqual([{ gatewayId: (first as { gatewayId: string }).gatewayId, state: 'delivered' }]);
  });

  it('says why a text did not arrive', async () => {
    await client().send({ ...HABARI, phone: '+254722000000' });
    await world.pass(1);

    expect(smsReceipts(settings()).parseReceipts(received().body)).toMatchObject([{ state: 'failed', reason: 'unreachable' }]);
  });

  it('refuses receipts that nobody signed, that are old, or that are none', async () => {
    await client().send(HABARI);
    await world.pass(1);
    const delivery = received();
    const port = smsReceipts(settings());

    const refusalOf = (act: () => unknown): string => {
      try {
        act();
        return 'none';
      } catch (error) {
        return (error as Error).name;
      }
    };

    expect(refusalOf(() => port.verifySignature({ ...delivery, headers: {} }))).toBe('SignatureInvalid');
    expect(refusalOf(() => port.verifySignature({ ...delivery, body: delivery.body.replace('delivered', 'failed') }))).toBe(
      'SignatureInvalid',
    );
    expect(refusalOf(() => port.verifySignature({ ...delivery, at: '2026-03-02T08:00:00.000Z' }))).toBe('SignatureInvalid');
    expect(refusalOf(() => port.parseReceipts('{"receipts":[]}'))).toBe('InvalidRequest');
  });

  it.each([
    ['nobody listens', 'tryAgain', { baseUrl: 'http://127.0.0.1:59999' }, undefined],
    ['it says that it cannot now', 'tryAgain', {}, { kind: 'refuse', status: 503 }],
    ['it is asked too fast', 'tryAgain', {}, { kind: 'refuse', status: 429 }],
    ['its connection is cut', 'unknown', {}, { kind: 'down' }],
    ['it takes the text and its answer is lost', 'unknown', {}, { kind: 'lostAnswer' }],
    ['its answer makes no sense', 'unknown', {}, { kind: 'garbage', form: 'notJson' }],
    ['it is slower than allowed', 'unknown', { timeoutMs: 50 }, { kind: 'slow', delayMs: 400 }],
    ['it breaks', 'unknown', {}, { kind: 'refuse', status: 500 }],
    ['it forbids the sender', 'refused', {}, { kind: 'refuse', status: 403 }],
  ] as const)('is told apart: %s -> %s', async (_, state, more, fault) => {
    if (fault !== undefined) world.control.setFault({ target: 'sms.send', times: 1, ...fault });

    await expect(client(more).send(HABARI)).resolves.toMatchObject({ state });
  });

  it('says when a number wants nothing', async () => {
    await expect(client().send({ ...HABARI, phone: '+254722000002' })).resolves.toEqual({ state: 'refused', reason: 'optedOut' });
  });

  it('is left alone for a while when it fails again and again, and the text is not sent meanwhile', async () => {
    const gateway = client({ breaker: { failures: 2, pauseSeconds: 60 } });
    world.control.setFault({ target: 'sms.send', kind: 'refuse', status: 503 });
    for (let tries = 0; tries < 4; tries += 1) await gateway.send(HABARI);

    expect(world.control.calls()['sms.send']).toBe(2);
    expect(world.control.texts()).toEqual([]);
  });
});

describe('two gateways', () => {
  const answering = (name: string, delivery: Delivery): SmsGateway & { asked: number } => ({
    name,
    asked: 0,
    send() {
      this.asked += 1;
      return Promise.resolve(delivery);
    },
  });
  const sent: Delivery = { state: 'sent', gateway: 'second', gatewayId: '1' };

  it.each([
    ['it is down', { state: 'tryAgain', reason: 'gatewayDown' }, 1, sent],
    ['its money is used up', { state: 'refused', reason: 'spendLimit' }, 1, sent],
    ['its answer was lost', { state: 'unknown' }, 0, { state: 'unknown' }],
    ['the number is wrong', { state: 'refused', reason: 'invalidNumber' }, 0, { state: 'refused', reason: 'invalidNumber' }],
    ['she wants nothing', { state: 'refused', reason: 'optedOut' }, 0, { state: 'refused', reason: 'optedOut' }],
  ] as const)('ask the second one only where the first certainly did not send: %s', async (_, delivery, asked, result) => {
    const second = answering('second', sent);

    await expect(withFailOver([answering('first', delivery), second]).send(HABARI)).resolves.toEqual(result);
    expect(second.asked).toBe(asked);
  });

  it('try again later when one of them may, though the other refuses', async () => {
    const gateways = [
      answering('first', { state: 'tryAgain', reason: 'rateLimited' }),
      answering('second', { state: 'refused', reason: 'notAllowed' }),
    ];

    await expect(withFailOver(gateways).send(HABARI)).resolves.toEqual({ state: 'tryAgain', reason: 'rateLimited' });
  });
});
