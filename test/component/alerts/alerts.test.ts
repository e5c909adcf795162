import { randomUUID } from 'node:crypto';
import { acceptAlert } from '../../../functions/alerts/api/accept-alert.ts';
import { closeAlert } from '../../../functions/alerts/api/close-alert.ts';
import { handBackAlert } from '../../../functions/alerts/api/hand-back-alert.ts';
import { listAlerts } from '../../../functions/alerts/api/list-alerts.ts';
import { listCaseAlerts } from '../../../functions/alerts/api/list-case-alerts.ts';
import { listDuties } from '../../../functions/alerts/api/list-duties.ts';
import { putDuty } from '../../../functions/alerts/api/put-duty.ts';
import { raiseAlert } from '../../../functions/alerts/api/raise-alert.ts';
import { tellRung } from '../../../functions/alerts/tasks/tell-rung.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { Questions, type Question } from '../../../functions/casefile/question.ts';
import { aCase } from '../../support/builders.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, call } from '../../support/world.ts';
import { anAlertsWorld, AT, later, SUPERVISOR, type AlertsWorld } from './alerts-world.ts';

const WORKER_PHONE = '+919800000001';
const BOSS_PHONE = '+919800000002';
const CLINIC_PHONE = '+919800000003';

let engine: Engine;
let world: AlertsWorld;
let caseId: string;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  world = await anAlertsWorld(engine);
  caseId = await aCase(world.files, { root: { workerId: 'asha-1' } });
  await world.aWorker('asha-1', WORKER_PHONE, 'sw');
});

const duty = (area: string, name: string, phone: string, options = {}) =>
  call(putDuty(world.needs), { path: { area, duty: name }, body: { people: [{ person: 'boss', phone }] }, ...SUPERVISOR, ...options });
const accept = (alertId: string, options = {}) =>
  call(acceptAlert(world.needs), { path: { caseId, alertId }, body: {}, user: 'asha-1', groups: ['worker'], at: later(3), ...options });
const close = (alertId: string, body: unknown, options = {}) =>
  call(closeAlert(world.needs), { path: { caseId, alertId }, body, user: 'asha-1', groups: ['worker'], at: later(30), ...options });
const handBack = (alertId: string, options = {}) =>
  call(handBackAlert(world.needs), { path: { caseId, alertId }, body: {}, user: 'asha-1', groups: ['worker'], at: later(20), ...options });
const alerts = async () =>
  (await call(listCaseAlerts(world.needs), { path: { caseId } })).body['items'] as readonly Readonly<Record<string, unknown>>[];

describe('a rung', () => {
  it('is told to the worker in her language, without the mother, what is wrong with her, or a phone', async () => {
    const alertId = await world.raise(caseId, 'bloodPressure', 'emergency');

    // two minutes later it looks whether the gateway took it, then the time of the rung goes on
    expect(await world.tell(caseId, alertId, AT)).toEqual({ step: 'await', waitSeconds: 120 });
    expect(await world.tell(caseId, alertId, later(2))).toEqual({ step: 'await', waitSeconds: 180 });
    expect(world.sms.map(({ phone }) => phone)).toEqual([WORKER_PHONE]);
    expect(world.sms[0]?.text).toContain(caseId.slice(0, 8).toUpperCase());
    expect(world.sms[0]?.text).toMatch(/^DHARURA.*eneo north-1.*dakika 5/);
    expect(world.sms[0]?.text).not.toMatch(/Asha|Devi|\+91|blood|shinikizo/i);
    expect(JSON.stringify(await world.eventsOf(caseId))).not.toContain(WORKER_PHONE);
  });

  it('reaches those of the whole country where an area has nobody on duty', async () => {
    await duty('national', 'onCall', CLINIC_PHONE);
    await duty('north-1', 'supervisor', BOSS_PHONE);
    const alertId = await world.raise(caseId, 'bloodPressure', 'emergency');
    for (const minute of [0, 5, 15]) await world.tell(caseId, alertId, later(minute));

    expect(world.sms.map(({ phone }) => phone)).toEqual([WORKER_PHONE, CLINIC_PHONE, BOSS_PHONE]);
    expect((await alerts())[0]).toMatchObject({ rung: 3, told: [{ who: 'careWorker' }, { who: 'onCall' }, { who: 'supervisor' }] });
  });

  it('is told once, however often its task is run', async () => {
    const alertId = await world.raise(caseId, 'bloodPressure', 'emergency');
    await Promise.all([world.tell(caseId, alertId, AT), world.tell(caseId, alertId, AT), world.tell(caseId, alertId, later(1))]);

    expect(world.sms).toHaveLength(1);
    expect((await world.factsOf(caseId)).filter((fact) => fact === 'AlertTold.v1')).toHaveLength(1);
  });

  it('waits for a gateway that takes nothing, shortly, and is handed to it again', async () => {
    world.gatewayIs('tryAgain');
    const alertId = await world.raise(caseId, 'bloodPressure', 'emergency');
    expect(await world.tell(caseId, alertId, AT)).toEqual({ step: 'await', waitSeconds: 120 });
    world.gatewayIs('sent');
    expect(await world.tell(caseId, alertId, later(2))).toEqual({ step: 'await', waitSeconds: 120 });
    expect(await world.tell(caseId, alertId, later(4))).toEqual({ step: 'await', waitSeconds: 60 });

    expect(world.sms.map(({ phone }) => phone)).toEqual([WORKER_PHONE]);
    expect((await world.messagesOf(caseId)).filter(({ to }) => to === 'staff')).toMatchObject([
      { state: 'sent', attempts: 2, gateway: 'sns', receipt: 'accepted' },
    ]);
  });

  it('goes out at night, and keeps its state and its cost without the phone or the words', async () => {
    const night = '2026-03-01T23:30:00.000Z';
    const alertId = await world.raise(caseId, 'bloodPressure', 'routine', night);
    for (const minute of [0, 1440]) await world.tell(caseId, alertId, later(minute, night));

    const [kept] = await world.messagesOf(caseId);
    expect(kept).toMatchObject({ state: 'sent', to: 'staff', address: 'worker:asha-1', parts: 1, costMicros: 50_000 });
    expect(JSON.stringify(kept)).not.toContain(WORKER_PHONE);
    expect(world.sms).toHaveLength(1);
  });

  it('whose number is wrong gives way to the next at once', async () => {
    await duty('north-1', 'onCall', CLINIC_PHONE);
    world.isWrong(WORKER_PHONE);
    const alertId = await world.raise(caseId, 'bloodPressure', 'emergency');
    await world.tell(caseId, alertId, AT);
    expect(await world.wait(caseId, alertId, AT, 'too-late')).toEqual({ waiting: false });
    await world.tell(caseId, alertId, later(1));

    expect(world.sms.map(({ phone }) => phone)).toEqual([CLINIC_PHONE]);
    expect((await alerts())[0]).toMatchObject({ rung: 2 });
  });

  it('wakes the state machine that waits when the gateway refuses its text', async () => {
    world.isWrong(WORKER_PHONE);
    world.gatewayIs('tryAgain');
    const alertId = await world.raise(caseId, 'bloodPressure', 'emergency');
    await tellRung(world.needs).run({ caseId, alertId, round: 1 }, { ...aContext(AT), execution: 'ladder-1' });
    expect(await world.wait(caseId, alertId, AT, 'token-1')).toEqual({ waiting: true });
    await world.send(caseId);

    expect(world.answered).toEqual(['token-1']);
  });

  it('that somebody has answered meanwhile is not told any more', async () => {
    const alertId = await world.raise(caseId, 'bloodPressure', 'emergency');
    await tellRung(world.needs).run({ caseId, alertId, round: 1 }, { ...aContext(AT), execution: 'ladder-1' });
    await accept(alertId);
    await world.send(caseId);

    expect(world.sms).toEqual([]);
    expect(await world.messagesOf(caseId)).toMatchObject([{ state: 'cleared', reason: 'alertAnswered' }]);
  });
});

describe('an alert', () => {
  it('has one state machine for each round, and ends it when a person accepts', async () => {
    const alertId = await world.raise(caseId, 'bloodPressure', 'emergency');
    await world.settle(caseId);
    expect(world.started).toEqual([{ name: `${alertId}-1`, input: { caseId, alertId, round: 1 } }]);
    await world.tell(caseId, alertId, AT);
    expect(await world.wait(caseId, alertId, AT, 'token-1')).toEqual({ waiting: true });

    expect(await accept(alertId)).toMatchObject({
      status: 200,
      body: { status: 'accepted', acceptedBy: 'user:asha-1', acceptedAt: later(3) },
    });
    await world.settle(caseId);
    expect(world.answered).toContain('token-1');
    expect(await world.tell(caseId, alertId, later(5))).toEqual({ step: 'done', waitSeconds: 0 });
    // who begins to wait only now is answered at once
    expect(await world.wait(caseId, alertId, later(5), 'token-2')).toEqual({ waiting: false });
    expect(world.answered).toContain('token-2');
  });

  it('is accepted by one person: her again is the same, another one is refused', async () => {
    const alertId = await world.raise(caseId, 'bloodPressure', 'emergency');
    await accept(alertId);

    expect(await accept(alertId, { at: later(4) })).toMatchObject({ status: 200, body: { acceptedAt: later(3) } });
    expect(await accept(alertId, SUPERVISOR)).toMatchObject({ status: 409, body: { currentStatus: 'accepted' } });
    expect((await world.factsOf(caseId)).filter((fact) => fact === 'AlertAccepted.v1')).toHaveLength(1);
  });

  it('says in its facts how long it waited for a person', async () => {
    const alertId = await world.raise(caseId, 'bloodPressure', 'emergency');
    await accept(alertId, { at: later(7) });
    const accepted = (await world.eventsOf(caseId)).find(({ detailType }) => detailType === 'AlertAccepted.v1');

    expect(accepted).toMatchObject({ at: later(7), detail: { data: { openedAt: AT, kind: 'bloodPressure', level: 'emergency' } } });
  });

  it('says in its facts whether it was the first time that somebody answered for it', async () => {
    const handedBack = await world.raise(caseId, 'bloodPressure', 'emergency');
    const onlyClosed = await world.raise(caseId, 'dangerSign', 'urgent');
    await accept(handedBack);
    await handBack(handedBack);
    await accept(handedBack, { at: later(25) });
    await close(handedBack, { outcome: 'treated' });
    await close(onlyClosed, { outcome: 'treated' });

    const told = (await world.eventsOf(caseId)).filter(({ detailType }) => /^Alert(Accepted|Closed)/.test(detailType));
    expect(told.map(({ detailType, detail: { data } }) => [detailType, data['alertId'], data['again'], data['neverAccepted']])).toEqual([
      ['AlertAccepted.v1', handedBack, undefined, undefined],
      ['AlertAccepted.v1', handedBack, true, undefined],
      ['AlertClosed.v1', handedBack, undefined, undefined],
      ['AlertClosed.v1', onlyClosed, undefined, true],
    ]);
  });

  it('is answered for by a person by name, whoever calls', async () => {
    const alertId = await world.raise(caseId, 'bloodPressure', 'emergency');
    const system = { user: undefined, groups: undefined };

    expect(await accept(alertId, system)).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/body/person' }] } });
    expect(await accept(alertId, { ...system, partner: true })).toMatchObject({ status: 403 });
    expect(await accept(alertId, { body: { person: 'boss' } })).toMatchObject({ status: 403 });
    expect(await accept(alertId, { ...system, body: { person: 'nurse-4' } })).toMatchObject({
      status: 200,
      body: { acceptedBy: 'client:client-1:nurse-4' },
    });
  });

  it('that is handed back climbs anew from the first rung', async () => {
    const alertId = await world.raise(caseId, 'bloodPressure', 'emergency');
    expect(await handBack(alertId)).toMatchObject({ status: 409 });
    await accept(alertId);
    expect(await handBack(alertId)).toMatchObject({ status: 200, body: { status: 'open', round: 2, rung: 0 } });
    await world.settle(caseId);

    expect(world.started.map(({ name }) => name)).toContain(`${alertId}-2`);
    await world.tell(caseId, alertId, later(20), 2);
    expect(world.sms).toHaveLength(1);
  });

  it('is closed with an outcome that the programme knows, and then takes nothing more', async () => {
    const alertId = await world.raise(caseId, 'bloodPressure', 'emergency');
    expect(await close(alertId, { outcome: 'forgotten' })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/body/outcome' }] },
    });
    expect(await close(alertId, { outcome: 'treated', note: 'tablets' })).toMatchObject({ status: 200, body: { outcome: 'treated' } });

    expect(await close(alertId, { outcome: 'seen' })).toMatchObject({ status: 409 });
    expect(await accept(randomUUID())).toMatchObject({ status: 404, body: { type: 'urn:nestling:problem:alert-not-found' } });
    expect(JSON.stringify(await world.eventsOf(caseId))).not.toContain('tablets');
    expect((await call(listAlerts(world.needs), { query: { area: 'north-1' } })).body['items']).toEqual([]);
  });

  it('is raised by hand, and takes the signs of another one of its kind', async () => {
    const raise = (body: unknown) => call(raiseAlert(world.needs), { path: { caseId }, body, user: 'asha-1', groups: ['worker'], at: AT });
    const first = await raise({ kind: 'dangerSign', level: 'urgent', signs: ['fever'] });
    const second = await raise({ kind: 'dangerSign', level: 'emergency', signs: ['convulsions'] });

    expect([first.status, second.body['alertId']]).toEqual([201, first.body['alertId']]);
    expect(await alerts()).toMatchObject([{ level: 'emergency', round: 2, signs: ['fever', 'convulsions'] }]);
    expect(await raise({ kind: 'dangerSign', level: 'urgent', childId: randomUUID() })).toMatchObject({ status: 404 });
  });

  it('calls who has accepted it for a further sign, by her phone as a worker or by that of her duty', async () => {
    const raise = (signs: readonly string[], at: string) =>
      call(raiseAlert(world.needs), {
        path: { caseId },
        body: { kind: 'dangerSign', level: 'emergency', signs },
        user: 'asha-1',
        groups: ['worker'],
        at,
      });
    await duty('north-1', 'supervisor', BOSS_PHONE);
    const alertId = String((await raise(['fever'], AT)).body['alertId']);
    await accept(alertId, { user: 'boss', groups: ['supervisor'] });

    await raise(['bleeding'], later(10));
    expect(await alerts()).toMatchObject([
      { status: 'open', round: 2, signs: ['fever', 'bleeding'], recall: { by: 'user:boss' }, added: [{ signs: ['bleeding'] }] },
    ]);
    await world.settle(caseId);
    expect(world.started.map(({ name }) => name)).toContain(`${alertId}-2`);
    await world.tell(caseId, alertId, later(10), 2);
    expect(world.sms.map(({ phone }) => phone)).toEqual([BOSS_PHONE]);

    await accept(alertId, { at: later(12) });
    await raise(['convulsions'], later(20));
    await world.tell(caseId, alertId, later(20), 3);
    expect(world.sms.map(({ phone }) => phone)).toEqual([BOSS_PHONE, WORKER_PHONE]);
  });
});

describe('the sweep', () => {
  it('goes on with a ladder whose state machine has ended, and leaves one alone that is in time', async () => {
    const alertId = await world.raise(caseId, 'bloodPressure', 'emergency');
    await world.settle(caseId);
    await world.tell(caseId, alertId, AT);
    await world.sweep(later(4));
    expect(world.started).toHaveLength(1);
    await world.sweep(later(60));
    expect(world.started).toHaveLength(2);
    expect(world.started[1]).toMatchObject({ input: { caseId, alertId, round: 1 } });

    // the next day too, and again within that day
    await world.sweep(later(24 * 60));
    await world.sweep(later(25 * 60));
    expect(world.started).toHaveLength(4);
  });

  it('opens an alert again that was accepted and not closed in time', async () => {
    const alertId = await world.raise(caseId, 'bloodPressure', 'emergency');
    await accept(alertId, { at: AT });
    await world.sweep(later(11 * 60));
    expect((await alerts())[0]).toMatchObject({ status: 'accepted' });
    await world.sweep(later(13 * 60));

    expect((await alerts())[0]).toMatchObject({ status: 'open', round: 2 });
    expect(await world.factsOf(caseId)).toContain('AlertReopened.v1');
  });
});

describe('silence', () => {
  const ask = (kind: Question['kind'], expiresAt: string) => {
    const question: Question = { questionId: randomUUID(), kind, subjectId: 's', askedAt: AT, expiresAt, answer: { of: 'yesNo' } };
    return world.files.change(caseId, aContext(AT, { causationId: question.questionId }), () => ({
      put: [place(Questions, question)],
      answer: undefined,
    }));
  };
  const questions = async () => allOf(await world.files.open(caseId, aContext(AT)), Questions);

  it('is an alert where the programme says so, once her time has passed', async () => {
    await ask('visit', later(120));
    await world.sweep(later(60));
    expect([(await questions()).length, await alerts()]).toEqual([1, []]);
    await world.sweep(later(180));
    await world.sweep(later(240));

    expect([(await questions()).length, await alerts()]).toEqual([
      0,
      [expect.objectContaining({ kind: 'silence', level: 'routine', signs: ['unanswered.visit'] })],
    ]);
  });

  it('on an offer that she may decline is none', async () => {
    await ask('screenOffer', later(120));
    await world.sweep(later(180));

    expect([(await questions()).length, await alerts()]).toEqual([0, []]);
  });

  it('of a mother whom no text reaches is none', async () => {
    await world.files.change(caseId, aContext(AT, { causationId: 'mute' }), ({ root }) => ({
      root: { ...root, messages: 'none' },
      answer: undefined,
    }));
    await ask('visit', later(120));
    await world.sweep(later(180));

    expect(await alerts()).toEqual([]);
  });
});

describe('duties', () => {
  it('are held under sealed phones that no list shows', async () => {
    expect(await duty('north-1', 'supervisor', BOSS_PHONE)).toMatchObject({ status: 200, body: { version: 1 }, headers: { etag: '"1"' } });
    expect(await duty('north-1', 'supervisor', CLINIC_PHONE, { headers: { 'if-match': '"7"' } })).toMatchObject({ status: 412 });
    expect(await duty('north-1', 'supervisor', CLINIC_PHONE)).toMatchObject({ body: { version: 2 } });

    const { body, text } = await call(listDuties(world.needs), { path: { area: 'north-1' } });
    expect(body['items']).toEqual([{ area: 'north-1', duty: 'supervisor', version: 2, people: [{ person: 'boss' }] }]);
    expect(text + JSON.stringify(await world.table.all('DUTIES#north-1'))).not.toMatch(/98000/);
  });

  it('are those that a programme names, given by a supervisor', async () => {
    expect(await duty('north-1', 'gardener', BOSS_PHONE)).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/path/duty' }] } });
    expect(await duty('north-1', 'supervisor', BOSS_PHONE, { groups: ['worker'] })).toMatchObject({ status: 403 });
  });
});
