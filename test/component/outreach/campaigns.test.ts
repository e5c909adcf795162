import { randomUUID } from 'node:crypto';
import { ItemFellDue, MessageQueued } from '../../../events/catalogue.ts';
import { caseFiles, allOf } from '../../../functions/casefile/files.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import { receiveReceipts } from '../../../functions/messaging/api/receive-receipts.ts';
import { sendQueued } from '../../../functions/messaging/consumers/send-queued.ts';
import { mute } from '../../../functions/messaging/domain/mute.ts';
import { Messages } from '../../../functions/messaging/records.ts';
import { releaseWaiting } from '../../../functions/messaging/subscribers/release-waiting.ts';
import { getCampaign } from '../../../functions/outreach/api/get-campaign.ts';
import { listDeliveries } from '../../../functions/outreach/api/list-deliveries.ts';
import { campaignStore } from '../../../functions/outreach/campaigns.ts';
import { completeCampaign } from '../../../functions/outreach/tasks/complete-campaign.ts';
import { sendPage } from '../../../functions/outreach/tasks/send-page.ts';
import { startCampaign } from '../../../functions/outreach/tasks/start-campaign.ts';
import { messagingCallbacks } from '../../../functions/partners/http/messaging-client.ts';
import { SmsConfiguration } from '../../../functions/partners/http/texts-configuration.ts';
import { smsReceipts } from '../../../functions/partners/http/sms-gateway-client.ts';
import type { Delivery, OutgoingText } from '../../../functions/partners/sms-gateway.ts';
import { signatureOf } from '../../../infra/local/partners/agenda.ts';
import { aCase, shippedProgrammes as programmes } from '../../support/builders.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { deliver, runTask } from '../../support/tasks.ts';
import { aContext, call, testVault } from '../../support/world.ts';

const NOON = '2026-03-01T12:00:00.000Z';
const NIGHT = '2026-03-01T23:00:00.000Z';
const MORNING = '2026-03-02T08:00:00.000Z';
const CAMPAIGN = derivedId('campaign');

/** A campaign of one area with two mothers, one of whom reads Hindi; a gateway that keeps what it took. */
const aCampaign = async () => {
  const table = memoryTable();
  const files = caseFiles({ table, shards: () => 1 });
  const campaigns = campaignStore(table);
  const taken: OutgoingText[] = [];
  const answers: Delivery[] = [];
  let turns = 0;
  const needs = {
    campaigns,
    table,
    files,
    programmes,
    vault: testVault,
    newAttempt: randomUUID,
    apiBaseUrl: () => 'https://n.example/v1',
    pace: () => {
      turns += 1;
      return Promise.resolve();
    },
    texts: {
      announce: () => Promise.reject(new Error('nothing is announced here')),
      send: (text: OutgoingText): Promise<Delivery> => {
        const answer = answers.shift() ?? { state: 'sent', gateway: 'http', gatewayId: `g-${String(taken.length + 1)}` };
        if (answer.state === 'sent') taken.push(text);
        return Promise.resolve(answer);
      },
    },
  };
  const english = await aCase(files, { name: 'english' });
  const hindi = await aCase(files, {
    name: 'hindi',
    root: { language: 'hi', mother: { givenName: 'Maya', familyName: 'Rai', birthDate: '1999-02-02', phone: '+919876543211' } as never },
  });
  await campaigns.addContent(
    {
      contentId: 'visits',
      title: 'Visits',
      texts: { en: 'Come to all four visits.', hi: 'चारों बार आइए।' },
      createdAt: NOON,
      createdBy: 'x',
    },
    aContext(NOON),
  );
  await campaigns.save(
    {
      campaignId: CAMPAIGN,
      version: 0,
      name: 'Visits',
      channel: 'sms',
      segment: { areas: ['north-1'] },
      content: { contentId: 'visits', version: 1 },
      startsOn: '2026-03-01' as never,
      endsOn: '2026-03-31' as never,
      status: 'planned',
      createdAt: NOON,
    },
    aContext(NOON),
    [],
  );
  const input = { campaignId: CAMPAIGN, place: { area: 0 } };
  const handed = new Set<string>();
  const world = {
    table,
    files,
    taken,
    answers,
    english,
    hindi,
    turns: () => turns,
    /** The tasks of a run, as its state machine calls them before it waits. */
    async run(at: string) {
      const execution = randomUUID();
      await runTask(startCampaign(needs), { campaignId: CAMPAIGN }, { at, execution });
      await runTask(sendPage(needs), input, { at, execution });
    },
    count: (at: string) => runTask(completeCampaign(needs), { campaignId: CAMPAIGN }, { at, execution: randomUUID() }),
    /** The queue is worked off. */
    async send() {
      for (const caseId of [english, hindi])
        for (const { detailType, detail } of await files.history(caseId)) {
          const id = detail.metadata['eventId'] ?? '';
          if (detailType !== MessageQueued.detailType || handed.has(id)) continue;
          handed.add(id);
          await sendQueued(needs).run({ 'detail-type': detailType, detail } as never);
        }
    },
    async sweep(at: string) {
      for (const caseId of [english, hindi])
        for (const message of allOf(await files.open(caseId, aContext(at)), Messages)) {
          const { data } = ItemFellDue.of({ kind: 'message', item: Messages.sk(message), dueOn: at.slice(0, 10) });
          await deliver(releaseWaiting(needs), caseId, data, at);
        }
      await world.send();
    },
    async receipt(receipt: object, at: string) {
      const rawBody = JSON.stringify({ receipts: [receipt] });
      const configuration = SmsConfiguration.parse({ baseUrl: 'http://127.0.0.1', callback: { secret: { value: 'secret' } } });
      return call(receiveReceipts({ ...needs, receipts: () => smsReceipts(configuration), calls: () => messagingCallbacks(undefined) }), {
        rawBody,
        at,
        headers: { 'x-callback-timestamp': at, 'x-callback-signature': signatureOf('secret', at, rawBody) },
      });
    },
    deliveries: async () =>
      (await call(listDeliveries(needs), { path: { campaignId: CAMPAIGN } })).body['items'] as readonly Readonly<Record<string, unknown>>[],
    deliveryOf: async (caseId: string) => (await world.deliveries()).find((one) => one['caseId'] === caseId),
    campaign: async () => (await call(getCampaign(needs), { path: { campaignId: CAMPAIGN } })).body,
  };
  return world;
};

describe('a campaign by text', () => {
  it('goes through the queue, at the pace of its share, to each in her language, with the cost of each text', async () => {
    const world = await aCampaign();
    await world.run(NOON);
    expect(world.taken).toEqual([]);
    expect(world.turns()).toBe(2);
    await world.send();

    expect(world.taken.map(({ text }) => text).sort()).toEqual(['Come to all four visits.', 'चारों बार आइए।']);
    expect(await world.deliveryOf(world.english)).toEqual({
      caseId: world.english,
      state: 'sent',
      at: NOON,
      parts: 1,
      costMicros: 50_000,
      receipt: 'accepted',
    });
  });

  it('waits for the morning at night', async () => {
    const world = await aCampaign();
    await world.run(NIGHT);
    await world.send();
    expect((await world.deliveries()).map(({ state }) => state)).toEqual(['scheduled', 'scheduled']);
    expect(await world.count(NIGHT)).toEqual({ settled: false });
    expect(await world.campaign()).toMatchObject({ status: 'running' });

    await world.sweep(MORNING);
    expect(world.taken).toHaveLength(2);
    expect(await world.count(MORNING)).toEqual({ settled: true });
    expect(await world.campaign()).toMatchObject({
      status: 'completed',
      completed: { at: MORNING, sent: 2, failed: 0, parts: 2, costMicros: 100_000 },
    });
  });

  it('that is run again, at any point, texts nobody twice', async () => {
    const world = await aCampaign();
    await world.run(NOON);
    await world.run('2026-03-01T12:10:00.000Z');
    await world.send();
    await world.run('2026-03-01T12:20:00.000Z');
    await world.send();

    expect(world.taken.map(({ phone }) => phone).sort()).toEqual(['+919876543210', '+919876543211']);
  });

  it('records what the gateway says became of each text, and sends again what may arrive later', async () => {
    const world = await aCampaign();
    await world.run(NOON);
    await world.send();
    await world.receipt({ id: 'g-1', state: 'delivered' }, '2026-03-01T12:05:00.000Z');
    await world.receipt({ id: 'g-2', state: 'failed', reason: 'unreachable' }, '2026-03-01T12:06:00.000Z');
    const states = async () => (await world.deliveries()).map(({ state }) => state).sort();
    expect(await states()).toEqual(['delivered', 'scheduled']);

    await world.sweep('2026-03-01T15:00:00.000Z');
    await world.receipt({ id: 'g-3', state: 'failed', reason: 'blocked' }, '2026-03-01T15:01:00.000Z');
    expect(await states()).toEqual(['delivered', 'failed']);
    await world.count('2026-03-01T15:02:00.000Z');
    expect(await world.campaign()).toMatchObject({ completed: { sent: 1, failed: 1, parts: 1, costMicros: 150_000 } });
  });

  it('is not sent to a number that does not exist again, and says so', async () => {
    const world = await aCampaign();
    world.answers.push({ state: 'refused', reason: 'invalidNumber' });
    await world.run(NOON);
    await world.send();

    expect(await world.deliveryOf(world.english)).toMatchObject({ state: 'failed', reason: 'invalidNumber', costMicros: 0 });
    expect(world.taken).toHaveLength(1);
  });

  it('reaches nobody who has stopped texts, before it or while her text waits', async () => {
    const world = await aCampaign();
    const stop = (caseId: string, at: string) =>
      world.files.change(caseId, aContext(at, { causationId: `stop-${caseId}` }), (file) =>
        mute(file, programmes.get('DEFAULT'), undefined, at),
      );
    await stop(world.hindi, NIGHT);
    await world.run(NIGHT);
    await stop(world.english, '2026-03-01T23:30:00.000Z');
    await world.sweep(MORNING);

    expect(world.taken).toEqual([]);
    expect(await world.deliveries()).toMatchObject([
      { state: 'muted', reason: 'stopped' },
      { state: 'muted', reason: 'stopped' },
    ]);
    expect(await world.count(MORNING)).toEqual({ settled: true });
  });
});
