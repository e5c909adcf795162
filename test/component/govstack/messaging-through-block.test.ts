import { messagingClient } from '../../../functions/partners/http/messaging-client.ts';
import { MessagingConfiguration } from '../../../functions/partners/http/messaging-configuration.ts';
import type { MessageCounts } from '../../../functions/partners/messaging-block.ts';
import { keys } from '../../../functions/table/keys.ts';
import type { FaultInput } from '../../../infra/local/partners/faults.ts';
import { aWorld, type World } from '../partners/partners-world.ts';
import { AT, aMessagingBlock } from './messaging-world.ts';

const none = { scheduled: 0, processing: 0, deferred: 0, bounced: 0, notSent: 0, delivered: 0 };
const later = (minutes: number): string => new Date(Date.parse(AT) + minutes * 60_000).toISOString();

describe('e-mails through the Messaging block of a country', () => {
  let partners: World;
  beforeAll(async () => {
    partners = await aWorld({ startsAt: AT });
  });
  afterAll(() => partners.stop());
  beforeEach(() => {
    partners.control.reset();
    partners.inbox.length = 0;
  });

  const strikes = (target: string, fault: Record<string, unknown>) =>
    partners.control.setFault({ target, ...fault } as unknown as FaultInput);

  /** Our facade before the sandbox of a country's block, and what a test asks of both. */
  const aFacade = (more: object = {}) => {
    const settings = MessagingConfiguration.parse({ ...partners.sandbox.configuration.messaging, ...more });
    const block = aMessagingBlock(() => ({ state: 'unknown' }), messagingClient(settings, partners.callbackUrl));
    return {
      ...block,
      send: async (...addresses: readonly string[]): Promise<string> => {
        const rows = addresses.map((email) => ({ email }));
        const answer = await block.call('POST', '/send/email/batch', {
          body: {
            callbackURI: { URI: 'https://partner.example/callback' },
            senderInfo: { organisationName: 'Clinic', email: 'clinic@example.com' },
            recipientInfo: { batchEmailAsBase64: Buffer.from(JSON.stringify(rows)).toString('base64') },
            emailContent: { title: 'Vaccination day', content: 'On Monday at nine.' },
          },
        });
        return String(answer.body['requestUid']);
      },
      status: async (requestUid: string): Promise<MessageCounts> => {
        const options = { headers: { requestUid }, query: { status: Object.keys(none).join() } };
        return (await block.call('GET', '/status/email', options)).body as unknown as MessageCounts;
      },
      /** The block's calls reach us. */
      hearCalls: async (requestUid: string, at: string) => {
        for (const { url, headers } of partners.inbox.splice(0)) {
          const handOver = new URL(url, 'http://x').searchParams.get('handOver') ?? '';
          await block.hear(requestUid, handOver, { calledAs: headers['requestuid'] ?? '' }, at);
        }
      },
    };
  };
  const handed = () => partners.control.messages().map(({ messages }) => messages.map(({ to }) => to));

  it('are handed over together, forget their addresses, and are counted when the block says what became of them', async () => {
    const facade = aFacade();
    const requestUid = await facade.send('a@example.com', 'bounce@example.com', 'nowhere@example.com');

    await facade.work(requestUid);
    await facade.work(requestUid);

    expect(await facade.status(requestUid)).toEqual({ ...none, processing: 3 });
    expect(handed()).toEqual([['a@example.com', 'bounce@example.com', 'nowhere@example.com']]);
    expect(partners.control.messages()).toMatchObject([
      { sender: { organisationName: 'Clinic', email: 'nestling@example.org', replyTo: 'clinic@example.com' } },
    ]);
    expect(JSON.stringify(await facade.world.table.all(keys.shelf('email', requestUid)))).not.toContain('@example.com');
    await partners.pass(1);
    await facade.sweep(later(9));
    expect(await facade.status(requestUid)).toEqual({ ...none, processing: 3 });
    await facade.sweep(later(10));
    await facade.sweep(later(10));
    expect(await facade.status(requestUid)).toEqual({ ...none, delivered: 1, bounced: 1, notSent: 1 });
    await facade.work(requestUid);
    expect(facade.called).toHaveLength(1);
  });

  it('are heard of when the block calls, however often it does', async () => {
    const facade = aFacade();
    strikes('messaging.callback', { kind: 'duplicate' });
    const requestUid = await facade.send('a@example.com', 'defer@example.com');
    await facade.work(requestUid);
    await partners.pass(1);

    expect(partners.inbox).toHaveLength(2);
    await facade.hearCalls(requestUid, later(1));

    expect(await facade.status(requestUid)).toEqual({ ...none, delivered: 1, deferred: 1 });
    expect(await facade.world.factsOf(requestUid)).not.toContain('EmailsSettled.v1');
  });

  it('that the block refuses together are handed over one by one, and only the one that it refuses is not sent', async () => {
    const facade = aFacade();
    const requestUid = await facade.send('a@example.com', 'refuse@example.com', 'b@example.com');

    await facade.work(requestUid);

    expect(await facade.status(requestUid)).toEqual({ ...none, processing: 2, notSent: 1 });
    expect(handed()).toEqual([['a@example.com'], ['b@example.com']]);
  });

  it('wait while the block is down, and go out once when it is back', async () => {
    const facade = aFacade();
    strikes('messaging.batch', { kind: 'refuse', status: 503, times: 1 });
    const requestUid = await facade.send('a@example.com', 'b@example.com');

    await expect(facade.work(requestUid)).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    expect(await facade.status(requestUid)).toEqual({ ...none, scheduled: 2 });
    await facade.work(requestUid);

    expect(await facade.status(requestUid)).toEqual({ ...none, processing: 2 });
    expect(handed()).toHaveLength(1);
  });

  const hourly = async (facade: ReturnType<typeof aFacade>, from: number, to: number) => {
    for (let hour = from; hour <= to; hour += 1) await facade.sweep(later(hour * 60));
  };

  it('wait when the block is down for hours, longer than the queue tries, and each goes out once when it is back', async () => {
    const facade = aFacade();
    strikes('messaging.batch', { kind: 'refuse', status: 503 });
    const addresses = Array.from({ length: 30 }, (_, place) => `a${String(place)}@example.com`);
    const requestUid = await facade.send(...addresses);

    await facade.queue(requestUid);
    await hourly(facade, 1, 20);
    expect(await facade.status(requestUid)).toEqual({ ...none, scheduled: 30 });
    partners.control.clearFaults();
    await hourly(facade, 21, 27);

    expect(await facade.status(requestUid)).toEqual({ ...none, processing: 30 });
    expect(handed().flat().sort()).toEqual(addresses.sort());
    expect(facade.deadLetters).toEqual([]);
    expect(await facade.world.table.all(keys.shelf('emailWait', requestUid))).toEqual([]);
  });

  it('are given up after two days in which the block took none, and whoever asked for them is told why', async () => {
    const facade = aFacade();
    strikes('messaging.batch', { kind: 'refuse', status: 503 });
    const requestUid = await facade.send('a@example.com', 'b@example.com');

    await facade.queue(requestUid);
    await hourly(facade, 1, 47);
    expect(await facade.status(requestUid)).toEqual({ ...none, scheduled: 2 });
    await hourly(facade, 48, 49);
    await facade.queue(requestUid);

    expect(await facade.status(requestUid)).toEqual({ ...none, notSent: 2 });
    expect(facade.called.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { requestUid, requestUID: requestUid, status: { ...none, notSent: 2 }, reasons: { notTakenInTime: 2 } },
    ]);
    expect(facade.deadLetters).toEqual([]);
    expect(await facade.world.table.all(keys.shelf('emailWait', requestUid))).toEqual([]);
    expect(JSON.stringify(await facade.world.table.all(keys.shelf('email', requestUid)))).not.toContain('@example.com');
  });

  it('that the block refused together go alone under their own keys at each try', async () => {
    partners.control.set({ messagingKeys: 'known' });
    const facade = aFacade({ knowsKeys: true });
    const requestUid = await facade.send('a@example.com', 'refuse@example.com', 'b@example.com');
    strikes('messaging.single', { kind: 'lostAnswer', times: 1 });

    await facade.queue(requestUid);
    partners.control.set({ messagingKeys: 'ignored' });

    expect(handed()).toEqual([['a@example.com'], ['b@example.com']]);
    expect(await facade.status(requestUid)).toEqual({ ...none, processing: 2, notSent: 1 });
  });

  it('whose answer was lost are not handed over again, and are heard of under the name by which the block calls', async () => {
    const facade = aFacade();
    strikes('messaging.batch', { kind: 'lostAnswer', times: 1 });
    const requestUid = await facade.send('a@example.com', 'b@example.com');
    await facade.work(requestUid);
    await facade.work(requestUid);

    expect(await facade.status(requestUid)).toEqual({ ...none, processing: 2 });
    expect(handed()).toHaveLength(1);
    await partners.pass(1);
    await facade.hearCalls(requestUid, later(1));
    expect(await facade.status(requestUid)).toEqual({ ...none, delivered: 2 });
    expect(JSON.stringify(await facade.world.table.all(keys.shelf('email', requestUid)))).not.toContain('@example.com');
  });

  it('whose answer was lost, and of which nothing is heard for two days, are over, and whoever asked for them is told that', async () => {
    const facade = aFacade();
    strikes('messaging.batch', { kind: 'lostAnswer', times: 1 });
    const requestUid = await facade.send('a@example.com', 'b@example.com');
    await facade.work(requestUid);

    await hourly(facade, 1, 47);
    expect(await facade.status(requestUid)).toEqual({ ...none, processing: 2 });
    await hourly(facade, 48, 49);
    await facade.queue(requestUid);

    expect(handed()).toHaveLength(1);
    expect(await facade.status(requestUid)).toEqual({ ...none, notSent: 2 });
    expect(facade.called.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { requestUid, requestUID: requestUid, status: { ...none, notSent: 2 }, reasons: { unknownWhetherSent: 2 } },
    ]);
    expect(JSON.stringify(await facade.world.table.all(keys.shelf('email', requestUid)))).not.toContain('@example.com');
    await partners.pass(1);
    await facade.hearCalls(requestUid, later(50 * 60));
    expect(await facade.status(requestUid)).toEqual({ ...none, notSent: 2 });
  });

  it('whose answer was lost are handed over again where the block knows our keys, which sends them once', async () => {
    partners.control.set({ messagingKeys: 'known' });
    const facade = aFacade({ knowsKeys: true });
    strikes('messaging.batch', { kind: 'lostAnswer', times: 1 });
    const requestUid = await facade.send('a@example.com', 'b@example.com');

    await expect(facade.work(requestUid)).rejects.toMatchObject({ name: 'PartnerUnavailable' });
    await partners.pass(1);
    await facade.hearCalls(requestUid, later(1));
    expect(await facade.status(requestUid)).toEqual({ ...none, scheduled: 2 });
    await facade.work(requestUid);
    partners.control.set({ messagingKeys: 'ignored' });

    expect(handed()).toHaveLength(1);
    await facade.sweep(later(10));
    expect(await facade.status(requestUid)).toEqual({ ...none, delivered: 2 });
  });

  it.each([
    ['does not answer', 'messaging.status', { kind: 'down' }],
    ['tells of more than it was handed', 'messaging.counts', { kind: 'wrong' }],
    ['answers with nonsense', 'messaging.status', { kind: 'garbage', form: 'wrongShape' }],
  ])('are asked about after longer and longer pauses, and no more at the end, while the block %s', async (_what, target, fault) => {
    const facade = aFacade({ askAfterMinutes: [10, 60, 180] });
    const requestUid = await facade.send('a@example.com', 'b@example.com');
    await facade.work(requestUid);
    await partners.pass(1);
    strikes(target, fault);

    for (const minutes of [10, 20, 70, 100, 250, 900, 2_000]) await facade.sweep(later(minutes));

    expect(partners.control.calls()['messaging.status']).toBe(3);
    expect(await facade.status(requestUid)).toEqual({ ...none, processing: 2 });
  });

  it('are heard of when the block is well again', async () => {
    const facade = aFacade();
    const requestUid = await facade.send('a@example.com');
    await facade.work(requestUid);
    await partners.pass(1);
    strikes('messaging.status', { kind: 'down', times: 1 });

    await facade.sweep(later(10));
    await facade.sweep(later(70));

    expect(await facade.status(requestUid)).toEqual({ ...none, delivered: 1 });
  });

  it('say nothing of whom they are for, or what, in an event', async () => {
    const facade = aFacade();
    const requestUid = await facade.send('a@example.com');
    await facade.work(requestUid);

    expect(JSON.stringify(await facade.world.eventsOf(requestUid))).not.toMatch(/example\.com|Monday/);
  });
});
