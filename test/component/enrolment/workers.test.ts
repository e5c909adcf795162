import { addWorker } from '../../../functions/enrolment/api/add-worker.ts';
import { changeWorker } from '../../../functions/enrolment/api/change-worker.ts';
import { getWorker } from '../../../functions/enrolment/api/get-worker.ts';
import { listWorkers } from '../../../functions/enrolment/api/list-workers.ts';
import { loadWrite } from '../../../functions/casefile/worker.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aWorld, call, testVault, type CallOptions } from '../../support/world.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());

const WORKER = { workerId: 'asha-1', areas: ['north-1', 'north-2'], capacity: 20, phone: '+919876543210' };
const { workerId: _, ...RECORD } = WORKER;

const setUp = async () => {
  const world = await aWorld(engine);
  const needs = { table: world.table, vault: testVault };
  const staff = { user: 'boss', groups: ['supervisor'] };
  return {
    world,
    add: (body: unknown = WORKER, options: CallOptions = staff) => call(addWorker(needs), { body, ...options }),
    change: (workerId: string, body: unknown, options: CallOptions = {}) =>
      call(changeWorker(needs), { path: { workerId }, body, ...staff, ...options }),
    get: (workerId: string, options: CallOptions = staff) => call(getWorker(needs), { path: { workerId }, ...options }),
    list: async (area: string, query: Record<string, string> = {}) => (await call(listWorkers(needs), { query: { area, ...query } })).body,
  };
};

describe('workers', () => {
  it('are listed in each of their areas, and shown with their load, without their phone', async () => {
    const { world, add, get, list } = await setUp();
    expect(await add()).toMatchObject({ status: 201, body: { workerId: 'asha-1', load: 0, hasPhone: true, active: true } });
    await world.table.transact([loadWrite('asha-1', 1)], 'one more case');

    for (const area of WORKER.areas)
      expect(await list(area)).toEqual({
        items: [{ workerId: 'asha-1', areas: WORKER.areas, capacity: 20, active: true, hasPhone: true, version: 1 }],
      });
    expect(await get('asha-1')).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
      body: { workerId: 'asha-1', load: 1, hasPhone: true },
    });
    expect((await get('nobody')).status).toBe(404);
    expect(JSON.stringify((await get('asha-1')).body)).not.toContain('9876543210');
    expect(JSON.stringify(await list('north-1'))).not.toContain('9876543210');
    expect(JSON.stringify(await world.table.all('WORKER#asha-1'))).not.toContain('9876543210');
  });

  it('are added once', async () => {
    const { add } = await setUp();
    await add();

    expect(await add()).toMatchObject({ status: 409, body: { type: 'urn:nestling:problem:already-exists' } });
  });

  it('leave an area and keep their cases', async () => {
    const { world, add, change, list } = await setUp();
    await add();
    await world.table.transact([loadWrite('asha-1', 1)], 'one more case of hers');
    const answer = await change('asha-1', { ...RECORD, areas: ['north-2', 'south-1'], active: false });

    expect(answer).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { load: 1, active: false } });
    expect((await list('north-1'))['items']).toEqual([]);
    expect((await list('south-1'))['items']).toMatchObject([{ workerId: 'asha-1', active: false, version: 2 }]);
    expect((await list('north-2'))['items']).toMatchObject([{ active: false, version: 2 }]);
  });

  it('are listed a page at a time', async () => {
    const { add, list } = await setUp();
    for (const workerId of ['a', 'b', 'c']) await add({ ...WORKER, workerId });
    const first = await list('north-1', { limit: '2' });
    const second = await list('north-1', { limit: '2', cursor: String(first['next']) });

    expect([first, second].flatMap(({ items }) => (items as { workerId: string }[]).map(({ workerId }) => workerId))).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(second['next']).toBeUndefined();
  });

  it.each([
    ['no area', { ...WORKER, areas: [] }, '#/body/areas'],
    ['a phone without its country', { ...WORKER, phone: '98765' }, '#/body/phone'],
    ['a field that is not known', { ...WORKER, salary: 1 }, '#/body/salary'],
    ['an id with a hash', { ...WORKER, workerId: 'a#b' }, '#/body/workerId'],
  ])('are refused with %s', async (_, body, pointer) => {
    const { add } = await setUp();

    expect(await add(body)).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });

  it('are changed by those who may, while they are as they were read', async () => {
    const { add, change } = await setUp();
    await add();

    expect((await add(WORKER, { user: 'w', groups: ['worker'] })).status).toBe(403);
    expect((await change('asha-1', RECORD, { headers: { 'if-match': '"9"' } })).status).toBe(412);
    expect((await change('nobody', RECORD)).status).toBe(404);
  });
});
