import { randomUUID } from 'node:crypto';
import { ChildDied, MotherEnrolled } from '../../../events/catalogue.ts';
import type { NewFact } from '../../../events/fact.ts';
import { listWorkerContacts } from '../../../functions/care/api/list-worker-contacts.ts';
import { Children, type CaseRoot } from '../../../functions/casefile/case.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { correctDose } from '../../../functions/immunization/api/correct-dose.ts';
import { getImmunizations } from '../../../functions/immunization/api/get-immunizations.ts';
import { putImmunizationFacts } from '../../../functions/immunization/api/put-immunization-facts.ts';
import { recordDoses } from '../../../functions/immunization/api/record-doses.ts';
import { immunizationOf, planFrom } from '../../../functions/immunization/domain/child-plan.ts';
import { advanceDoses } from '../../../functions/immunization/subscribers/advance-doses.ts';
import { planDoses } from '../../../functions/immunization/subscribers/plan-doses.ts';
import { dateOf } from '../../../functions/kernel/dates.ts';
import { Messages } from '../../../functions/messaging/records.ts';
import { tellMother } from '../../../functions/messaging/subscribers/tell-mother.ts';
import { getCounts } from '../../../functions/monitoring/api/get-counts.ts';
import { countedAgain } from '../../../functions/monitoring/domain/cells.ts';
import { talliesOf } from '../../../functions/monitoring/domain/indicators.ts';
import { countFacts } from '../../../functions/monitoring/subscribers/count-facts.ts';
import { registerMother } from '../../../functions/registration/api/register-mother.ts';
import type { TaskContext } from '../../../functions/runtime/task.ts';
import { ageReachedOn, checkWatch } from '../../../functions/updating/domain/exit-watch.ts';
import { findDueItems } from '../../../functions/updating/sweeps/find-due-items.ts';
import { aCase, aChild, aFile, shippedProgrammes as programmes } from '../../support/builders.ts';
import { aBus, deliverAll, deliverPublished } from '../../support/deliver.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, aWorld, call, testVault, type World } from '../../support/world.ts';

const AT = '2026-03-01T10:00:00.000Z';
const taskContext = (at: string): TaskContext => ({ ...aContext(at), execution: 'sweep-1', causationId: randomUUID() });

type Row = Record<string, unknown>;
type Rows = readonly Row[];

describe('immunization', () => {
  let engine: Engine;
  let world: World;
  let caseId: string;
  let childId: string;
  let testNumber = 0;

  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());

  const needs = () => ({ files: world.files, programmes });
  const subscriptions = () => [...planDoses(needs()), advanceDoses(needs())];
  const path = () => ({ caseId, childId });
  const record = (doses: readonly unknown[], at = AT) => call(recordDoses(needs()), { path: path(), body: { doses }, at });
  const read = (query: Record<string, string> = {}, at = AT) => call(getImmunizations(needs()), { path: path(), query, at });
  const card = (product: string, on: string) => ({ product, on, source: 'card' });
  const doseIn = (plan: Record<string, unknown>, id: string) => (plan['doses'] as Rows).find(({ dose }) => dose === id);
  const happen = (fact: NewFact, at: string, put: Parameters<typeof place>[1][] = []) =>
    world.files.change(caseId, aContext(at, { causationId: `${fact.detailType}-${at}` }), () => ({
      facts: [fact],
      put: put.map((child) => place(Children, child as never)),
      answer: undefined,
    }));
  const settle = () => deliverAll(world, caseId, subscriptions());
  const sweep = async (time: string) => {
    const bus = aBus();
    for (const shard of [0, 1])
      await findDueItems({ table: world.table, publish: bus.publish }).run({ sweep: 'update', shard, time }, taskContext(time));
    await deliverPublished(bus.published, subscriptions());
  };
  const told = async () =>
    (await world.eventsOf(caseId))
      .filter(({ detailType }) => /^Dose(FellDue|Overdue)/.test(detailType))
      .map(({ detailType, at, detail }) => [detailType, at.slice(0, 10), detail.data['doses']]);
  const list = async () =>
    (await call(listWorkerContacts({ table: world.table }), { path: { workerId: `w-${String(testNumber)}` }, at: AT })).body[
      'items'
    ] as Rows;

  beforeEach(async () => {
    world = await aWorld(engine);
    testNumber += 1;
    const name = `immunization-${String(testNumber)}`;
    caseId = await aCase(world.files, {
      name,
      root: { status: 'enrolled', workerId: `w-${String(testNumber)}` },
      children: [{ bornOn: dateOf('2026-02-01') }],
    });
    childId = aChild(`${name}-0`).childId;
  });

  describe('a two-year-old with a paper card', () => {
    beforeEach(async () => {
      const answer = await call(registerMother({ files: world.files, vault: testVault, programmes }), {
        body: {
          programme: 'DEFAULT',
          area: 'north-1',
          language: 'en',
          mother: { givenName: 'Sowmya', familyName: 'Krishnamurti', birthDate: '1998-05-04', nationalId: `card ${String(testNumber)}` },
          children: [{ sex: 'female', bornOn: '2024-02-10', birthPlace: 'home' }],
          consent: { method: 'paper', scanReference: 'scan-1' },
        },
        at: AT,
      });
      caseId = String(answer.body['caseId']);
      childId = String((answer.body['children'] as Rows)[0]?.['childId']);
    });

    it('is registered, and yields a catch-up plan that says what was taken for uncertain', async () => {
      const answer = await record([
        card('MR', '2024-12'),
        card('DTP-HEPB-HIB', '2024-05-20'),
        card('BCG', '2024-02-12'),
        card('BOPV', '2024'),
        card('DTP-HEPB-HIB', '2024-03'),
      ]);

      expect(answer.status).toBe(201);
      const plan = answer.body['plan'] as Record<string, unknown>;
      const judged = (plan['given'] as Rows).map(({ on, product, precision, validity, reasons, dose }) => [
        on,
        product,
        precision,
        validity,
        dose,
        ...(reasons as string[]),
      ]);
      expect(judged).toEqual([
        ['2024', 'BOPV', 'year', 'uncertain', 'OPV0', 'dateTooVague'],
        ['2024-02-12', 'BCG', 'day', 'valid', 'BCG'],
        // six weeks are over on 23 March: most days of that month are too early
        ['2024-03', 'DTP-HEPB-HIB', 'month', 'uncertain', 'PENTA1', 'dateTooVague'],
        ['2024-05-20', 'DTP-HEPB-HIB', 'day', 'valid', 'PENTA1'],
        ['2024-12', 'MR', 'month', 'valid', 'MCV1'],
      ]);
      expect(doseIn(plan, 'PENTA2')).toMatchObject({ status: 'overdue', earliestOn: '2024-06-17' });
      expect(doseIn(plan, 'PENTA3')).toMatchObject({ status: 'waiting', recommendedOn: '2026-03-29', countedFrom: 'PENTA2' });
      expect(doseIn(plan, 'MCV2')).toMatchObject({ status: 'due', recommendedOn: '2025-05-10' });
      expect(doseIn(plan, 'ROTA1')?.['status']).toBe('expired');
      expect(plan['dueNow']).toEqual(['OPV1', 'PENTA2', 'PCV1', 'IPV1', 'MCV2']);
    });

    it('says that nobody is reminded, and why, while the plan and the card hold', async () => {
      const reminders = async () => (await read()).body['reminders'];
      const become = (root: Partial<CaseRoot>) =>
        world.files.change(caseId, aContext(AT, { causationId: randomUUID() }), (file) => ({
          root: { ...file.root, ...root },
          answer: undefined,
        }));
      expect(await reminders()).toBe('notEnrolled');
      await become({ status: 'enrolled' });
      expect(await reminders()).toBe('given');
      await become({ status: 'exited' });
      expect(await reminders()).toBe('caseExited');

      const { status, body } = await record([card('MR', '2024-12')]);
      expect([status, (body['plan'] as Row)['reminders']]).toEqual([201, 'caseExited']);
      expect((body['plan'] as Row)['dueNow']).toContain('PENTA1');
    });

    it.each(['2024-02-10', '2023-09-10', '2023-03-02'])('born on %s is caught up before its case is over', (bornOn) => {
      const file = aFile({ root: { status: 'enrolled' }, children: [{ bornOn: dateOf(bornOn) }] });
      const programme = programmes.get('DEFAULT');
      const immunization = immunizationOf(programme);
      const plan = planFrom(immunization, { bornOn: dateOf(bornOn) }, [], undefined, dateOf('2026-03-01'));
      const lastOf = (dose: string) => plan.doses.find((one) => one.dose === dose)?.recommendedOn ?? '';

      expect(checkWatch(file, programme, { at: AT }).root).toBeUndefined();
      for (const dose of ['OPV3', 'PENTA3', 'PCV3', 'IPV2', 'MCV2', 'TD1']) {
        expect(lastOf(dose)).not.toBe('');
        expect(lastOf(dose) < ageReachedOn(file, programme)).toBe(true);
      }
    });

    it('says the same again when the card is sent again, dose by dose or as a whole', async () => {
      const doses = [card('BCG', '2024-02-12'), card('MR', '2024-12')];
      const first = await record(doses);

      const second = await record([...doses].reverse(), '2026-03-02T10:00:00.000Z');

      expect([...(second.body['doseIds'] as string[])].sort()).toEqual([...(first.body['doseIds'] as string[])].sort());
      expect((await world.factsOf(caseId)).filter((name) => name === 'DoseRecorded.v1')).toHaveLength(2);
    });

    it('is corrected, and the wrong record stays to be seen', async () => {
      const { body } = await record([card('MR', '2024-09-10')]);
      const [doseId = ''] = body['doseIds'] as string[];
      expect(doseIn(body['plan'] as Record<string, unknown>, 'MCV1')?.['status']).toBe('due');

      const answer = await call(correctDose(needs()), {
        path: { ...path(), doseId },
        body: { reason: 'read the wrong line', replacement: card('MR', '2024-11-10') },
        at: AT,
      });

      const plan = answer.body['plan'] as Record<string, unknown>;
      expect(answer.status).toBe(201);
      expect((plan['given'] as Rows).map(({ on, validity }) => [on, validity])).toEqual([
        ['2024-09-10', 'withdrawn'],
        ['2024-11-10', 'valid'],
      ]);
      expect(doseIn(plan, 'MCV1')?.['status']).toBe('given');
      const again = await call(correctDose(needs()), { path: { ...path(), doseId }, body: { reason: 'once more' }, at: AT });
      expect([again.status, again.body['type']]).toEqual([409, 'urn:nestling:problem:status-refuses']);
    });
  });

  it.each([
    ['a product that the schedule does not have', card('DPT-9', '2026-02-02'), '#/body/doses/0/product'],
    ['a day before the birth', card('BCG', '2026-01-31'), '#/body/doses/0/on'],
    ['a month before the birth', card('BCG', '2025-12'), '#/body/doses/0/on'],
    ['a day to come', card('BCG', '2026-03-02'), '#/body/doses/0/on'],
    ['a day that is none', card('BCG', '2026-02-30'), '#/body/doses/0/on'],
  ])('refuses %s, with its place', async (_, dose, pointer) => {
    const answer = await record([dose]);

    expect(answer.status).toBe(422);
    expect((answer.body['errors'] as Rows).map((error) => error['pointer'])).toEqual([pointer]);
    expect(await world.factsOf(caseId)).not.toContain('DoseRecorded.v1');
  });

  it('refuses a text that is no day at all, and a child of somebody else', async () => {
    expect((await record([card('BCG', 'last spring')])).status).toBe(400);
    childId = randomUUID();
    expect((await record([card('BCG', '2026-02-02')])).body['type']).toBe('urn:nestling:problem:child-not-found');
    expect((await read()).body['type']).toBe('urn:nestling:problem:child-not-found');
  });

  it.each([
    ['childAge', 201],
    ['withdrawn', 409],
    ['duplicate', 409],
  ])('after an exit for %s answers %i to a dose given since', async (reason, status) => {
    await world.files.change(caseId, aContext('2026-02-20T10:00:00.000Z', { causationId: 'left' }), ({ root }) => ({
      root: {
        ...root,
        status: 'exited' as const,
        exit: {
          reason,
          on: dateOf('2026-02-20'),
          at: '2026-02-20T10:00:00.000Z',
          from: 'enrolled' as const,
          payments: 'stop' as const,
          messages: 'stop' as const,
          reversibleUntil: dateOf('2026-05-20'),
        },
      },
      answer: undefined,
    }));

    expect((await record([card('BCG', '2026-02-21')])).status).toBe(status);
    expect((await record([card('BCG', '2026-02-02')])).status).toBe(201);
  });

  it('answers for another day, and leaves an audit entry', async () => {
    await record([card('BCG', '2026-02-01')]);

    const { body } = await read({ on: '2026-03-15' });

    expect(body).toMatchObject({ on: '2026-03-15', schedule: { id: 'who-infant' } });
    expect(body['dueNow']).toEqual(['OPV1', 'PENTA1', 'PCV1', 'ROTA1']);
    expect((await world.table.all(`AUDIT#${caseId}`)).length).toBeGreaterThan(0);
  });

  it('keeps what decides beside the doses, within what is plausible', async () => {
    const put = (body: unknown) => call(putImmunizationFacts(needs()), { path: path(), body, at: AT });

    const answer = await put({ birthWeightGrams: 1800, withheld: [{ series: 'ROTA', why: 'refused' }] });

    expect(doseIn(answer.body, 'ROTA1')?.['status']).toBe('refused');
    expect((await put({ birthWeightGrams: 18 })).body['errors']).toEqual([
      { pointer: '#/body/birthWeightGrams', detail: 'is not plausible: 300 to 7000 g are' },
    ]);
    expect((await put({ withheld: [{ series: 'XX', why: 'refused' }] })).status).toBe(422);
  });

  describe('the next doses of an enrolled child', () => {
    const enrol = async () => {
      await record([card('BCG', '2026-02-01'), card('HEPB', '2026-02-01'), card('BOPV', '2026-02-01')], '2026-02-02T10:00:00.000Z');
      await happen(MotherEnrolled.of({ enrolmentId: randomUUID() }), '2026-02-02T11:00:00.000Z');
      await settle();
    };

    it('stand in the list of the worker as one line, and are announced once and gone after once', async () => {
      await enrol();
      expect(await list()).toMatchObject([{ kind: 'immunization', childId, dueOn: '2026-03-15', status: 'scheduled' }]);

      for (const time of [
        '2026-03-11T01:00:00Z',
        '2026-03-12T01:00:00Z',
        '2026-03-12T02:00:00Z',
        '2026-03-29T01:00:00Z',
        '2026-03-30T01:00:00Z',
      ])
        await sweep(time);

      const doses = ['OPV1', 'PENTA1', 'PCV1', 'ROTA1'];
      expect(await told()).toEqual([
        ['DoseFellDue.v1', '2026-03-12', doses],
        ['DoseOverdue.v1', '2026-03-29', doses],
      ]);
      expect(await list()).toMatchObject([{ dueOn: '2026-03-15', status: 'overdue' }]);
    });

    it('are told to the mother by one text that names no vaccine', async () => {
      await enrol();
      await sweep('2026-03-12T09:00:00Z');
      await deliverAll(
        world,
        caseId,
        tellMother({ files: world.files, programmes }).filter(({ detailType }) => detailType.startsWith('Dose')),
      );

      const told = allOf(await world.files.open(caseId, aContext(AT)), Messages);
      expect(told.map(({ template, variables, group }) => ({ template, variables, group }))).toEqual([
        { template: 'doseDue', variables: { date: 'Mar 15, 2026', worker: `w-${String(testNumber)}` }, group: { childId } },
      ]);
    });

    it('move when a dose is given', async () => {
      await enrol();
      await record(
        ['BOPV', 'DTP-HEPB-HIB', 'PCV', 'ROTA-2'].map((product) => ({ product, on: '2026-03-20', source: 'visit' })),
        '2026-03-20T10:00:00.000Z',
      );

      expect(await list()).toMatchObject([{ dueOn: '2026-04-17', status: 'scheduled' }]);
    });

    it('are counted by the month in which they were due: as due, in time and late, and the same when counted again', async () => {
      const countable = countFacts({ table: world.table });
      const counts = async () => {
        await deliverAll(world, caseId, countable);
        const { body } = await call(getCounts({ table: world.table }), {
          query: { from: '2026-01', to: '2026-12', area: 'north-1' },
          user: 'm-1',
          groups: ['manager'],
        });
        const cells = (body['cells'] as Rows).filter(({ indicator }) => /^doses(Due|InTime|Late)\./.test(String(indicator)));
        return Object.fromEntries(
          cells.filter(({ count }) => count !== 0).map(({ month, indicator, count }) => [`${String(month)} ${String(indicator)}`, count]),
        );
      };
      const birth = {
        '2026-02 dosesDue.BCG': 1,
        '2026-02 dosesInTime.BCG': 1,
        '2026-02 dosesDue.HEPB0': 1,
        '2026-02 dosesInTime.HEPB0': 1,
        '2026-02 dosesDue.OPV0': 1,
        '2026-02 dosesInTime.OPV0': 1,
      };
      const due = Object.fromEntries(['OPV1', 'PENTA1', 'PCV1', 'ROTA1'].map((dose) => [`2026-03 dosesDue.${dose}`, 1]));
      await enrol();
      await sweep('2026-03-12T01:00:00Z');
      expect(await counts()).toEqual(birth);

      await sweep('2026-03-15T01:00:00Z');
      expect(await counts()).toEqual({ ...birth, ...due });

      await record([{ product: 'DTP-HEPB-HIB', on: '2026-03-28', source: 'visit' }], '2026-03-28T10:00:00.000Z');
      const { body } = await record([{ product: 'PCV', on: '2026-03-29', source: 'visit' }], '2026-04-02T10:00:00.000Z');
      expect(await counts()).toEqual({ ...birth, ...due, '2026-03 dosesInTime.PENTA1': 1, '2026-03 dosesLate.PCV1': 1 });

      const [doseId] = body['doseIds'] as string[];
      const replacement = { product: 'PCV', on: '2026-03-20', source: 'visit' };
      await call(correctDose(needs()), {
        path: { ...path(), doseId: String(doseId) },
        body: { reason: 'wrong day', replacement },
        at: '2026-04-03T10:00:00.000Z',
      });
      expect(await counts()).toEqual({ ...birth, ...due, '2026-03 dosesInTime.PENTA1': 1, '2026-03 dosesInTime.PCV1': 1 });

      const history = await world.files.history(caseId);
      const again = countedAgain(
        history.map(({ detailType, detail: { metadata, data } }) => ({
          occasion: { occurredAt: metadata['occurredAt'] ?? '', area: metadata['area'] ?? '', programme: metadata['programme'] ?? '' },
          tallies: talliesOf(detailType, data, metadata['occurredAt'] ?? ''),
        })),
      );
      const recounted = again.filter(({ indicator, count }) => /^doses(Due|InTime|Late)\./.test(indicator) && count !== 0);
      expect(Object.fromEntries(recounted.map(({ month, indicator, count }) => [`${month} ${indicator}`, count]))).toEqual(await counts());
    });

    it('fall silent for a child that died', async () => {
      await enrol();
      const file = await world.files.open(caseId, aContext(AT));
      const [child] = allOf(file, Children);
      await happen(ChildDied.of({ childId, on: '2026-03-02' }), '2026-03-02T10:00:00.000Z', [{ ...child, diedOn: dateOf('2026-03-02') }]);
      await settle();
      await sweep('2026-03-12T01:00:00Z');

      expect([await list(), await told()]).toEqual([[], []]);
    });

    it('are told by no sweep to a mother who has left', async () => {
      await enrol();
      await world.files.change(caseId, aContext('2026-03-05T10:00:00.000Z', { causationId: 'left' }), ({ root }) => ({
        root: { ...root, status: 'exited' as const },
        answer: undefined,
      }));
      await sweep('2026-03-12T01:00:00Z');

      expect([await list(), await told()]).toEqual([[], []]);
    });
  });
});
