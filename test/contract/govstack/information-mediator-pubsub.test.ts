import { apiDefinition, findDefinition } from '../../support/api-definition.ts';
import type { BlockCall } from '../../support/block-call.ts';
import { anInformationMediator, OURS } from '../../support/information-mediator-block.ts';

type World = Awaited<ReturnType<typeof anInformationMediator>>;
const HEADERS = { 'x-govstack-client': 'XX/GOV/0002/hospital' };
const SUBSCRIPTION = { eventType: 'newBirth', delivery: 'PULL' };
const EVENT = { eventType: 'newBirth', event: { gender: 'F' } };
const PUSH_TO = 'https://hospital.example/events';
const PUSHES = ['exchange.use', 'webhooks.write', 'ministry'];
const ROOM = `/r1/${OURS}`;

const ask = ({ call }: World, route: string, options: BlockCall = {}) => {
  const [method = '', path = ''] = route.split(' ');
  return call(method, `${ROOM}${path}`, { ...options, headers: HEADERS });
};

/** A room with a type of its own, a subscription to it, and an event that waits. */
const aRoom = async () => {
  const world = await anInformationMediator();
  const schema = { type: 'object', properties: { gender: { enum: ['F', 'M'] } }, required: ['gender'] };
  await ask(world, 'POST /api/v1/eventType', { body: { eventType: 'newBirth', schema } });
  await ask(world, 'POST /api/v1/subs/newBirth', { body: SUBSCRIPTION });
  const { body } = await ask(world, 'POST /pub/v1/newBirth', { body: EVENT });
  return { world, eventId: (body as { id: string }).id };
};

type Case = readonly [status: number, path: string, options?: BlockCall];
const NOBODY = '6f0c9d7e-5d7a-4d6c-9a39-0a8c6c1f6b11';
const PREFIX = '/r1/{instanceId}/{memberClass}/{memberCode}/{applicationCode}';
const CASES: Readonly<Record<string, readonly Case[]>> = {
  'POST /api/v1/eventType': [
    [200, '/api/v1/eventType', { body: { eventType: 'newDeath', schema: { type: 'object' } } }],
    [400, '/api/v1/eventType', { body: { eventType: 'newDeath' } }],
    [409, '/api/v1/eventType', { body: { eventType: 'newBirth', schema: { type: 'object' } } }],
  ],
  'GET /api/v1/eventType': [[200, '/api/v1/eventType']],
  'GET /api/v1/eventType/{eventType}': [
    [200, '/api/v1/eventType/newBirth'],
    [200, '/api/v1/eventType/ChildRegistered'],
    [204, '/api/v1/eventType/nothing'],
  ],
  'DELETE /api/v1/eventType/{eventType}': [
    [204, '/api/v1/eventType/newBirth'],
    [404, '/api/v1/eventType/nothing'],
  ],
  'POST /pub/v1/{eventType}': [
    [201, '/pub/v1/newBirth', { body: EVENT }],
    [400, '/pub/v1/newBirth', { body: { ...EVENT, event: { gender: 'X' } } }],
    [404, '/pub/v1/nothing', { body: { ...EVENT, eventType: 'nothing' } }],
  ],
  'GET /pub/v1/{eventType}/{eventId}': [
    [200, '/pub/v1/newBirth/:event'],
    [404, `/pub/v1/newBirth/${NOBODY}`],
  ],
  'DELETE /pub/v1/{eventType}/{eventId}': [
    [204, '/pub/v1/newBirth/:event'],
    [404, `/pub/v1/newBirth/${NOBODY}`],
  ],
  'GET /api/v1/subs': [
    [200, '/api/v1/subs'],
    [404, '/api/v1/subs', { client: 'another' }],
  ],
  'POST /api/v1/subs/{eventType}': [
    [200, '/api/v1/subs/newBirth', { body: SUBSCRIPTION, client: 'another' }],
    [200, '/api/v1/subs/newBirth', { body: { eventType: 'newBirth', pushTo: PUSH_TO }, client: 'another', scopes: PUSHES }],
    [400, '/api/v1/subs/newBirth', { body: { eventType: 'newBirth', delivery: 'PUSH' }, client: 'another' }],
    [409, '/api/v1/subs/newBirth', { body: SUBSCRIPTION }],
  ],
  'GET /api/v1/subs/{eventType}': [
    [200, '/api/v1/subs/newBirth'],
    [404, '/api/v1/subs/nothing'],
  ],
  'PATCH /api/v1/subs/{eventType}': [
    [201, '/api/v1/subs/newBirth', { body: { eventType: 'newBirth', delivery: 'PUSH', pushTo: PUSH_TO }, scopes: PUSHES }],
    [201, '/api/v1/subs/newBirth', { body: { ...SUBSCRIPTION, options: { TTL: 60, FIFO: true } } }],
    [400, '/api/v1/subs/newBirth', { body: { ...SUBSCRIPTION, options: { TTL: 0 } } }],
    [404, '/api/v1/subs/nothing', { body: { ...SUBSCRIPTION, eventType: 'nothing' } }],
  ],
  'DELETE /api/v1/subs/{eventType}': [
    [204, '/api/v1/subs/newBirth'],
    [404, '/api/v1/subs/nothing'],
  ],
  'GET /pull/v1/{eventType}': [
    [200, '/pull/v1/newBirth'],
    [404, '/pull/v1/nothing'],
  ],
  'DELETE /pull/v1/{eventType}/{eventId}': [
    [204, '/pull/v1/newBirth/:event'],
    [404, `/pull/v1/newBirth/${NOBODY}`],
  ],
};

describe('the Information Mediator block, held to the PubSub definition', () => {
  const path = findDefinition('information-mediator/pubsub.yaml');
  if (path === undefined) {
    it('has no definition beside the project to be held to', () => {
      expect(findDefinition('information-mediator/pubsub.yaml')).toBeUndefined();
    });
    return;
  }
  const held = apiDefinition(path);

  it('serves every operation', () => {
    expect(Object.keys(CASES).toSorted()).toEqual(held.operations.map((operation) => operation.replace(PREFIX, '')).toSorted());
  });

  it.each(
    Object.entries(CASES).flatMap(([operation, cases]) => cases.map(([status, asked, options]) => ({ operation, status, asked, options }))),
  )('answers $operation with $status as defined', async ({ operation, status, asked, options }) => {
    const { world, eventId } = await aRoom();
    const method = operation.split(' ')[0] ?? '';

    const answer = await ask(world, `${method} ${asked.replace(':event', eventId)}`, options);

    const faults = held.faultsOf(operation.replace(' ', ` ${PREFIX}`), answer);
    expect({ status: answer.status, faults }).toEqual({ status, faults: [] });
  });
});
