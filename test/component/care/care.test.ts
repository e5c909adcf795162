import { randomUUID } from 'node:crypto';
import { closeGrievance } from '../../../functions/care/api/close-grievance.ts';
import { listContacts } from '../../../functions/care/api/list-contacts.ts';
import { listCaseGrievances } from '../../../functions/care/api/list-case-grievances.ts';
import { listGrievances } from '../../../functions/care/api/list-grievances.ts';
import { listTransfers } from '../../../functions/care/api/list-transfers.ts';
import { listVisits } from '../../../functions/care/api/list-visits.ts';
import { listWorkerContacts } from '../../../functions/care/api/list-worker-contacts.ts';
import { addNote } from '../../../functions/care/api/add-note.ts';
import { listNotes } from '../../../functions/care/api/list-notes.ts';
import { openGrievance } from '../../../functions/care/api/open-grievance.ts';
import { readTimeline } from '../../../functions/care/api/read-timeline.ts';
import { recordVisit } from '../../../functions/care/api/record-visit.ts';
import { transferCase } from '../../../functions/care/api/transfer-case.ts';
import { advanceContact } from '../../../functions/care/subscribers/advance-contact.ts';
import { followMove } from '../../../functions/care/subscribers/follow-move.ts';
import { planContacts } from '../../../functions/care/subscribers/plan-contacts.ts';
import { raiseGrievance } from '../../../functions/care/subscribers/raise-grievance.ts';
import { workerOfItems, workerWrites } from '../../../functions/casefile/worker.ts';
import { dateOf } from '../../../functions/kernel/dates.ts';
import { keys } from '../../../functions/table/keys.ts';
import type { TaskContext } from '../../../functions/runtime/task.ts';
import { findDueItems } from '../../../functions/updating/sweeps/find-due-items.ts';
import { MotherEnrolled, MotherMoved } from '../../../events/catalogue.ts';
import type { NewFact } from '../../../events/fact.ts';
import { aCase, aChild, shippedProgrammes as programmes } from '../../support/builders.ts';
import { aBus, deliverAll, deliverPublished } from '../../support/deliver.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, aWorld, call, type World } from '../../support/world.ts';
import { looksAt } from '../../support/looks.ts';

const AT = '2026-03-01T10:00:00.000Z';
/** As a state of a state machine would make it, entered once. */
const taskContext = (at: string): TaskContext => ({ ...aContext(at), execution: 'sweep-1', causationId: randomUUID() });

describe('care', () => {
  let engine: Engine;
  let world: World;
  let caseId: string;
  /** One engine serves all tests: each has its own names, since a transaction's token is known across tables. */
  let testNumber = 0;

  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());

  const needs = () => ({ files: world.files, table: world.table, programmes });
  const subscriptions = () => [...planContacts(needs()), advanceContact(needs()), raiseGrievance(needs()), followMove(needs())];
  const settle = () => deliverAll(world, caseId, subscriptions());
  const happen = (fact: NewFact, at: string) =>
    world.files.change(caseId, aContext(at, { causationId: `${fact.detailType}-${at}` }), () => ({ facts: [fact], answer: undefined }));
  /** One update sweep of both shards at a time, with everything that its owners do. */
  const sweep = async (time: string) => {
    const bus = aBus();
    for (const shard of [0, 1])
      await findDueItems({ table: world.table, publish: bus.publish }).run({ sweep: 'update', shard, time }, taskContext(time));
    await deliverPublished(bus.published, subscriptions());
    return bus.published.length;
  };
  const contacts = async () => (await call(listContacts(needs()), { path: { caseId }, at: AT })).body['items'] as Record<string, unknown>[];
  const visit = (body: Record<string, unknown>, at = AT, user = 'worker-1') =>
    call(recordVisit(needs()), {
      path: { caseId },
      body: { kind: 'PNC-3', on: '2026-03-01', place: 'home', ...body },
      at,
      user,
      groups: ['worker'],
    });
  const enrol = async (at = AT) => {
    await happen(MotherEnrolled.of({ enrolmentId: '5f0a2c36-2f6e-4f5e-9d0a-0c8b3e1f7a02' }), at);
    await settle();
  };
  const aWorker = (workerId: string, areas: string[]) =>
    world.table.transact(
      workerWrites({ workerId, version: 1, areas, capacity: 5, active: true }, undefined),
      `worker-${workerId}-${String(testNumber)}`,
    );
  const loadOf = async (workerId: string) => workerOfItems(await world.table.all(keys.worker(workerId).pk))?.load;

  beforeEach(async () => {
    world = await aWorld(engine);
    testNumber += 1;
    caseId = await aCase(world.files, {
      name: `care-${String(testNumber)}`,
      root: { status: 'enrolled', workerId: 'w-1' },
      children: [{ bornOn: dateOf('2026-02-25') }],
    });
  });

  it('plans what the programme asks for once, and shows what was over', async () => {
    await enrol();
    await settle();

    const answer = await call(listContacts(needs()), { path: { caseId }, at: AT });
    expect(answer.body).toMatchObject({
      items: [
        { contactId: 'PNC-3', status: 'due', dueOn: '2026-03-04' },
        { contactId: 'PNC-4', status: 'scheduled', dueOn: '2026-04-08' },
      ],
      notPlanned: [{ contactId: 'PNC-1' }, { contactId: 'PNC-2' }],
    });
    expect((await world.factsOf(caseId)).filter((name) => name === 'ContactsPlanned.v1')).toHaveLength(1);
  });

  it('reminds, and misses, as the sweeps pass; each thing once', async () => {
    await enrol();

    for (const time of [
      '2026-03-03T01:00:00Z',
      '2026-03-03T02:00:00Z',
      '2026-03-05T01:00:00Z',
      '2026-03-12T01:00:00Z',
      '2026-03-12T02:00:00Z',
    ])
      await sweep(time);

    const facts = (await world.eventsOf(caseId))
      .filter(({ detail }) => detail.data['contactId'] === 'PNC-3')
      .map(({ detailType, at }) => [detailType, at.slice(0, 10)]);
    expect(facts).toEqual([
      ['ContactFellDue.v1', '2026-03-01'],
      ['ContactReminderDue.v1', '2026-03-03'],
      ['ContactOverdue.v1', '2026-03-05'],
      ['ContactMissed.v1', '2026-03-12'],
    ]);
    expect(await sweep('2026-03-12T03:00:00Z')).toBe(0);
  });

  it('lists what a worker has to do by due day, until it is done', async () => {
    await enrol();
    const list = async (query: Record<string, string> = {}) =>
      (await call(listWorkerContacts(needs()), { path: { workerId: 'w-1' }, query })).body['items'] as Record<string, unknown>[];

    expect(await list()).toMatchObject([{ caseId, kind: 'PNC-3', dueOn: '2026-03-04', area: 'north-1' }, { kind: 'PNC-4' }]);
    expect(await list({ to: '2026-03-04' })).toHaveLength(1);
    expect(await list({ from: '2026-03-05' })).toMatchObject([{ kind: 'PNC-4' }]);
    expect(await list({ status: 'overdue' })).toEqual([]);
    expect(JSON.stringify(await list())).not.toContain('Asha');

    await visit({ on: '2026-03-05' }, '2026-03-05T12:00:00.000Z');
    expect(await list()).toMatchObject([{ kind: 'PNC-4' }]);
  });

  it('pages the list of a worker', async () => {
    await enrol();
    const first = await call(listWorkerContacts(needs()), { path: { workerId: 'w-1' }, query: { limit: '1' } });
    const second = await call(listWorkerContacts(needs()), {
      path: { workerId: 'w-1' },
      query: { limit: '1', cursor: String(first.body['next']) },
    });

    expect([first.body['items'], second.body['items']]).toMatchObject([[{ kind: 'PNC-3' }], [{ kind: 'PNC-4' }]]);
  });

  it('records a visit once, with what was measured', async () => {
    await enrol();

    const first = await visit({ on: '2026-03-05', measurements: { systolic: 118, swelling: false } }, '2026-03-05T12:00:00.000Z');
    const again = await visit({ on: '2026-03-05' }, '2026-03-06T12:00:00.000Z');

    expect(first).toMatchObject({ status: 201, body: { contactId: 'PNC-3', late: false } });
    expect(again.body).toEqual(first.body);
    const visits = await call(listVisits(needs()), { path: { caseId } });
    expect(visits.body['items']).toMatchObject([{ kind: 'PNC-3', measurements: { systolic: 118, swelling: false }, by: 'user:worker-1' }]);
    expect((await contacts()).find(({ contactId }) => contactId === 'PNC-3')).toMatchObject({ status: 'done' });
    expect((await world.factsOf(caseId)).filter((name) => name === 'VisitRecorded.v1')).toHaveLength(1);
  });

  it.each<[string, Record<string, unknown>, number, string]>([
    ['a day that is none', { on: '2026-02-30' }, 400, '#/body/on'],
    ['a day in the future', { on: '2026-03-02' }, 422, '#/body/on'],
    ['a field that is unknown', { mood: 'good' }, 400, '#/body/mood'],
    ['an occurrence that is unknown', { occurrences: [{ type: 'leap' }] }, 400, '#/body/occurrences/0/type'],
    ['a time that is none', { time: '25:00' }, 400, '#/body/time'],
  ])('refuses a visit with %s and stores nothing', async (_, body, status, pointer) => {
    const before = await world.table.all(`CASE#${caseId}`);

    const answer = await visit(body);

    expect(answer.status).toBe(status);
    expect((answer.body['errors'] as { pointer: string }[]).map((fault) => fault.pointer)).toEqual([pointer]);
    expect(await world.table.all(`CASE#${caseId}`)).toEqual(before);
  });

  it('transfers a case with its contacts, loads and history', async () => {
    await aWorker('w-1', ['north-1']);
    await aWorker('w-2', ['north-2']);
    await enrol();

    const supervisor = { user: 'sup-1', groups: ['supervisor'], path: { caseId } };
    const answer = await call(transferCase(needs()), {
      ...supervisor,
      body: { toArea: 'north-2', toWorkerId: 'w-2', reason: 'moved house' },
    });

    expect(answer).toMatchObject({ status: 201, body: { area: 'north-2', workerId: 'w-2' } });
    expect([await loadOf('w-1'), await loadOf('w-2')]).toEqual([-1, 1]);
    expect((await call(listWorkerContacts(needs()), { path: { workerId: 'w-2' } })).body['items']).toHaveLength(2);
    expect((await call(listWorkerContacts(needs()), { path: { workerId: 'w-1' } })).body['items']).toEqual([]);
    expect((await call(listTransfers(needs()), { path: { caseId } })).body['items']).toMatchObject([
      { fromWorker: 'w-1', toWorker: 'w-2', by: 'user:sup-1' },
    ]);
    const refusals = await Promise.all([
      call(transferCase(needs()), { ...supervisor, body: { reason: 'nowhere' } }),
      call(transferCase(needs()), { ...supervisor, body: { toWorkerId: 'w-9', reason: 'nobody' } }),
      call(transferCase(needs()), { ...supervisor, groups: ['worker'], body: { toWorkerId: 'w-2', reason: 'mine' } }),
    ]);
    expect(refusals.map(({ status }) => status)).toEqual([400, 404, 403]);
  });

  it('follows a mother who moved, and looks for a worker there', async () => {
    await aWorker('w-1', ['north-1']);
    await enrol();

    await happen(MotherMoved.of({ toArea: 'south-1', on: '2026-03-02' }), '2026-03-02T10:00:00.000Z');
    await settle();

    const { root, items } = await world.files.open(caseId, aContext(AT));
    expect(root.area).toBe('south-1');
    expect(root.workerId).toBeUndefined();
    expect(items.find(({ entity }) => entity === 'waiting')).toMatchObject({ kind: 'worker', area: 'south-1' });
    expect((await call(listWorkerContacts(needs()), { path: { workerId: 'w-1' } })).body['items']).toEqual([]);
  });

  it('takes, raises and answers a grievance', async () => {
    const opened = await call(openGrievance(needs()), {
      path: { caseId },
      body: { about: 'conduct', text: 'shouted at me' },
      user: 'worker-1',
      groups: ['worker'],
    });
    expect(opened).toMatchObject({ status: 201, body: { dueOn: '2026-03-16', owner: { role: 'supervisor' } } });
    const grievanceId = String(opened.body['grievanceId']);
    await sweep('2026-03-16T01:00:00Z');
    await sweep('2026-03-17T01:00:00Z');
    await sweep('2026-03-17T02:00:00Z');
    expect((await world.factsOf(caseId)).filter((name) => name === 'GrievanceOverdue.v1')).toHaveLength(1);

    const open = await call(listGrievances(needs()), { query: { area: 'north-1' } });
    expect(open.body['items']).toMatchObject([{ grievanceId, caseId, about: 'conduct' }]);
    expect(open.text).not.toContain('shouted');
    const answer = {
      path: { caseId, grievanceId },
      body: { outcome: 'upheld', answer: 'we are sorry' },
      user: 'sup-1',
      groups: ['supervisor'],
    };
    expect((await call(closeGrievance(needs()), answer)).status).toBe(200);
    expect((await call(closeGrievance(needs()), { ...answer, body: { outcome: 'notUpheld', answer: 'no' } })).status).toBe(409);

    expect((await call(listGrievances(needs()), { query: { area: 'north-1' } })).body['items']).toEqual([]);
    expect((await call(listGrievances(needs()), { query: { area: 'north-1', status: 'closed' } })).body['items']).toHaveLength(1);
    expect((await call(listCaseGrievances(needs()), { path: { caseId } })).body['items']).toMatchObject([
      { answer: 'we are sorry', closedBy: 'user:sup-1' },
    ]);
    expect(await sweep('2026-03-20T01:00:00Z')).toBe(0);
  });

  it('keeps notes and tells the story of a case, each reading audited', async () => {
    await enrol();
    await call(addNote(needs()), { path: { caseId }, body: { text: 'the gate is green' }, user: 'worker-1', groups: ['worker'] });
    expect((await call(listNotes(needs()), { path: { caseId } })).body['items']).toMatchObject([
      { text: 'the gate is green', by: 'user:worker-1' },
    ]);

    const first = await call(readTimeline(needs()), { path: { caseId }, query: { limit: '1' } });
    const rest = await call(readTimeline(needs()), { path: { caseId }, query: { cursor: String(first.body['next']) } });

    expect(first.body['items']).toMatchObject([{ name: 'MotherEnrolled', title: 'Mother enrolled', at: AT }]);
    expect((rest.body['items'] as { name: string }[]).map(({ name }) => name)).toEqual(['ContactsPlanned', 'ContactFellDue']);
    const accesses = await looksAt(world.table, caseId);
    expect(accesses.map(({ why }) => why as string).sort()).toEqual(['notes', 'timeline', 'timeline']);
  });

  describe('a partner', () => {
    const partner = { client: 'hospital-9', partner: true };

    it('may not see a case of somebody else, nor the lists of the ministry', async () => {
      await enrol();
      const answers = await Promise.all([
        call(listContacts(needs()), { ...partner, path: { caseId } }),
        call(readTimeline(needs()), { ...partner, path: { caseId } }),
        call(recordVisit(needs()), { ...partner, path: { caseId }, body: { kind: 'PNC-3', on: '2026-03-01', place: 'home' } }),
        call(listWorkerContacts(needs()), { ...partner, path: { workerId: 'w-1' } }),
        call(listGrievances(needs()), { ...partner, query: { area: 'north-1' } }),
      ]);

      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    });

    it('records visits of the cases that it registered', async () => {
      const own = { ...partner, client: 'client-1' };
      await enrol();

      expect(
        (await call(recordVisit(needs()), { ...own, path: { caseId }, body: { kind: 'home-check', on: '2026-03-01', place: 'home' } }))
          .status,
      ).toBe(201);
    });
  });

  it('refuses a visit to a child that the case does not have', async () => {
    expect((await visit({ childId: aChild('nobody').childId })).status).toBe(404);
  });
});
