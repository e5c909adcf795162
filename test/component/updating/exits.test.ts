import { randomUUID } from 'node:crypto';
import { recordBirth } from '../../../functions/registration/api/add-children.ts';
import { registerMother } from '../../../functions/registration/api/register-mother.ts';
import { keys } from '../../../functions/table/keys.ts';
import { recordLifeEvent } from '../../../functions/updating/api/record-life-event.ts';
import { reEnrolMother } from '../../../functions/registration/api/re-enrol-mother.ts';
import { reverseExit } from '../../../functions/updating/api/reverse-exit.ts';
import { closeFormerCase } from '../../../functions/updating/subscribers/close-former-case.ts';
import { honourWithdrawal } from '../../../functions/updating/subscribers/honour-withdrawal.ts';
import { checkExit, watchExit } from '../../../functions/updating/subscribers/watch-exit.ts';
import { findDueItems } from '../../../functions/updating/sweeps/find-due-items.ts';
import { Consents } from '../../../functions/casefile/case.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { ConsentWithdrawn } from '../../../events/catalogue.ts';
import type { TaskContext } from '../../../functions/runtime/task.ts';
import { shippedProgrammes as programmes } from '../../support/builders.ts';
import { aBus, deliverAll, deliverPublished } from '../../support/deliver.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, aWorld, call, testVault as vault, type CallOptions, type World } from '../../support/world.ts';

const AT = '2026-03-01T10:00:00.000Z';
/** As a state of a state machine would make it, entered once. */
const taskContext = (at: string): TaskContext => ({ ...aContext(at), execution: 'sweep-1', causationId: randomUUID() });
const SUPERVISOR = { user: 'sup-1', groups: ['supervisor'] };

describe('exits, reversals and re-enrolment', () => {
  let engine: Engine;
  let world: World;
  let caseId: string;
  let registrations = 0;

  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());

  const needs = () => ({ files: world.files, table: world.table, vault, programmes });
  const subscriptions = () => [...watchExit(needs()), checkExit(needs()), closeFormerCase(needs()), honourWithdrawal(needs())];
  const settle = (id = caseId) => deliverAll(world, id, subscriptions());
  const root = async (id = caseId) => (await world.files.open(id, aContext(AT))).root;
  const tell = (body: Record<string, unknown>, as: Partial<CallOptions> = {}) =>
    call(recordLifeEvent(needs()), {
      path: { caseId },
      body: { on: '2026-02-28', ...body },
      at: AT,
      user: 'worker-1',
      groups: ['worker'],
      ...as,
    });
  const reverse = (as: Partial<CallOptions> = {}) =>
    call(reverseExit(needs()), { path: { caseId }, body: { reason: 'it was her sister' }, at: AT, ...SUPERVISOR, ...as });
  const exitSweep = async (time: string) => {
    const bus = aBus();
    for (const shard of [0, 1])
      await findDueItems({ table: world.table, publish: bus.publish }).run({ sweep: 'exit', shard, time }, taskContext(time));
    await deliverPublished(bus.published, subscriptions());
    return bus.published.length;
  };

  beforeEach(async () => {
    world = await aWorld(engine);
    registrations += 1;
    const body = {
      programme: 'DEFAULT',
      area: 'north-1',
      language: 'en',
      mother: { givenName: 'Sowmya', familyName: 'Krishnamurti', birthDate: '1998-05-04', nationalId: '53' },
      children: [{ sex: 'female', bornOn: '2026-02-20', birthPlace: 'facility' }],
      consent: { method: 'paper', scanReference: 'scan-1' },
      externalReference: `exit-${String(registrations)}`,
    };
    caseId = String((await call(registerMother(needs()), { body, at: AT })).body['caseId']);
    await settle();
  });

  it('lets a case leave in the exit sweep of the day the child reaches the age', async () => {
    expect(await exitSweep('2030-02-19T03:00:00Z')).toBe(0);
    expect(await exitSweep('2030-02-20T03:00:00Z')).toBe(1);

    expect(await root()).toMatchObject({ status: 'exited', exit: { reason: 'childAge', on: '2030-02-20' } });
    expect(await exitSweep('2030-02-21T03:00:00Z')).toBe(0);
  });

  it('finds the exit of a day on which no sweep ran', async () => {
    await exitSweep('2030-02-15T03:00:00Z');

    await exitSweep('2030-03-10T03:00:00Z');

    expect(await root()).toMatchObject({ status: 'exited' });
  });

  it('counts the age anew for a younger child', async () => {
    await call(recordBirth(needs()), {
      path: { caseId },
      body: { children: [{ sex: 'male', bornOn: '2026-02-21', birthPlace: 'facility', birthOrder: 2 }] },
      at: AT,
    });
    await settle();

    await exitSweep('2030-02-20T03:00:00Z');
    expect((await root()).status).toBe('registered');
    await exitSweep('2030-02-21T03:00:00Z');
    expect((await root()).status).toBe('exited');
  });

  it('waits for the days of grace of a move, and then ends', async () => {
    const answer = await tell({ kind: 'moved' });
    expect(answer).toMatchObject({ status: 201, body: { status: 'registered', exit: { reason: 'moved', on: '2026-03-30' } } });

    await exitSweep('2026-03-29T03:00:00Z');
    expect((await root()).status).toBe('registered');
    await exitSweep('2026-03-30T03:00:00Z');

    expect(await root()).toMatchObject({ status: 'exited', exit: { reason: 'moved', from: 'registered' } });
  });

  it('silences everything with a mother death, and takes a wrong one back', async () => {
    const told = await tell({ kind: 'motherDied', source: 'family' });
    expect(told.body).toMatchObject({ status: 'exited', messages: 'none', exit: { reason: 'motherDeath' } });
    expect((await tell({ kind: 'motherDied' })).body).toEqual(told.body);

    expect((await reverse({ groups: ['worker'] })).status).toBe(403);
    expect((await reverse()).body).toMatchObject({ status: 'registered', messages: 'all' });
    await settle();

    const back = await world.files.open(caseId, aContext(AT));
    expect(back.root.mother.diedOn).toBeUndefined();
    expect(back.items.find(({ sk }) => sk === 'EXITWATCH')).toMatchObject({ watchedOn: '2030-02-20' });
    expect(await world.factsOf(caseId)).toEqual(
      expect.arrayContaining(['MotherDied.v1', 'CaseExited.v1', 'CaseReinstated.v1', 'LifeEventReversed.v1']),
    );
  });

  it('lets a mother leave who no longer consents to the programme', async () => {
    await world.files.change(caseId, aContext(AT, { causationId: 'withdrawal' }), (file) => {
      const consents = allOf(file, Consents);
      return {
        put: consents.map((consent) => place(Consents, { ...consent, state: 'withdrawn' as const, withdrawnAt: AT })),
        facts: consents.map(({ consentId }) => ConsentWithdrawn.of({ consentId })),
        answer: undefined,
      };
    });

    await settle();

    expect(await root()).toMatchObject({ status: 'exited', messages: 'none', exit: { reason: 'withdrawn' } });
  });

  it.each<[string, Record<string, unknown>, number, string]>([
    ['of a kind that is unknown', { kind: 'married' }, 400, '#/body/kind'],
    ['of a child without saying which', { kind: 'childDied' }, 400, '#/body/childId'],
    ['in the future', { kind: 'withdrawn', on: '2026-03-02' }, 422, '#/body/on'],
    ['of a death before the birth', { kind: 'motherDied', on: '2026-02-19' }, 422, '#/body/on'],
    ['of a loss after the birth', { kind: 'pregnancyLost' }, 422, '#/body/kind'],
  ])('refuses a life event %s', async (_, body, status, pointer) => {
    const answer = await tell(body);

    expect(answer.status).toBe(status);
    expect((answer.body['errors'] as { pointer: string }[])[0]?.pointer).toBe(pointer);
  });

  describe('re-enrolment', () => {
    const reEnrol = (body: Record<string, unknown> = {}, as: Partial<CallOptions> = {}) =>
      call(reEnrolMother(needs()), {
        path: { caseId },
        at: '2027-06-01T10:00:00.000Z',
        body: { pregnancy: { lastMenstrualPeriodOn: '2027-03-01' }, ...body },
        ...SUPERVISOR,
        ...as,
      });

    it('opens a new case for the same person, takes her number along, and completes the former one', async () => {
      const before = await root();

      const answer = await reEnrol();

      expect(answer.status).toBe(201);
      const nextId = String(answer.body['caseId']);
      await settle(nextId);
      const next = await root(nextId);
      expect(next).toMatchObject({
        personId: before.personId,
        previousCaseId: caseId,
        status: 'registered',
        mother: { givenName: 'Sowmya' },
        registeredBy: { channel: 'reenrolment' },
      });
      expect(await vault.open(String(next.mother.nationalId), next.personId)).toBe('53');
      expect((await world.table.find(keys.claim('mother', await vault.hash('mother', '53'))))?.['caseId']).toBe(nextId);
      expect(await root()).toMatchObject({ status: 'exited', exit: { reason: 'completed' } });
      expect(await world.factsOf(nextId)).not.toContain('ConsentGiven.v1');
      const registered = (await world.eventsOf(nextId)).find(({ detailType }) => detailType === 'MotherRegistered.v1');
      expect(registered?.detail.data).toMatchObject({ channel: 'reenrolment', hasNationalId: true, personId: before.personId });
    });

    it('happens once, and closes the way back', async () => {
      const first = await reEnrol({}, { headers: { 'idempotency-key': 'r-1' } });
      const again = await reEnrol({}, { headers: { 'idempotency-key': 'r-1' } });
      await settle(String(first.body['caseId']));

      expect(again.body).toEqual(first.body);
      expect((await reEnrol()).status).toBe(409);
      expect((await reverse({ at: '2027-06-02T10:00:00.000Z' })).status).toBe(409);
    });

    it('takes a new consent where one is given', async () => {
      const answer = await reEnrol({ consent: { method: 'paper', scanReference: 'scan-2' } });

      const next = await world.files.open(String(answer.body['caseId']), aContext(AT));
      expect(allOf(next, Consents)).toMatchObject([{ scanReference: 'scan-2', state: 'signed' }]);
      expect(await world.factsOf(String(answer.body['caseId']))).toContain('ConsentGiven.v1');
    });

    it.each<[string, Record<string, unknown>, number]>([
      ['a last period before the birth', { pregnancy: { lastMenstrualPeriodOn: '2026-02-19' } }, 422],
      [
        'a birth too soon after the other',
        { pregnancy: undefined, children: [{ sex: 'male', bornOn: '2026-06-01', birthPlace: 'home' }] },
        422,
      ],
      ['no pregnancy and no child', { pregnancy: undefined }, 422],
      ['an unknown field', { mood: 'good' }, 400],
    ])('refuses %s', async (_, body, status) => {
      expect((await reEnrol(body)).status).toBe(status);
    });

    it('refuses while the pregnancy lasts, and after her death', async () => {
      const body = {
        programme: 'DEFAULT',
        area: 'north-1',
        language: 'en',
        mother: { givenName: 'Asha', familyName: 'Devi', birthDate: '1998-05-04' },
        pregnancy: { lastMenstrualPeriodOn: '2026-01-01' },
        consent: { method: 'paper', scanReference: 'scan-1' },
      };
      const pregnant = String((await call(registerMother(needs()), { body, at: AT })).body['caseId']);
      await tell({ kind: 'motherDied' });

      expect([(await reEnrol({}, { path: { caseId: pregnant } })).status, (await reEnrol()).status]).toEqual([409, 409]);
    });
  });
});
