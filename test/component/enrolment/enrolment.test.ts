import { place } from '../../../functions/casefile/entity.ts';
import { allOf, type CaseFile } from '../../../functions/casefile/files.ts';
import { Reviews } from '../../../functions/casefile/review.ts';
import { payeeIdentityOf } from '../../../functions/casefile/worker.ts';
import { findProgrammeNumber } from '../../../functions/enrolment/api/find-programme-number.ts';
import { putPaymentAddress } from '../../../functions/enrolment/api/put-payment-address.ts';
import { receiveAddressCallback } from '../../../functions/enrolment/api/receive-address-callback.ts';
import { correlationIdOf } from '../../../functions/enrolment/domain/payment-address.ts';
import { askAddressAgain, confirmChangedAddress } from '../../../functions/enrolment/subscribers/confirm-changed-address.ts';
import { retryWaiting } from '../../../functions/enrolment/subscribers/retry-waiting.ts';
import { startEnrolment } from '../../../functions/enrolment/subscribers/start-enrolment.ts';
import { assignCareWorker } from '../../../functions/enrolment/tasks/assign-care-worker.ts';
import { assignProgrammeNumber } from '../../../functions/enrolment/tasks/assign-programme-number.ts';
import { confirmPaymentAddress } from '../../../functions/enrolment/tasks/confirm-payment-address.ts';
import { enrolMother } from '../../../functions/enrolment/tasks/enrol-mother.ts';
import { leaveAddressUnconfirmed } from '../../../functions/enrolment/tasks/leave-address-unconfirmed.ts';
import { openAccount } from '../../../functions/enrolment/tasks/open-account.ts';
import { parkEnrolment } from '../../../functions/enrolment/tasks/park-enrolment.ts';
import { findWorker } from '../../../functions/enrolment/workers.ts';
import { aCase, shippedProgrammes, type CaseSeed } from '../../support/builders.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { railsOf } from '../../../functions/partners/http/partners.ts';
import { DEFAULT_RAIL } from '../../../functions/partners/payment-rail.ts';
import { mappingRail } from '../../support/mapping-rail.ts';
import { deliver, notedWorkflows, runTask } from '../../support/tasks.ts';
import { aContext, aWorld, call } from '../../support/world.ts';
import { workerWrites } from '../../../functions/casefile/worker.ts';
import { looksAt } from '../../support/looks.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());

const AT = '2026-02-01T10:00:00.000Z';
const KNOWN = '9876543210';
const ADDRESS = { modality: '01', address: KNOWN, state: 'unconfirmed' as const };

const setUp = async (root: CaseSeed['root'] = {}) => {
  const world = await aWorld(engine);
  const machines = notedWorkflows();
  const bank = mappingRail([KNOWN]);
  const needs = {
    files: world.files,
    table: world.table,
    programmes: shippedProgrammes,
    workflows: machines.workflows,
    rails: () => railsOf(new Map([[DEFAULT_RAIL, bank.rail]])),
    apiBaseUrl: () => 'https://api.test',
  };
  const caseId = await aCase(world.files, { root: { programme: 'IN-PMMVY2', status: 'eligible', paymentAddress: ADDRESS, ...root } });
  const addWorker = (workerId: string, capacity = 10) =>
    world.table.transact(
      [...workerWrites({ workerId, version: 1, areas: ['north-1'], capacity, active: true }, undefined)],
      `${caseId.slice(0, 20)}${workerId}`,
    );
  return { world, needs, caseId, bank, addWorker, ...machines };
};
type Setting = Awaited<ReturnType<typeof setUp>>;

/** The states of the machine, in their order, each run twice as after a lost answer. */
const enrol = async ({ needs, caseId }: Setting, times = 2): Promise<void> => {
  const states = [assignProgrammeNumber, confirmPaymentAddress, assignCareWorker, openAccount, enrolMother];
  for (const [index, state] of states.entries())
    for (let time = 0; time < times; time += 1)
      await runTask(state(needs), { caseId }, { at: AT, execution: `enrolment-${String(index)}` });
};

const open = ({ world, caseId }: Setting): Promise<CaseFile> => world.files.open(caseId, aContext(AT));
const waitingOf = (file: CaseFile) => file.items.filter(({ entity }) => entity === 'waiting').map(({ kind }) => kind);
const facts = ({ world, caseId }: Setting) => world.factsOf(caseId);

describe('the tasks of enrolment', () => {
  it('lead an eligible mother into the programme, once, even when every state is repeated', async () => {
    const setting = await setUp();
    await setting.addWorker('worker-1');
    await enrol(setting);
    const { root } = await open(setting);

    expect(root).toMatchObject({ status: 'enrolled', workerId: 'worker-1', paymentAddress: { state: 'confirmed' }, enrolled: { at: AT } });
    expect(await facts(setting)).toEqual(['PaymentAddressConfirmed.v1', 'WorkerAssigned.v1', 'MotherEnrolled.v1']);
    expect([...setting.bank.registered]).toEqual([[payeeIdentityOf(setting.caseId), KNOWN]]);
    expect((await findWorker(setting.world.table, 'worker-1'))?.load).toBe(1);
    expect((await open(setting)).items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ entity: 'occurrence', source: 'enrolled', on: '2026-02-01' }),
        expect.objectContaining({ entity: 'account' }),
      ]),
    );
  });

  it('spread cases over the workers of the area', async () => {
    const setting = await setUp();
    await setting.addWorker('worker-1', 1);
    await setting.addWorker('worker-2', 5);
    await enrol(setting, 1);
    for (let more = 0; more < 2; more += 1) {
      const caseId = await aCase(setting.world.files, { root: { programme: 'IN-PMMVY2', status: 'eligible' } });
      await enrol({ ...setting, caseId }, 1);
    }

    expect((await findWorker(setting.world.table, 'worker-1'))?.load).toBe(1);
    expect((await findWorker(setting.world.table, 'worker-2'))?.load).toBe(2);
  });

  it('go on without a worker, who is looked for again each day', async () => {
    const setting = await setUp();
    await enrol(setting);
    expect(waitingOf(await open(setting))).toEqual(['worker']);

    await setting.addWorker('worker-1');
    await deliver(
      retryWaiting(setting.needs),
      setting.caseId,
      { kind: 'worker', item: 'WAITING#worker', dueOn: '2026-02-02' },
      '2026-02-02T01:00:00.000Z',
    );

    expect((await open(setting)).root.workerId).toBe('worker-1');
    expect(waitingOf(await open(setting))).toEqual([]);
    expect(await facts(setting)).toEqual(['PaymentAddressConfirmed.v1', 'WorkerMissing.v1', 'MotherEnrolled.v1', 'WorkerAssigned.v1']);
  });

  it('go on with a refused address, which a person has to ask her about', async () => {
    const setting = await setUp({ paymentAddress: { ...ADDRESS, address: '1111111111' } });
    await setting.addWorker('worker-1');
    await enrol(setting);

    expect((await open(setting)).root).toMatchObject({ status: 'enrolled', paymentAddress: { state: 'refused' } });
    expect(allOf(await open(setting), Reviews)).toEqual([
      expect.objectContaining({ kind: 'paymentAddress', about: { reason: 'accountUnknown' } }),
    ]);
    expect(await facts(setting)).toEqual(['PaymentAddressRefused.v1', 'ReviewOpened.v1', 'WorkerAssigned.v1', 'MotherEnrolled.v1']);
  });

  it('ask a person where she has told no address', async () => {
    const setting = await setUp({ paymentAddress: undefined });
    await setting.addWorker('worker-1');
    await enrol(setting);

    expect(allOf(await open(setting), Reviews)).toEqual([
      expect.objectContaining({ kind: 'paymentAddress', about: { reason: 'missing' } }),
    ]);
    expect(setting.bank.calls).toEqual([]);
  });

  it('need no address where the programme pays mothers nothing', async () => {
    const setting = await setUp({ programme: 'DEFAULT', paymentAddress: undefined });
    await setting.addWorker('worker-1');
    await enrol(setting);

    expect((await open(setting)).root.status).toBe('enrolled');
    expect(allOf(await open(setting), Reviews)).toEqual([]);
  });

  it('leave the address for later while the rail is down, and the sweep has it confirmed', async () => {
    const setting = await setUp();
    setting.bank.state.down = true;
    await expect(runTask(confirmPaymentAddress(setting.needs), { caseId: setting.caseId })).rejects.toMatchObject({
      name: 'PartnerUnavailable',
    });
    await runTask(leaveAddressUnconfirmed(setting.needs), { caseId: setting.caseId, failure: { Error: 'PartnerUnavailable' } });
    const fellDue = (at: string) =>
      deliver(
        retryWaiting(setting.needs),
        setting.caseId,
        { kind: 'paymentAddress', item: 'WAITING#paymentAddress', dueOn: at.slice(0, 10) },
        at,
      );

    await fellDue('2026-02-02T01:00:00.000Z');
    expect((await open(setting)).items.find(({ entity }) => entity === 'waiting')).toMatchObject({ dueOn: '2026-02-03' });
    setting.bank.state.down = false;
    await fellDue('2026-02-03T01:00:00.000Z');

    expect((await open(setting)).root.paymentAddress?.state).toBe('confirmed');
    expect(waitingOf(await open(setting))).toEqual([]);
  });

  it('refuse a case that has left meanwhile', async () => {
    const setting = await setUp({ status: 'exited' });

    for (const state of [assignProgrammeNumber, confirmPaymentAddress, assignCareWorker, openAccount, enrolMother])
      await expect(runTask(state(setting.needs), { caseId: setting.caseId })).rejects.toMatchObject({ name: 'StatusRefuses' });
    expect(setting.bank.calls).toEqual([]);
  });

  it('that failed are tried again tomorrow from the first on', async () => {
    const setting = await setUp();
    await runTask(parkEnrolment(setting.needs), { caseId: setting.caseId, failure: { Error: 'States.Timeout' } });
    await deliver(
      retryWaiting(setting.needs),
      setting.caseId,
      { kind: 'enrolment', item: 'WAITING#enrolment', dueOn: '2026-02-02' },
      '2026-02-02T01:00:00.000Z',
    );
    expect(setting.started).toEqual([expect.objectContaining({ machine: 'enrolment', input: { caseId: setting.caseId } })]);

    await enrol(setting);
    expect(waitingOf(await open(setting))).toEqual(['worker']);
  });

  it('start with the decision that she is eligible, and with no other', async () => {
    const setting = await setUp();
    const decided = (outcome: string) => ({ decisionId: setting.caseId, outcome, policyVersion: '2.0', grounds: [], decidedBy: 'rules' });
    await deliver(startEnrolment(setting.needs), setting.caseId, decided('ineligible'));
    expect(setting.started).toEqual([]);
    await deliver(startEnrolment(setting.needs), setting.caseId, decided('eligible'));

    expect(setting.started).toHaveLength(1);
  });
});

describe('PUT /cases/{caseId}/payment-address', () => {
  const change = ({ needs, caseId }: Setting, body: unknown, headers = {}) =>
    call(putPaymentAddress(needs), { path: { caseId }, body, headers });

  it('has the rail asked, closes the question to a person, and pays nothing there before', async () => {
    const setting = await setUp({ paymentAddress: { ...ADDRESS, address: '1111111111' } });
    await enrol(setting, 1);
    const answer = await change(setting, { modality: '01', address: KNOWN });

    expect(answer).toMatchObject({ status: 200, body: { state: 'unconfirmed' } });
    expect(allOf(await open(setting), Reviews)).toEqual([expect.objectContaining({ status: 'decided', decision: 'newAddress' })]);
    await deliver(confirmChangedAddress(setting.needs), setting.caseId, { modality: '01' });
    await deliver(confirmChangedAddress(setting.needs), setting.caseId, { modality: '01' });
    expect((await open(setting)).root.paymentAddress?.state).toBe('confirmed');
    expect((await facts(setting)).filter((fact) => fact === 'PaymentAddressConfirmed.v1')).toHaveLength(1);
  });

  it('is one change however often it is sent', async () => {
    const setting = await setUp({ status: 'enrolled' });
    await change(setting, { modality: '01', address: '2222222222' });
    await change(setting, { modality: '01', address: '2222222222' });

    expect((await facts(setting)).filter((fact) => fact === 'PaymentAddressChanged.v1')).toHaveLength(1);
  });

  it.each([
    ['an unknown modality', { modality: '09', address: KNOWN }, 400, '#/body/modality'],
    ['an address longer than the rail holds', { modality: '01', address: '1'.repeat(21) }, 400, '#/body/address'],
    ['a state of its own', { modality: '01', address: KNOWN, state: 'confirmed' }, 400, '#/body/state'],
  ] as const)('refuses %s', async (_, body, status, pointer) => {
    const setting = await setUp();

    expect(await change(setting, body)).toMatchObject({ status, body: { errors: [{ pointer }] } });
  });

  it('refuses a case that has left, and a stale If-Match', async () => {
    expect((await change(await setUp({ status: 'exited' }), { modality: '01', address: KNOWN })).status).toBe(409);
    expect((await change(await setUp(), { modality: '02', address: KNOWN }, { 'if-match': '"7"' })).status).toBe(412);
  });

  it('is asked again when a person says so', async () => {
    const setting = await setUp({ status: 'enrolled', paymentAddress: { ...ADDRESS, state: 'refused' } });
    const file = await open(setting);
    const reviewId = '0b9f6a54-7c1d-4e0e-8a53-5d2f8a3f9c10';
    const review = {
      reviewId,
      kind: 'paymentAddress',
      status: 'decided',
      decision: 'askAgain',
      openedAt: AT,
      dueOn: '2026-02-04',
      options: ['askAgain'],
      differences: [],
      about: {},
      openedBy: 'x',
      secondPerson: false,
    };
    await setting.world.files.commit(file, aContext(AT), { put: [place(Reviews, Reviews.schema.parse(review))], answer: undefined });
    await deliver(askAddressAgain(setting.needs), setting.caseId, { reviewId, kind: 'paymentAddress', decision: 'askAgain' });

    expect((await open(setting)).root.paymentAddress?.state).toBe('unconfirmed');
    expect(await facts(setting)).toEqual(['PaymentAddressChanged.v1']);
  });
});

describe('POST /address-callbacks', () => {
  const notify = (setting: Setting, correlationId: string, outcome: string, signature = 'right') =>
    call(receiveAddressCallback(setting.needs), {
      rawBody: JSON.stringify({ correlationId, outcome }),
      headers: { 'x-callback-signature': signature },
    });
  const asked = async (): Promise<Setting> => {
    const setting = await setUp();
    setting.bank.state.answersLater = true;
    await enrol(setting, 1);
    expect((await open(setting)).root).toMatchObject({ status: 'enrolled', paymentAddress: { state: 'unconfirmed' } });
    return setting;
  };
  const correlationOf = ({ caseId }: Setting): string => correlationIdOf(caseId, { modality: '01', address: KNOWN });

  it('settles an address that the rail could not judge at once, however often it calls', async () => {
    const setting = await asked();
    const answers = [await notify(setting, correlationOf(setting), 'valid'), await notify(setting, correlationOf(setting), 'valid')];

    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect((await open(setting)).root.paymentAddress?.state).toBe('confirmed');
    expect((await facts(setting)).filter((fact) => fact === 'PaymentAddressConfirmed.v1')).toHaveLength(1);
    expect(waitingOf(await open(setting))).toEqual(['worker']);
  });

  it('refuses it when the rail does', async () => {
    const setting = await asked();
    await notify(setting, correlationOf(setting), 'invalid');

    expect((await open(setting)).root.paymentAddress?.state).toBe('refused');
  });

  it('refuses an address that the account mapper took and could not register after all, in words that it knows', async () => {
    const setting = await asked();
    await notify(setting, correlationOf(setting), 'valid');
    const told = {
      about: 'registration',
      requestId: 'M1',
      correlationId: correlationOf(setting),
      outcome: 'invalid',
      reason: 'accountClosed',
    };

    const answer = await call(receiveAddressCallback(setting.needs), {
      rawBody: JSON.stringify(told),
      headers: { 'x-callback-signature': 'right' },
    });

    expect(answer).toMatchObject({ status: 200, body: { responseCode: '00', requestID: 'M1' } });
    expect((await open(setting)).root.paymentAddress?.state).toBe('refused');
    expect((await facts(setting)).filter((fact) => fact === 'PaymentAddressRefused.v1')).toHaveLength(1);
  });

  it('counts only from the rail of her programme', async () => {
    const setting = await asked();
    const other = {
      ...setting.needs,
      rails: () =>
        railsOf(
          new Map([
            [DEFAULT_RAIL, setting.bank.rail],
            ['other', setting.bank.rail],
          ]),
        ),
    };

    await call(receiveAddressCallback(other), {
      query: { rail: 'other' },
      rawBody: JSON.stringify({ correlationId: correlationOf(setting), outcome: 'valid' }),
      headers: { 'x-callback-signature': 'right' },
    });

    expect((await open(setting)).root.paymentAddress?.state).toBe('unconfirmed');
  });

  it('does not count for an address that she has left since', async () => {
    const setting = await asked();
    await call(putPaymentAddress(setting.needs), { path: { caseId: setting.caseId }, body: { modality: '01', address: '3333333333' } });
    await notify(setting, correlationOf(setting), 'valid');

    expect((await open(setting)).root.paymentAddress).toMatchObject({ address: '3333333333', state: 'unconfirmed' });
  });

  it('refuses a wrong signature and shrugs at what nobody asked', async () => {
    const setting = await asked();

    expect((await notify(setting, correlationOf(setting), 'valid', 'wrong')).status).toBe(403);
    expect((await notify(setting, 'UNKNOWN', 'valid')).status).toBe(202);
    expect((await open(setting)).root.paymentAddress?.state).toBe('unconfirmed');
  });
});

describe('GET /programme-numbers/{number}', () => {
  it('finds the case of a card, and leaves an entry of who looked', async () => {
    const setting = await setUp();
    await enrol(setting, 1);
    const number = (await open(setting)).root.enrolled?.programmeNumber ?? '';
    const answer = await call(findProgrammeNumber(setting.needs), { path: { number: number.toLowerCase() } });

    expect(answer).toMatchObject({
      status: 200,
      body: { caseId: setting.caseId, programmeNumber: number, status: 'enrolled', programme: 'IN-PMMVY2' },
    });
    expect(await looksAt(setting.world.table, setting.caseId)).toHaveLength(1);
  });

  it('refuses a misread number before it looks, and an unknown one after', async () => {
    const setting = await setUp();

    expect(await call(findProgrammeNumber(setting.needs), { path: { number: 'PMV0000000000' } })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/path/number' }] },
    });
    await enrol(setting, 1);
    const other = await setUp();
    const number = (await open(setting)).root.enrolled?.programmeNumber ?? '';
    expect((await call(findProgrammeNumber(other.needs), { path: { number } })).status).toBe(404);
  });
});
