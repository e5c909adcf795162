import { deleteFilter } from '../../../functions/alerts/api/delete-filter.ts';
import { acceptAlert, endAlerts } from '../../../functions/alerts/domain/answer.ts';
import { getSupervision } from '../../../functions/alerts/api/get-supervision.ts';
import { listAlerts } from '../../../functions/alerts/api/list-alerts.ts';
import { listFilters } from '../../../functions/alerts/api/list-filters.ts';
import { listWork } from '../../../functions/alerts/api/list-work.ts';
import { saveFilter } from '../../../functions/alerts/api/save-filter.ts';
import { listWorkerContacts } from '../../../functions/care/api/list-worker-contacts.ts';
import { transferCase } from '../../../functions/care/domain/transfer-case.ts';
import { Contact, Contacts, Grievances } from '../../../functions/care/records.ts';
import { place, type Placed } from '../../../functions/casefile/entity.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import type { Table } from '../../../functions/table/table.ts';
import { aCase } from '../../support/builders.ts';
import { placedReview } from '../../support/consented-case.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, call } from '../../support/world.ts';
import { anAlertsWorld, AT, later, SUPERVISOR, type AlertsWorld } from './alerts-world.ts';

let engine: Engine;
let world: AlertsWorld;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  world = await anAlertsWorld(engine);
  await world.aWorker('asha-1', '+919800000001');
});

const aContact = (contactId: string, dueOn: string, changes: Partial<Contact> = {}): Placed =>
  place(
    Contacts,
    Contact.parse({
      contactId,
      kind: 'PNC',
      of: 'mother',
      dueOn,
      opensOn: dueOn,
      closesOn: dueOn,
      urgent: false,
      status: 'due',
      followedUp: false,
      ...changes,
    }),
  );
const aGrievance = (dueOn: string): Placed =>
  place(Grievances, {
    grievanceId: '7d1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a00',
    about: 'visit',
    text: 'nobody came',
    status: 'open',
    openedAt: AT,
    openedBy: 'test',
    dueOn: parsePlainDate(dueOn),
    owner: { role: 'supervisor' },
  });
/** One case with everything: overdue, due today (1 March) and later, two reviews, two alerts. */
const aBusyCase = async (area = 'north-1') => {
  const caseId = await aCase(world.files, {
    root: { workerId: 'asha-1', area },
    put: [
      aContact('PNC-1', '2026-02-20', { status: 'overdue', kind: 'PNC-1' }),
      aContact('PNC-2', '2026-03-01', { kind: 'PNC-2' }),
      aContact('PNC-3', '2026-03-09', { status: 'scheduled', kind: 'PNC-3' }),
      aContact('PNC-0', '2026-02-01', { status: 'done' }),
      placedReview({ dueOn: parsePlainDate('2026-02-25') }),
      placedReview({ reviewId: '7d1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a78', kind: 'correction', dueOn: parsePlainDate('2026-03-20') }),
      aGrievance('2026-02-27'),
    ],
  });
  await world.raise(caseId, 'silence', 'routine', later(-60 * 24 * 3));
  await world.raise(caseId, 'bloodPressure', 'emergency', later(-30));
  return caseId;
};

type Row = Readonly<Record<string, unknown>>;
const list = async (query: Record<string, string> = {}, table: Table = world.table) =>
  call(listWork({ table }), { path: { workerId: 'asha-1' }, query, user: 'asha-1', groups: ['worker'], at: AT });
const kinds = async (query: Record<string, string>) => ((await list(query)).body['items'] as readonly Row[]).map(({ kind }) => kind);
/** The table, counting what is read of it. */
const counting = () => {
  const reads: string[] = [];
  const { table } = world;
  const counted: Table = {
    find: (...asked) => (reads.push('find'), table.find(...asked)),
    all: (...asked) => (reads.push('all'), table.all(...asked)),
    page: (...asked) => (reads.push('page'), table.page(...asked)),
    pageOf: (...asked) => (reads.push('pageOf'), table.pageOf(...asked)),
    transact: (...asked) => table.transact(...asked),
    countUpTo: (...asked) => table.countUpTo(...asked),
  };
  return { reads, table: counted };
};

describe("a worker's list", () => {
  it.each<[string, readonly string[]]>([
    ['alerts', ['bloodPressure', 'silence']],
    ['reviews', ['verification', 'correction']],
    ['overdue', ['PNC-1']],
    ['dueToday', ['PNC-2']],
    ['all', ['bloodPressure', 'silence', 'verification', 'correction', 'PNC-1', 'PNC-2']],
  ])('shows %s, the worst first', async (show, expected) => {
    await aBusyCase();

    expect(await kinds({ show })).toEqual(expected);
  });

  it('costs one query whatever it holds, and names the case without who she is', async () => {
    const caseId = await aBusyCase();
    const { table, reads } = counting();
    const { body, text } = await list({}, table);

    expect(reads).toEqual(['pageOf']);
    expect((body['items'] as readonly Row[])[0]).toMatchObject({
      item: 'alert',
      caseId,
      reference: caseId.slice(0, 8).toUpperCase(),
      area: 'north-1',
      level: 'emergency',
      status: 'open',
    });
    expect(text).not.toMatch(/Asha|Devi|signs|token/);
  });

  it('is narrowed by kind, area and day', async () => {
    await aBusyCase();
    await aBusyCase('north-2');

    expect(await kinds({ kind: 'PNC-1', area: 'north-2' })).toEqual(['PNC-1']);
    expect(await kinds({ show: 'all', area: 'north-2', before: '2026-02-26' })).toEqual(['verification', 'PNC-1'].toSorted().reverse());
    expect(await kinds({ show: 'overdue', before: '2026-02-20' })).toEqual([]);
    expect(await kinds({ show: 'dueToday', day: '2026-03-09' })).toEqual(['PNC-3', 'PNC-3']);
  });

  it('goes on a page at a time', async () => {
    await aBusyCase();
    const first = await list({ show: 'all', limit: '4' });
    const second = await list({ show: 'all', limit: '4', cursor: String(first.body['next']) });

    expect([first, second].flatMap(({ body }) => (body['items'] as readonly Row[]).map(({ kind }) => kind))).toHaveLength(6);
  });

  it('of contacts still holds contacts alone', async () => {
    await aBusyCase();
    const { body } = await call(listWorkerContacts(world.needs), { path: { workerId: 'asha-1' }, at: AT });

    expect((body['items'] as readonly Row[]).map(({ contactId }) => contactId)).toEqual(['PNC-1', 'PNC-2', 'PNC-3']);
  });

  it('follows the case to another area', async () => {
    const caseId = await aBusyCase();
    await world.files.change(caseId, aContext(AT, { causationId: 'move' }), (file) =>
      transferCase(file, { toArea: 'south-9', reason: 'moved' }, aContext(AT)),
    );

    expect((await list()).body['items']).toEqual([]);
    expect((await call(listAlerts(world.needs), { query: { area: 'north-1' } })).body['items']).toEqual([]);
    expect((await call(listAlerts(world.needs), { query: { area: 'south-9', level: 'routine' } })).body['items']).toMatchObject([
      { kind: 'silence' },
    ]);
  });

  it('is not for partners', async () => {
    expect(await call(listWork(world.needs), { path: { workerId: 'asha-1' }, partner: true })).toMatchObject({ status: 403 });
  });
});

describe('a filter', () => {
  const path = { workerId: 'asha-1', name: 'my-alerts' };
  const save = (body: unknown, name = 'my-alerts') => call(saveFilter(world.needs), { path: { ...path, name }, body });

  it('is kept, used, replaced and forgotten', async () => {
    await aBusyCase();
    expect(await save({ show: 'alerts', kind: 'silence' })).toMatchObject({ status: 200 });
    expect(await kinds({ filter: 'my-alerts' })).toEqual(['silence']);
    // what the query says wins
    expect(await kinds({ filter: 'my-alerts', kind: 'bloodPressure' })).toEqual(['bloodPressure']);
    await save({ show: 'overdue' });
    expect(await kinds({ filter: 'my-alerts' })).toEqual(['PNC-1']);
    expect((await call(listFilters(world.needs), { path: { workerId: 'asha-1' } })).body['items']).toEqual([
      { name: 'my-alerts', filter: { show: 'overdue' } },
    ]);

    expect(await call(deleteFilter(world.needs), { path })).toMatchObject({ status: 200 });
    expect(await call(deleteFilter(world.needs), { path })).toMatchObject({ status: 404 });
    expect(await list({ filter: 'my-alerts' })).toMatchObject({ status: 404, body: { type: 'urn:nestling:problem:filter-not-found' } });
  });

  it('says what it may be', async () => {
    expect(await save({ show: 'everything', colour: 'red' })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/body/show' }, { pointer: '#/body/colour' }] },
    });
  });

  it('is one of twenty at most', async () => {
    for (let n = 0; n < 20; n += 1) await save({}, `f-${String(n)}`);

    expect((await save({}, 'f-20')).status).toBe(409);
    expect((await save({ show: 'alerts' }, 'f-19')).status).toBe(200);
  });
});

describe('supervision', () => {
  it("shows the workers' load and what is late, with a bounded number of reads", async () => {
    await aBusyCase();
    await aBusyCase();
    const { table, reads } = counting();
    const answer = await call(getSupervision({ table }), { path: { area: 'north-1' }, ...SUPERVISOR, at: AT });

    expect(answer.body).toMatchObject({
      workers: [{ workerId: 'asha-1', capacity: 5, overdueContacts: { count: 2, atLeast: false }, openAlerts: { count: 4 } }],
      alerts: {
        atLeast: false,
        levels: [
          { level: 'routine', open: 2, accepted: 0, ages: { underHour: 0, underDay: 0, underWeek: 2, older: 0 } },
          { level: 'urgent', open: 0 },
          { level: 'emergency', open: 2, ages: { underHour: 2 } },
        ],
      },
      overdueReviews: { count: 2 },
      overdueGrievances: { count: 2 },
    });
    expect(reads).toHaveLength(10);
    expect(answer.text).not.toMatch(/9800000001|phone/);
  });

  it('keeps the alerts that her death has overtaken, and not those that somebody saw to', async () => {
    const caseId = await aCase(world.files, { root: { workerId: 'asha-1' } });
    await world.raise(caseId, 'dangerSign', 'emergency');
    const seen = await world.raise(caseId, 'mood', 'urgent');
    await world.files.change(caseId, aContext(later(5), { causationId: 'accept' }), (file) =>
      acceptAlert(file, seen, world.needs.programmes.get('DEFAULT').operations.alerts, { at: later(5), by: 'user:asha-1' }),
    );
    await world.files.change(caseId, aContext(later(9), { causationId: 'death' }), (file) => ({
      ...endAlerts(file, 'motherDied', { at: later(9), by: 'user:registrar' }, () => true),
      answer: undefined,
    }));
    const overtaken = async (query = {}) => {
      const { body } = await call(getSupervision(world.needs), { path: { area: 'north-1' }, query, ...SUPERVISOR, at: later(10) });
      return (body['alerts'] as { overtaken: { count: number } }).overtaken.count;
    };

    expect([
      await overtaken(),
      await overtaken({ overtakenSince: '2026-03-01' }),
      await overtaken({ overtakenSince: '2026-03-02' }),
    ]).toEqual([1, 1, 0]);
  });

  it('is for supervisors', async () => {
    expect(await call(getSupervision(world.needs), { path: { area: 'north-1' }, user: 'asha-1', groups: ['worker'] })).toMatchObject({
      status: 403,
    });
  });
});
