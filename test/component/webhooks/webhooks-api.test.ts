import { changeWebhook } from '../../../functions/webhooks/api/change-webhook.ts';
import { createWebhook } from '../../../functions/webhooks/api/create-webhook.ts';
import { deleteWebhook } from '../../../functions/webhooks/api/delete-webhook.ts';
import { listWebhookDeliveries } from '../../../functions/webhooks/api/list-webhook-deliveries.ts';
import { listWebhooks } from '../../../functions/webhooks/api/list-webhooks.ts';
import { replayDeliveries } from '../../../functions/webhooks/api/replay-deliveries.ts';
import { replayDelivery } from '../../../functions/webhooks/api/replay-delivery.ts';
import { rotateSecret } from '../../../functions/webhooks/api/rotate-secret.ts';
import { showWebhook } from '../../../functions/webhooks/api/show-webhook.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import { signatureOf } from '../../../functions/webhooks/domain/signature.ts';
import type { Operation } from '../../../functions/runtime/operation.ts';
import { looksAt } from '../../support/looks.ts';
import { call, type CallOptions } from '../../support/world.ts';
import { aWebhooksWorld, type WebhooksWorld } from './webhooks-world.ts';

const CASE = derivedId('case', 'one');
const WANTED = { url: 'https://partner.example/hook', facts: ['MotherRegistered', 'MotherDied'] };

let world: WebhooksWorld;
const as = (operation: Operation, options: CallOptions = {}) => call(operation, { partner: true, at: world.now(), ...options });
const made = async (body: Readonly<Record<string, unknown>> = {}, options: CallOptions = {}) => {
  const answer = await as(createWebhook(world.needs), { body: { ...WANTED, ...body }, ...options });
  expect(answer.status).toBe(201);
  return { webhookId: String(answer.body['webhookId']), secret: String(answer.body['secret']), keyId: String(answer.body['keyId']) };
};
const deliveries = async (webhookId: string, state: string) =>
  (await as(listWebhookDeliveries(world.needs), { path: { webhookId }, query: { state } })).body['items'] as Record<string, unknown>[];
const happens = async (caseId: string, fact: 'MotherRegistered' | 'MotherDied' | 'CaseErased', owner?: string, area?: string) => {
  const { eventId, tell } = await world.happens(caseId, fact, owner, area);
  await tell();
  await world.pass(0);
  return eventId;
};
const types = () => world.taken().map(({ event }) => event.type);

beforeEach(() => {
  world = aWebhooksWorld();
});

describe('POST /webhooks', () => {
  it.each([
    ['http://partner.example/hook', 'must begin with https://'],
    ['ftp://partner.example/hook', 'must begin with https://'],
    ['partner.example', 'must be a URL'],
    ['https://user:secret@partner.example/hook', 'must carry no user and no password'],
    ['https://partner.example/hook#part', 'must have no fragment'],
    ['https://localhost/hook', 'must lead to the open internet'],
    ['https://registry.internal/hook', 'must lead to the open internet'],
    ['https://intranet/hook', 'must lead to the open internet'],
    ['https://127.0.0.1/hook', 'must lead to the open internet'],
    ['https://2130706433/hook', 'must lead to the open internet'],
    ['https://0x7f.1/hook', 'must lead to the open internet'],
    ['https://10.1.2.3/hook', 'must lead to the open internet'],
    ['https://172.31.0.9/hook', 'must lead to the open internet'],
    ['https://192.168.1.1/hook', 'must lead to the open internet'],
    ['https://100.64.0.1/hook', 'must lead to the open internet'],
    ['https://169.254.169.254/latest/meta-data', 'must lead to the open internet'],
    ['https://[::1]/hook', 'must lead to the open internet'],
    ['https://[fe80::1]/hook', 'must lead to the open internet'],
    ['https://[fd00:ec2::254]/hook', 'must lead to the open internet'],
    ['https://[::ffff:10.0.0.1]/hook', 'must lead to the open internet'],
    ['https://[64:ff9b::a00:1]/hook', 'must lead to the open internet'],
  ])('refuses the address %s', async (url, reason) => {
    const { status, body } = await as(createWebhook(world.needs), { body: { ...WANTED, url } });

    expect(status).toBe(400);
    expect(body['errors']).toEqual([{ pointer: '#/body/url', detail: expect.stringContaining(reason) as string }]);
    expect((await as(listWebhooks(world.needs))).body['items']).toEqual([]);
  });

  it.each(['https://partner.example/hook', 'https://8.8.8.8:8443/hook?for=us', 'https://[2606:4700::1111]/hook'])(
    'takes the address %s',
    async (url) => {
      await made({ url });
    },
  );

  it('takes an address inside a network, and http, where the deployment allows it', async () => {
    world = aWebhooksWorld({ insecure: true, privateAddresses: true });

    await made({ url: 'http://10.1.2.3/hook' });
  });

  it('names the facts that there are when one is not among them', async () => {
    const { status, body } = await as(createWebhook(world.needs), { body: { ...WANTED, facts: ['MotherRegistered', 'AlertOpened'] } });

    expect(status).toBe(400);
    const [error] = body['errors'] as { pointer: string; detail: string }[];
    expect(error?.pointer).toBe('#/body/facts/1');
    expect(error?.detail).toMatch(/must be one of .*MotherRegistered/);
  });

  it.each([
    [{ facts: [] }, '#/body/facts'],
    [{ facts: 'MotherDied' }, '#/body/facts'],
    [{ areas: [] }, '#/body/areas'],
    [{ maxPerMinute: 0 }, '#/body/maxPerMinute'],
    [{ secret: 'mine' }, '#/body/secret'],
    [{ state: 'active' }, '#/body/state'],
  ])('refuses %j', async (change, pointer) => {
    const { status, body } = await as(createWebhook(world.needs), { body: { ...WANTED, ...change } });

    expect(status).toBe(400);
    expect((body['errors'] as { pointer: string }[]).map((error) => error.pointer)).toContain(pointer);
  });

  it('answers a repeat alike, secret included, and stores no secret in the clear', async () => {
    const once = { headers: { 'idempotency-key': 'one' } };
    const first = await made({}, once);
    const second = await made({}, once);
    const other = await made({}, { headers: { 'idempotency-key': 'two' } });

    expect(second).toEqual(first);
    expect(other.secret).not.toBe(first.secret);
    expect(first.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const kept = await world.table.all(`WEBHOOK#${first.webhookId}`);
    expect(JSON.stringify(kept)).not.toContain(first.secret);
    expect((await as(createWebhook(world.needs), { body: { ...WANTED, facts: ['MotherDied'] }, ...once })).status).toBe(422);
  });

  it('needs its scope, and of the staff who runs the programme', async () => {
    expect((await as(createWebhook(world.needs), { body: WANTED, scopes: ['webhooks.read'] })).status).toBe(403);
    expect((await call(createWebhook(world.needs), { body: WANTED, user: 'worker-1', groups: ['worker'] })).status).toBe(403);
  });
});

describe('a partner', () => {
  it('sees and changes its own webhooks only; the ministry all', async () => {
    const { webhookId } = await made();
    await made({}, { client: 'client-2' });
    const stranger = { client: 'client-2', path: { webhookId } };

    expect((await as(listWebhooks(world.needs))).body['items']).toHaveLength(1);
    expect((await call(listWebhooks(world.needs))).body['items']).toHaveLength(2);
    for (const [operation, body] of [
      [showWebhook(world.needs), undefined],
      [changeWebhook(world.needs), { state: 'paused' }],
      [deleteWebhook(world.needs), undefined],
      [rotateSecret(world.needs), {}],
      [listWebhookDeliveries(world.needs), undefined],
      [replayDeliveries(world.needs), { dead: true }],
    ] as const)
      expect(await as(operation, { ...stranger, body })).toMatchObject({ status: 404, body: { title: 'No such webhook' } });
    expect((await call(showWebhook(world.needs), { path: { webhookId } })).status).toBe(200);
    expect((await as(showWebhook(world.needs), { path: { webhookId } })).text).not.toContain('sealed');
  });

  it('hears of the cases that it registered, in the areas that it named, from the making of the webhook on', async () => {
    await happens(CASE, 'MotherRegistered');
    await world.pass(1);
    await made({ areas: ['north-1', 'north-2'] });
    await happens(CASE, 'CaseErased');
    await happens(CASE, 'MotherDied');
    await happens(derivedId('case', 'of another'), 'MotherRegistered', 'client-2');
    await happens(derivedId('case', 'elsewhere'), 'MotherRegistered', 'client-1', 'south-1');

    expect(world.seen.map(({ event }) => ({ caseId: event.caseId, type: event.type }))).toEqual([{ caseId: CASE, type: 'MotherDied.v1' }]);
    expect(await looksAt(world.table, CASE)).toMatchObject([{ by: 'client:client-1', why: 'webhook' }]);
  });

  it('hears of all cases as a system of the ministry', async () => {
    await call(createWebhook(world.needs), { body: WANTED, at: world.now() });
    await happens(derivedId('case', 'of another'), 'MotherRegistered', 'client-2');

    expect(types()).toEqual(['MotherRegistered.v1']);
  });

  it('is sent identifiers and facts, signed for the time of the attempt', async () => {
    const { secret, keyId } = await made();
    const eventId = await happens(CASE, 'MotherRegistered');

    const [{ url, headers, body }] = world.seen as [WebhooksWorld['seen'][number]];
    expect(url).toBe(WANTED.url);
    expect(JSON.parse(body)).toEqual({
      id: eventId,
      type: 'MotherRegistered.v1',
      time: '2026-03-01T10:00:00.000Z',
      caseId: CASE,
      sequence: 100,
      data: { personId: derivedId('person'), channel: 'partner', children: 0, hasNationalId: true },
    });
    expect(headers).toMatchObject({
      'webhook-id': eventId,
      'webhook-timestamp': '1772359200',
      'webhook-key-id': keyId,
      'webhook-signature': signatureOf(secret, { id: eventId, timestampSeconds: 1_772_359_200, body }),
    });
  });
});

describe('a new secret', () => {
  it('signs beside the one before it until that one ends', async () => {
    const { webhookId, secret: old } = await made();
    const rotated = await as(rotateSecret(world.needs), { path: { webhookId }, body: { overlapHours: 2 } });
    const fresh = String(rotated.body['secret']);

    await happens(CASE, 'MotherRegistered');
    await world.pass(2 * 3600);
    await happens(CASE, 'MotherDied');

    const [both, one] = world.seen.map(({ event, at, body, headers }) => ({
      signatures: headers['webhook-signature']?.split(' '),
      by: (secret: string) => signatureOf(secret, { id: event.id, timestampSeconds: Date.parse(at) / 1000, body }),
    }));
    expect(fresh).not.toBe(old);
    expect(both?.signatures).toEqual([both?.by(fresh), both?.by(old)]);
    expect(one?.signatures).toEqual([one?.by(fresh)]);
    expect((await as(rotateSecret(world.needs), { path: { webhookId }, body: { overlapHours: -1 } })).status).toBe(400);
  });
});

describe('an event that is not taken', () => {
  it('is tried again after growing pauses, then put with the dead letters, and what came after it is sent', async () => {
    world = aWebhooksWorld({ pausesSeconds: [5, 30], breaker: { failures: 100 } });
    const { webhookId } = await made();
    world.receive(({ body }) => (body.includes('MotherRegistered') ? { status: 500 } : { status: 204 }));
    const eventId = await happens(CASE, 'MotherRegistered');
    await happens(CASE, 'MotherDied');

    expect(await deliveries(webhookId, 'retrying')).toMatchObject([{ deliveryId: eventId, tries: 1, lastError: 'status 500' }]);
    await world.pass(120);

    const pauses = world.seen.slice(0, 3).map(({ at }) => (Date.parse(at) - Date.parse('2026-03-01T10:00:00.000Z')) / 1000);
    expect(pauses[0]).toBe(0);
    // a fifth longer or shorter each
    expect(pauses[1]).toBeGreaterThanOrEqual(4);
    expect(pauses[1]).toBeLessThanOrEqual(6.001);
    expect((pauses[2] ?? 0) - (pauses[1] ?? 0)).toBeGreaterThanOrEqual(24);
    expect((pauses[2] ?? 0) - (pauses[1] ?? 0)).toBeLessThanOrEqual(36.001);
    expect(await deliveries(webhookId, 'dead')).toMatchObject([{ deliveryId: eventId, tries: 3, lastError: 'status 500', sequence: 100 }]);
    expect(types()).toEqual(['MotherDied.v1']);
    expect(world.counted).toEqual(['WebhookFailed', 'WebhookFailed', 'WebhookDead', 'WebhookDelivered']);
  });

  it('waits as long as the receiver asks', async () => {
    await made();
    world.receive(() => (world.seen.length === 0 ? { status: 429, retryAfterSeconds: 90 } : { status: 200 }));
    await happens(CASE, 'MotherRegistered');
    await world.pass(89);
    expect(world.seen).toHaveLength(1);
    await world.pass(2);
    expect(types()).toEqual(['MotherRegistered.v1']);
  });

  it.each([301, 302, 307, 308])('has not arrived by a redirect (%i), which is not followed', async (status) => {
    const { webhookId } = await made();
    world.receive(() => ({ status }));
    await happens(CASE, 'MotherRegistered');

    expect(await deliveries(webhookId, 'retrying')).toMatchObject([{ lastError: `status ${String(status)}` }]);
  });

  it('disables the webhook when its receiver is gone for good, and goes out when it is turned on again', async () => {
    const { webhookId } = await made();
    world.receive(() => ({ status: 410 }));
    await happens(CASE, 'MotherRegistered');
    await happens(CASE, 'MotherDied');
    await world.pass(30 * 86_400);

    const shown = await as(showWebhook(world.needs), { path: { webhookId } });
    expect(shown.body).toMatchObject({ state: 'disabled', reason: 'the receiver answered 410' });
    expect(world.seen).toHaveLength(1);

    world.receive(() => ({ status: 200 }));
    await as(changeWebhook(world.needs), { path: { webhookId }, body: { state: 'active' } });
    await world.pass(1);
    expect(types()).toEqual(['MotherRegistered.v1', 'MotherDied.v1']);
    expect((await as(showWebhook(world.needs), { path: { webhookId } })).body['reason']).toBeUndefined();
  });
});

describe('a webhook', () => {
  it('that is paused loses nothing: what happened meanwhile is sent in its order', async () => {
    const { webhookId } = await made();
    await as(changeWebhook(world.needs), { path: { webhookId }, body: { state: 'paused' } });
    await happens(CASE, 'MotherRegistered');
    await happens(CASE, 'MotherDied');
    expect(world.seen).toEqual([]);
    expect((await as(replayDeliveries(world.needs), { path: { webhookId }, body: { dead: true } })).status).toBe(409);

    await as(changeWebhook(world.needs), { path: { webhookId }, body: { state: 'active' } });
    await world.pass(1);
    expect(types()).toEqual(['MotherRegistered.v1', 'MotherDied.v1']);
  });

  it('refuses a change by who has seen another version, and one to an address inside', async () => {
    const { webhookId } = await made();
    const change = (body: unknown, headers = {}) => as(changeWebhook(world.needs), { path: { webhookId }, body, headers });

    expect((await change({ facts: ['MotherDied'] }, { 'if-match': '"1"' })).headers['etag']).toBe('"2"');
    expect((await change({ facts: ['MotherDied'] }, { 'if-match': '"1"' })).status).toBe(412);
    expect((await change({ url: 'https://10.0.0.1/' })).status).toBe(400);
    expect((await change({ state: 'disabled' })).status).toBe(400);
    await happens(CASE, 'MotherRegistered');
    await happens(CASE, 'MotherDied');
    expect(types()).toEqual(['MotherDied.v1']);
  });

  it('that is deleted is sent nothing more, not even what has waited', async () => {
    const { webhookId } = await made();
    world.receive(() => ({ status: 500 }));
    await happens(CASE, 'MotherRegistered');
    expect((await as(deleteWebhook(world.needs), { path: { webhookId } })).status).toBe(200);
    await happens(CASE, 'MotherDied');
    await world.pass(86_400);

    expect(world.seen).toHaveLength(1);
    expect(world.waiting()).toEqual([]);
    expect((await as(showWebhook(world.needs), { path: { webhookId } })).status).toBe(404);
  });

  it('is sent no more a minute than its receiver wants', async () => {
    await made({ maxPerMinute: 2 });
    for (const name of ['1', '2', '3', '4', '5']) await happens(derivedId('case', name), 'MotherRegistered');
    expect(world.taken()).toHaveLength(2);
    await world.pass(59);
    expect(world.taken()).toHaveLength(2);
    await world.pass(61);
    expect(world.taken()).toHaveLength(4);
    await world.pass(60);
    expect(world.taken()).toHaveLength(5);
  });

  it('whose receiver is down is left alone, and one attempt finds out that it is well again', async () => {
    world = aWebhooksWorld({ breaker: { failures: 3, pauseSeconds: 600 }, pausesSeconds: [5, 5, 60, 600, 600, 600] });
    await made();
    world.receive(() => ({ failure: 'no answer: ECONNREFUSED' }));
    for (const name of ['1', '2', '3', '4', '5', '6']) await happens(derivedId('case', name), 'MotherRegistered');
    await world.pass(590);
    // the third failure opened it
    expect(world.seen).toHaveLength(3);
    await world.pass(400);
    expect(world.seen).toHaveLength(4);

    world.receive(() => ({ status: 200 }));
    await world.pass(3600);
    expect(world.taken()).toHaveLength(6);
  });

  it('is taken up again by the sweep where its state machine was lost, and only then', async () => {
    const { webhookId } = await made();
    const { tell } = await world.happens(CASE, 'MotherRegistered');
    await tell();
    world.lose();
    await world.swept(CASE, webhookId, '2026-03-01');
    expect(world.waiting()).toEqual([]);
    await world.pass(86_400);
    await world.swept(CASE, webhookId, '2026-03-02');
    await world.pass(1);
    expect(types()).toEqual(['MotherRegistered.v1']);
    await world.swept(CASE, webhookId, '2026-03-03');
    expect(world.waiting()).toEqual([]);
  });

  it('goes on with the next fact after its state machine has failed', async () => {
    await made();
    const { tell } = await world.happens(CASE, 'MotherRegistered');
    await tell();
    const [run] = world.waiting();
    world.lose();
    expect(await world.park(run?.input, 'somebody else')).toEqual({ parked: false });
    expect(await world.park(run?.input, run?.name ?? '')).toEqual({ parked: true });
    await happens(CASE, 'MotherDied');
    expect(types()).toEqual(['MotherRegistered.v1', 'MotherDied.v1']);
  });
});

describe('a replay', () => {
  const deadLetter = async () => {
    world = aWebhooksWorld({ pausesSeconds: [5], breaker: { failures: 100 } });
    const { webhookId } = await made();
    world.receive(({ body }) => (body.includes('MotherRegistered') ? { status: 500 } : { status: 200 }));
    const eventId = await happens(CASE, 'MotherRegistered');
    await happens(CASE, 'MotherDied');
    await world.pass(60);
    world.receive(() => ({ status: 200 }));
    return { webhookId, eventId };
  };

  it('of the dead letters sends each once, under its id, and says that it is one', async () => {
    const { webhookId, eventId } = await deadLetter();
    const answer = await as(replayDeliveries(world.needs), { path: { webhookId }, body: { dead: true } });
    await world.pass(1);

    expect(answer.status).toBe(202);
    expect(world.taken().map(({ event }) => event.type)).toEqual(['MotherDied.v1', 'MotherRegistered.v1']);
    expect(world.taken().map(({ headers }) => headers['webhook-replay'])).toEqual([undefined, 'true']);
    expect(world.taken()[1]?.headers['webhook-id']).toBe(eventId);
    expect(world.taken()[1]?.body).toBe(world.seen[0]?.body);
    expect(await deliveries(webhookId, 'dead')).toEqual([]);
    expect(await deliveries(webhookId, 'delivered')).toHaveLength(2);
  });

  it('of one delivery, asked for twice under one key, sends it once', async () => {
    const { webhookId, eventId } = await deadLetter();
    const headers = { 'idempotency-key': 'again' };
    const path = { webhookId, deliveryId: eventId };
    await Promise.all([1, 2].map(() => as(replayDelivery(world.needs), { path, headers })));
    await world.pass(1);

    expect(world.taken()).toHaveLength(2);
    expect((await as(replayDelivery(world.needs), { path: { webhookId, deliveryId: derivedId('none') } })).status).toBe(404);
  });

  it('of a time sends in the order of the case what happened in it', async () => {
    const { webhookId } = await made();
    await happens(CASE, 'MotherRegistered');
    await world.pass(3600);
    await happens(CASE, 'MotherDied');
    await world.pass(3600);
    const replay = (body: unknown) => as(replayDeliveries(world.needs), { path: { webhookId }, body });
    await replay({ from: '2026-03-01T10:00:00Z' });
    await world.pass(1);
    await replay({ from: '2026-03-01T10:30:00Z', to: '2026-03-01T11:00:00Z' });
    await world.pass(1);

    expect(types().map((type) => type.slice(0, 10))).toEqual(['MotherRegi', 'MotherDied', 'MotherRegi', 'MotherDied', 'MotherDied']);
    expect((await replay({})).body['errors']).toMatchObject([{ pointer: '#/body/from' }]);
    expect((await replay({ from: '2026-03-01T10:00:00Z', to: '2026-02-01T10:00:00Z' })).body['errors']).toMatchObject([
      { pointer: '#/body/to', detail: 'is before from' },
    ]);
    expect((await replay({ from: 'yesterday' })).status).toBe(400);
  });
});
