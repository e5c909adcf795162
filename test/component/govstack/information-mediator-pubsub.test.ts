import type { EventBridgeEvent } from 'aws-lambda';
import { ChildDied } from '../../../events/child-died.v1.ts';
import { queueFacts } from '../../../functions/govstack/information-mediator/subscribers/queue-facts.ts';
import { caseFiles, type StoredEvent } from '../../../functions/casefile/files.ts';
import type { BlockCall } from '../../support/block-call.ts';
import { aCase } from '../../support/builders.ts';
import { anInformationMediator, OURS } from '../../support/information-mediator-block.ts';
import { aContext } from '../../support/world.ts';

const HOSPITAL = {
  client: 'hospital',
  scopes: ['exchange.use', 'webhooks.write'],
  headers: { 'x-govstack-client': 'XX/GOV/0002/hospital' },
};
const MINISTRY = { client: 'ministry-it', headers: { 'x-govstack-client': 'XX/GOV/0001/ministry' } };
const AT = '2026-03-01T10:00:00.000Z';
const later = (minutes: number): string => new Date(Date.parse(AT) + minutes * 60_000).toISOString();

const aRoom = async (options: Record<string, unknown> = {}) => {
  const world = await anInformationMediator();
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

  it('is pushed by a webhook only, which the refusal names', async () => {
    const { ask } = await aRoom();

    const { status, body } = await ask('POST /api/v1/subs/campDay', MINISTRY, { body: { eventType: 'campDay' } });

    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ pointer: '#/body/delivery', detail: expect.stringContaining('/webhooks') as string }] });
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
