import type { EventBridgeEvent } from 'aws-lambda';
import { ChildDied } from '../../../events/child-died.v1.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import { queueFacts } from '../../../functions/govstack/information-mediator/subscribers/queue-facts.ts';
import { replayDelivery } from '../../../functions/webhooks/api/replay-delivery.ts';
import { listWebhookDeliveries } from '../../../functions/webhooks/api/list-webhook-deliveries.ts';
import { changeWebhook } from '../../../functions/webhooks/api/change-webhook.ts';
import { deleteWebhook } from '../../../functions/webhooks/api/delete-webhook.ts';
import { signatureOf } from '../../../functions/webhooks/domain/signature.ts';
import { keys } from '../../../functions/table/keys.ts';
import type { Table } from '../../../functions/table/table.ts';
import { caseFiles, type StoredEvent } from '../../../functions/casefile/files.ts';
import type { BlockCall } from '../../support/block-call.ts';
import { aCase } from '../../support/builders.ts';
import { anInformationMediator, OURS } from '../../support/information-mediator-block.ts';
import { looksAt } from '../../support/looks.ts';
import { aContext, call as callOperation } from '../../support/world.ts';
import { aWebhooksWorld } from '../webhooks/webhooks-world.ts';

const HOSPITAL = {
  client: 'hospital',
  scopes: ['exchange.use', 'webhooks.write'],
  headers: { 'x-govstack-client': 'XX/GOV/0002/hospital' },
};
const MINISTRY = { client: 'ministry-it', headers: { 'x-govstack-client': 'XX/GOV/0001/ministry' } };
const AT = '2026-03-01T10:00:00.000Z';
const later = (minutes: number): string => new Date(Date.parse(AT) + minutes * 60_000).toISOString();

const aRoom = async (options: Record<string, unknown> = {}, table?: Table) => {
  const world = await anInformationMediator(table);
  const ask = (route: string, as: BlockCall, more: BlockCall = {}) => {
    const [method = '', path = ''] = route.split(' ');
    return world.call(method, `/r1/${OURS}${path}`, { at: AT, ...as, ...more });
  };
  const schema = { type: 'object', properties: { place: { type: 'string' } }, required: ['place'], additionalProperties: false };
  await ask('POST /api/v1/eventType', MINISTRY, { body: { eventType: 'campDay', schema } });
  await ask('POST /api/v1/subs/campDay', HOSPITAL, { body: { eventType: 'campDay', delivery: 'PULL', options } });
  const publish = async (place: string, at = AT) => {
    const { body } = await ask('POST /pub/v1/campDay', MINISTRY, { body: { eventType: 'campDay', event: { place } }, at });
    return (body as { id: string }).id;
  };
  const pull = async (at: string) => {
    const { status, body } = await ask('GET /pull/v1/campDay', HOSPITAL, { at });
    return status === 200 ? (body as { event: { place: string } }).event.place : status;
  };
  return { ...world, ask, publish, pull };
};

describe('an event of a type that the ministry has defined', () => {
  it('is refused by the field that its schema does not have, and reaches nobody', async () => {
    const { ask, pull } = await aRoom();

    const { status, body } = await ask('POST /pub/v1/campDay', MINISTRY, { body: { eventType: 'campDay', event: { place: 7 } } });

    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ pointer: '#/body/event/place' }] });
    expect(await pull(AT)).toBe(404);
  });

  it('is reached behind many whose time is over and that the table has not cleared away yet', async () => {
    const { ask, publish, pull } = await aRoom({ TTL: 60 });
    for (let n = 0; n < 120; n += 1) await publish('gone');
    await ask('PATCH /api/v1/subs/campDay', HOSPITAL, { body: { eventType: 'campDay', options: { TTL: 3600, FIFO: true } } });
    await publish('north', later(2));

    expect(await pull(later(3))).toBe('north');
  });

  it('is refused where it is too large for all who may wait for it, and reaches nobody', async () => {
    const { publish, pull } = await aRoom();

    await expect(publish('x'.repeat(70_000))).resolves.toBeUndefined();

    expect(await pull(later(1))).toBe(404);
  });

  it('is handed over in order, again and again, until it is confirmed, and only the oldest can be', async () => {
    const { ask, publish, pull } = await aRoom({ FIFO: true });
    const first = await publish('north');
    const second = await publish('south', later(1));

    const before = [await pull(later(2)), await pull(later(3))];
    const early = await ask(`DELETE /pull/v1/campDay/${second}`, HOSPITAL);
    const confirmed = await ask(`DELETE /pull/v1/campDay/${first}`, HOSPITAL);

    expect(before).toEqual(['north', 'north']);
    expect([early.status, confirmed.status]).toEqual([409, 204]);
    expect(await pull(later(4))).toBe('south');
  });

  it('is handed to one of several who fetch at once, and again when it is not confirmed for a minute', async () => {
    const { publish, pull } = await aRoom();
    await publish('north');
    await publish('south', later(1));

    expect([await pull(later(2)), await pull(later(2)), await pull(later(2)), await pull(later(4))]).toEqual([
      'north',
      'south',
      404,
      'north',
    ]);
  });

  it('is not handed over any more when its time to live is over, or when it was taken back', async () => {
    const { ask, publish, pull } = await aRoom({ TTL: 60 });
    await publish('north');
    const back = await publish('south', later(5));
    const { status } = await ask(`DELETE /pub/v1/campDay/${back}`, MINISTRY);

    expect([status, await pull(later(5))]).toEqual([204, 404]);
  });
});

describe('a fact of ours', () => {
  const childId = '0d6f0a4e-6a0b-4f0e-9c53-3f9b8f0f5d11';

  /** A child of a case died; the event as the bus has it. */
  const aFact = async (world: Awaited<ReturnType<typeof aRoom>>, client: string) => {
    const files = caseFiles({ table: world.table, shards: () => 1 });
    const caseId = await aCase(files, { name: client, root: { registeredBy: { client, channel: 'partner' } } });
    const data = { childId, on: '2026-03-01' };
    await files.change(caseId, aContext(later(1)), () => ({ facts: [ChildDied.of(data)], answer: null }));
    const stored = (await files.history(caseId)).at(-1) as StoredEvent;
    return {
      files,
      caseId,
      event: { 'detail-type': stored.detailType, detail: stored.detail } as unknown as EventBridgeEvent<string, unknown>,
    };
  };
  const tell = async ({ table }: Awaited<ReturnType<typeof aRoom>>, event: EventBridgeEvent<string, unknown>) => {
    for (const subscription of queueFacts({ table })) if (subscription.detailType === event['detail-type']) await subscription.run(event);
  };
  const subscribe = (world: Awaited<ReturnType<typeof aRoom>>, as: BlockCall) =>
    world.ask('POST /api/v1/subs/ChildDied', as, { body: { eventType: 'ChildDied', delivery: 'PULL' } });

  it('reaches the partner that registered the case once, and leaves an entry in its audit', async () => {
    const world = await aRoom();
    await subscribe(world, HOSPITAL);
    const { files, caseId, event } = await aFact(world, 'hospital');
    await tell(world, event);
    await tell(world, event);

    const first = await world.ask('GET /pull/v1/ChildDied', HOSPITAL, { at: later(2) });
    const second = await world.ask('GET /pull/v1/ChildDied', HOSPITAL, { at: later(2) });
    const { items } = await files.readAccesses(caseId, aContext(later(3)), {});

    expect([first.status, second.status]).toEqual([200, 404]);
    expect(first.body).toMatchObject({ eventType: 'ChildDied', event: { caseId, type: 'ChildDied.v1', data: { childId } } });
    expect(items.filter(({ by }) => by === 'client:hospital').map(({ why }) => why)).toEqual(['event ChildDied']);
  });

  it('reaches no partner that registered another case, and needs the scope of webhooks', async () => {
    const world = await aRoom();
    await subscribe(world, HOSPITAL);
    const { event } = await aFact(world, 'clinic');
    await tell(world, event);

    const without = await world.ask('POST /api/v1/subs/ChildRegistered', HOSPITAL, {
      scopes: ['exchange.use'],
      body: { eventType: 'ChildRegistered', delivery: 'PULL' },
    });

    expect((await world.ask('GET /pull/v1/ChildDied', HOSPITAL, { at: later(2) })).status).toBe(404);
    expect(without.status).toBe(403);
  });
});

describe('a subscription with PUSH', () => {
  const ADDRESS = 'https://hospital.example/events';
  const AGREEMENT = { member: 'XX/GOV/0002/hospital', blocks: ['information-mediator'], from: '2026-01-01', pushTo: ADDRESS };
  type Body = Readonly<Record<string, string>>;

  /** A room whose events reach a receiver; the hospital has an address in its agreement, and fetches nothing. */
  const aPushingRoom = async (rules: Readonly<Record<string, unknown>> = {}) => {
    const webhooks = aWebhooksWorld({ pausesSeconds: [5, 600, 600], breaker: { failures: 100 }, ...rules });
    const room = await aRoom({}, webhooks.table);
    const now = () => ({ at: webhooks.now() });
    const agree = (change: Record<string, unknown> = {}) =>
      room.call('PUT', '/agreements/hospital', { ...MINISTRY, ...now(), body: { ...AGREEMENT, ...change } });
    await agree();
    await room.ask('DELETE /api/v1/subs/campDay', HOSPITAL);
    const subscribe = async (body: Record<string, unknown> = {}, more: BlockCall = {}, eventType = 'campDay') =>
      room.ask(`POST /api/v1/subs/${eventType}`, HOSPITAL, { ...now(), body: { eventType, ...body }, ...more });
    const publish = async (place: string) => {
      const eventId = await room.publish(place, webhooks.now());
      await webhooks.relay();
      return eventId;
    };
    const deliveries = async (webhookId: string, state: string) =>
      (await callOperation(listWebhookDeliveries(webhooks.needs), { path: { webhookId }, query: { state } })).body['items'];
    const places = () => webhooks.taken().map(({ body }) => (JSON.parse(body) as { event: { place: string } }).event.place);
    return { ...room, ...webhooks, needs: webhooks.needs, webhooks, agree, subscribe, publish, deliveries, places };
  };

  it('is the default, and is sent what others publish as the definition has an event, signed with the secret that is shown once', async () => {
    const room = await aPushingRoom();
    const { status, body } = await room.subscribe();
    const eventId = await room.publish('north');
    const shown = await room.ask('GET /api/v1/subs/campDay', HOSPITAL);

    const [sent] = room.seen;
    const secret = (body as Body)['secret'] ?? '';
    expect(status).toBe(200);
    expect(sent?.url).toBe(ADDRESS);
    expect(JSON.parse(sent?.body ?? '')).toEqual({
      id: eventId,
      eventType: 'campDay',
      publisherId: { instanceId: 'XX', memberClass: 'GOV', memberCode: '0001', applicationCode: 'ministry' },
      event: { place: 'north' },
    });
    expect(sent?.headers['webhook-signature']).toBe(
      signatureOf(secret, { id: eventId, timestampSeconds: Date.parse(AT) / 1000, body: sent?.body ?? '' }),
    );
    expect(shown.body).toMatchObject({ delivery: 'PUSH', options: { TTL: 3600, FIFO: false } });
    expect(JSON.stringify(shown.body)).not.toContain('whsec_');
    expect((await room.ask('GET /pull/v1/campDay', HOSPITAL)).status).toBe(404);
  });

  it('answers a repeat alike, secret included', async () => {
    const room = await aPushingRoom();
    const headers = { ...HOSPITAL.headers, 'idempotency-key': 'one' };

    expect((await room.subscribe({}, { headers })).body).toEqual((await room.subscribe({}, { headers })).body);
  });

  it('says which field lacks an address where neither the request nor the agreement has one', async () => {
    const room = await aPushingRoom();
    await room.agree({ pushTo: undefined });

    const { status, body } = await room.subscribe({ delivery: 'PUSH' });

    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ pointer: '#/body/pushTo', detail: expect.stringContaining('agreement') as string }] });
    expect((await room.ask('GET /api/v1/subs', HOSPITAL)).status).toBe(404);
  });

  it.each(['http://hospital.example/', 'https://10.1.2.3/', 'https://user:word@hospital.example/'])(
    'takes no address like %s, of the agreement or of its own',
    async (pushTo) => {
      const room = await aPushingRoom();

      const answers = [await room.agree({ pushTo }), await room.subscribe({ pushTo })];

      for (const { status, body } of answers) {
        expect(status).toBe(400);
        expect(body).toMatchObject({ errors: [{ pointer: '#/body/pushTo' }] });
      }
    },
  );

  it('goes to an address of its own, which needs the scope of webhooks', async () => {
    const room = await aPushingRoom();
    const pushTo = 'https://other.example/events';

    const without = await room.subscribe({ pushTo }, { scopes: ['exchange.use'] });
    await room.subscribe({ pushTo });
    await room.publish('north');

    expect(without.status).toBe(403);
    expect(room.seen.map(({ url }) => url)).toEqual([pushTo]);
  });

  it('with FIFO waits for the event that is not taken; without, the others go on', async () => {
    const inOrder = await aPushingRoom();
    const side = await aPushingRoom();
    for (const [room, options] of [
      [inOrder, { FIFO: true }],
      [side, {}],
    ] as const) {
      await room.subscribe({ options });
      room.receive(({ body }) => ({ status: body.includes('north') && room.seen.length === 0 ? 500 : 200 }));
      await room.publish('north');
      await room.pass(1);
      await room.publish('south');
    }
    expect([inOrder.places(), side.places()]).toEqual([[], ['south']]);

    for (const room of [inOrder, side]) await room.pass(10);

    expect([inOrder.places(), side.places()]).toEqual([
      ['north', 'south'],
      ['south', 'north'],
    ]);
  });

  it('sends nothing that is older than its time to live: a dead letter, which is sent again when it is asked for', async () => {
    const room = await aPushingRoom();
    const { body } = await room.subscribe({ options: { TTL: 60 } });
    const webhookId = (body as Body)['id'] ?? '';
    room.receive(() => ({ status: 500 }));
    const deliveryId = await room.publish('north');
    await room.pass(3600);
    expect(room.seen).toHaveLength(2);
    expect(await room.deliveries(webhookId, 'dead')).toMatchObject([{ deliveryId, type: 'campDay', lastError: 'status 500' }]);

    room.receive(() => ({ status: 200 }));
    await callOperation(replayDelivery(room.needs), { path: { webhookId, deliveryId }, at: room.now() });
    await room.pass(1);

    expect(room.places()).toEqual(['north']);
    expect(room.taken()[0]?.headers).toMatchObject({ 'webhook-id': deliveryId, 'webhook-replay': 'true' });
  });

  it('goes on after a replay of an event that is kept no longer', async () => {
    const room = await aPushingRoom();
    const webhookId = ((await room.subscribe({ options: { FIFO: true } })).body as Body)['id'] ?? '';
    const deliveryId = await room.publish('north');
    const event = { pk: keys.events(deliveryId), sk: '00000001#00' };
    await room.table.transact([{ remove: event }], 'its time is over');
    await callOperation(replayDelivery(room.needs), { path: { webhookId, deliveryId }, at: room.now() });
    await room.pass(1);
    await room.publish('south');

    expect(room.places()).toEqual(['north', 'south']);
    expect(room.waiting()).toEqual([]);
  });

  it('is not sent what has grown too old while it was paused', async () => {
    const room = await aPushingRoom();
    const webhookId = ((await room.subscribe()).body as Body)['id'] ?? '';
    const turn = (state: string) => callOperation(changeWebhook(room.needs), { path: { webhookId }, body: { state }, at: room.now() });
    await turn('paused');
    await room.publish('north');
    await room.pass(3000);
    await room.publish('south');
    await room.pass(1000);
    await turn('active');
    await room.pass(1);

    expect(room.places()).toEqual(['south']);
    expect(await room.deliveries(webhookId, 'dead')).toMatchObject([{ lastError: 'not asked: its time to live is over' }]);
  });

  it('ends with its deletion, goes over to PULL and back, and leaves out what is taken back', async () => {
    const room = await aPushingRoom();
    await room.subscribe();
    room.receive(() => ({ status: 500 }));
    const back = await room.publish('north');
    await room.ask(`DELETE /pub/v1/campDay/${back}`, MINISTRY);
    room.receive(() => ({ status: 200 }));
    await room.pass(60);
    const change = (body: Record<string, unknown>) =>
      room.ask('PATCH /api/v1/subs/campDay', HOSPITAL, { at: room.now(), body: { eventType: 'campDay', ...body } });
    expect((await change({ delivery: 'PULL' })).body).toMatchObject({ delivery: 'PULL' });
    await room.publish('south');
    expect(await room.pull(room.now())).toBe('south');
    expect((await change({ delivery: 'PUSH', pushTo: 'https://new.example/' })).body).toMatchObject({
      delivery: 'PUSH',
      secret: expect.stringMatching(/^whsec_/) as string,
    });
    await room.publish('east');
    await room.ask('DELETE /api/v1/subs/campDay', HOSPITAL, { at: room.now() });
    await room.publish('west');

    expect(room.taken().map(({ url }) => url)).toEqual(['https://new.example/']);
    expect(room.places()).toEqual(['east']);
  });

  it('is changed and ended as a subscription; as a webhook it is paused and replayed alone', async () => {
    const room = await aPushingRoom();
    const webhookId = ((await room.subscribe()).body as Body)['id'] ?? '';

    const change = await callOperation(changeWebhook(room.needs), { path: { webhookId }, body: { url: 'https://other.example/' } });
    const end = await callOperation(deleteWebhook(room.needs), { path: { webhookId } });

    expect(change).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/body/url' }] } });
    expect(end.status).toBe(409);
  });

  it('of a partner hangs on its agreement: other address, other days', async () => {
    const room = await aPushingRoom();
    await room.subscribe({}, { scopes: ['exchange.use'] });
    await room.agree({ pushTo: 'https://new.example/' });
    await room.publish('north');
    await room.agree({ blocks: ['registration'] });
    await room.publish('south');
    await room.agree({ until: '2026-03-01' });
    await room.publish('east');
    await room.pass(86_400);
    await room.publish('west');

    expect(room.taken().map(({ url }) => url)).toEqual(['https://new.example/', ADDRESS]);
    expect(room.places()).toEqual(['north', 'east']);
  });

  it('to a fact of ours tells of the cases that the partner registered, with an entry in their audit', async () => {
    const room = await aPushingRoom();
    await room.subscribe({}, { scopes: ['exchange.use', 'webhooks.write'] }, 'MotherDied');
    const own = derivedId('case', 'own');
    const { eventId } = await room.happens(own, 'MotherDied', 'hospital');
    await room.happens(derivedId('case', 'of another'), 'MotherDied', 'clinic');
    await room.relay();

    expect(room.seen.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      {
        id: eventId,
        sequence: 100,
        publisherId: { instanceId: 'XX', memberClass: 'GOV', memberCode: '0001', applicationCode: 'mcts' },
        eventType: 'MotherDied',
        event: { type: 'MotherDied.v1', time: AT, caseId: own, data: { on: '2026-03-01' } },
      },
    ]);
    expect(await looksAt(room.table, own)).toMatchObject([{ by: 'client:hospital', why: 'webhook' }]);
  });
});
