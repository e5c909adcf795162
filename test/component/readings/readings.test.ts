import { randomUUID } from 'node:crypto';
import { PregnancyLost, TextReceived } from '../../../events/catalogue.ts';
import { recordVisit } from '../../../functions/care/api/record-visit.ts';
import { listContacts } from '../../../functions/care/api/list-contacts.ts';
import { listVisits } from '../../../functions/care/api/list-visits.ts';
import { planContacts } from '../../../functions/care/subscribers/plan-contacts.ts';
import { Alerts } from '../../../functions/casefile/alert.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { Inbounds, type Intent } from '../../../functions/casefile/inbound.ts';
import { dateOf } from '../../../functions/kernel/dates.ts';
import { correctReading } from '../../../functions/readings/api/correct-reading.ts';
import { listDangerSigns } from '../../../functions/readings/api/list-danger-signs.ts';
import { listReadings } from '../../../functions/readings/api/list-readings.ts';
import { listMonitoring } from '../../../functions/readings/api/list-monitoring.ts';
import { startMonitoring } from '../../../functions/readings/api/start-monitoring.ts';
import { listOutcomes } from '../../../functions/readings/api/list-outcomes.ts';
import { recordOutcome } from '../../../functions/readings/api/record-outcome.ts';
import { readAdherence } from '../../../functions/readings/api/read-adherence.ts';
import { recordReadings } from '../../../functions/readings/api/record-readings.ts';
import { endRisk } from '../../../functions/readings/api/end-risk.ts';
import { listRisks } from '../../../functions/readings/api/list-risks.ts';
import { recordRisk } from '../../../functions/readings/api/record-risk.ts';
import { handleSevereReading } from '../../../functions/readings/api/handle-severe-reading.ts';
import { listSevereReadings } from '../../../functions/readings/api/list-severe-readings.ts';
import { birthWeightOf } from '../../../functions/readings/domain/birth-weight.ts';
import { beginMonitoring } from '../../../functions/readings/subscribers/begin-monitoring.ts';
import { lookAfterWhatFellDue } from '../../../functions/readings/subscribers/look-after-what-fell-due.ts';
import { startEpisode } from '../../../functions/readings/subscribers/start-episode.ts';
import { takeText } from '../../../functions/readings/subscribers/take-text.ts';
import { judgeEpisode } from '../../../functions/readings/tasks/judge-episode.ts';
import { parkEpisode } from '../../../functions/readings/tasks/park-episode.ts';
import type { Operation } from '../../../functions/runtime/operation.ts';
import type { TaskContext } from '../../../functions/runtime/task.ts';
import { findDueItems } from '../../../functions/updating/sweeps/find-due-items.ts';
import { aCase, aChild, shippedProgrammes as programmes } from '../../support/builders.ts';
import { aBus, deliverAll, deliverPublished } from '../../support/deliver.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { notedWorkflows } from '../../support/tasks.ts';
import { aContext, aWorld, call, type World } from '../../support/world.ts';

const AT = '2026-03-01T10:00:00.000Z';
const later = (minutes: number, from = AT): string => new Date(Date.parse(from) + minutes * 60_000).toISOString();
const taskContext = (at: string): TaskContext => ({ ...aContext(at), execution: 'run-1', causationId: randomUUID() });

describe('readings', () => {
  let engine: Engine;
  let world: World;
  let caseId: string;
  let name: string;
  let started: ReturnType<typeof notedWorkflows>;
  let testNumber = 0;

  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());
  beforeEach(async () => {
    world = await aWorld(engine);
    testNumber += 1;
    name = `readings-${String(testNumber)}`;
    started = notedWorkflows();
    caseId = await aCase(world.files, {
      name,
      root: { status: 'enrolled', workerId: 'w-1' },
      children: [{ bornOn: dateOf('2026-02-27') }],
    });
  });

  const needs = () => ({ files: world.files, programmes });
  const ask = (operation: Operation, body?: unknown, at = AT, path: Record<string, string> = {}, query: Record<string, string> = {}) =>
    call(operation, {
      path: { caseId, ...path },
      query,
      ...(body === undefined ? {} : { body }),
      at,
      user: 'worker-1',
      groups: ['worker'],
    });
  const file = () => world.files.open(caseId, aContext(AT));
  const alerts = async () =>
    allOf(await file(), Alerts)
      .toSorted((left, right) => (`${left.openedAt} ${left.signs.join()}` < `${right.openedAt} ${right.signs.join()}` ? -1 : 1))
      .map(({ kind, level, signs, childId: of }) => ({ kind, level, signs, childId: of }));
  const childId = () => aChild(`${name}-0`).childId;
  const pressure = (systolic: number, diastolic: number, measuredAt = AT, more = {}) => ({
    kind: 'bloodPressure',
    values: { systolic, diastolic },
    measuredAt,
    ...more,
  });
  const record = (readings: readonly unknown[], at = AT, more = {}) => ask(recordReadings(needs()), { readings, ...more }, at);
  const subscriptions = () => [
    takeText(needs()),
    startEpisode({ workflows: started.workflows }),
    lookAfterWhatFellDue(needs()),
    ...planContacts(needs()),
  ];
  const text = async (intent: Intent, at = AT) => {
    const inboundId = randomUUID();
    await world.files.change(caseId, aContext(at, { causationId: `text-${inboundId}` }), () => ({
      put: [place(Inbounds, { inboundId, receivedAt: at, channel: 'sns', gatewayId: inboundId, text: '-', intent })],
      facts: [TextReceived.of({ inboundId, intent: intent.is })],
      answer: undefined,
    }));
    await deliverAll(world, caseId, subscriptions());
  };
  const advice = async () =>
    (await world.eventsOf(caseId)).filter(({ detailType }) => detailType === 'MotherAdvised.v1').map(({ detail }) => detail.data['advice']);
  const sweep = async (time: string) => {
    const bus = aBus();
    for (const shard of [0, 1])
      await findDueItems({ table: world.table, publish: bus.publish }).run({ sweep: 'update', shard, time }, taskContext(time));
    await deliverPublished(bus.published, subscriptions());
  };
  const episodes = async () => (await ask(listSevereReadings(needs()))).body['items'] as Record<string, string>[];

  it('are kept once, with their category, unit and trend', async () => {
    const first = await record([
      pressure(128, 84, later(-120), { device: 'cuff-7', place: 'home', measuredBy: 'aunt' }),
      { kind: 'temperature', values: { value: 98.6 }, unit: '[degF]', measuredAt: later(-5) },
    ]);
    await record([pressure(128, 84, later(-120)), pressure(136, 86)]);

    expect(first.status).toBe(201);
    const { body } = await ask(listReadings(needs()), undefined, AT, {}, { limit: '2' });
    expect(body).toMatchObject({
      items: [{ values: { systolic: 136 } }, { values: { value: 37 }, unit: 'Cel' }],
      trends: [
        { kind: 'bloodPressure', part: 'diastolic', change: 2 },
        { kind: 'bloodPressure', part: 'systolic', readings: 2, latest: 136, lowest: 128, highest: 136, change: 8 },
        { kind: 'temperature', latest: 37, change: 0 },
      ],
    });
    const rest = await ask(listReadings(needs()), undefined, AT, {}, { limit: '2', cursor: String(body['next']) });
    expect(rest.body['items']).toMatchObject([{ device: 'cuff-7', place: 'home', measuredBy: 'aunt', category: 'normal' }]);
    expect(rest.body['next']).toBeUndefined();
  });

  it('that cannot be true are refused with their range, all or none', async () => {
    const refused = await record([pressure(120, 80), pressure(400, 80), pressure(90, 120), { kind: 'age', values: {}, measuredAt: AT }]);

    expect(refused.status).toBe(422);
    expect(refused.body['errors']).toEqual([
      { pointer: '#/body/readings/1/values/systolic', detail: 'can be true from 60 to 280 mm[Hg] only' },
      { pointer: '#/body/readings/2/values/diastolic', detail: 'has to be below the systolic value' },
      expect.objectContaining({ pointer: '#/body/readings/3/kind' }),
    ]);
    expect((await ask(listReadings(needs()))).body['items']).toEqual([]);
  });

  it.each([
    ['in the future', { measuredAt: later(30) }, 'measuredAt'],
    ['before this pregnancy', { measuredAt: '2024-01-01T10:00:00.000Z' }, 'measuredAt'],
    ['in an unknown unit', { unit: 'kPa' }, 'unit'],
  ])('%s are refused', async (_, more, field) => {
    const refused = await record([pressure(120, 80, AT, more)]);

    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: `#/body/readings/0/${field}` }] } });
  });

  it('that are severe start one clock, confirmed by the repeat, handled in time or not by the first', async () => {
    await record([pressure(164, 112)]);
    await deliverAll(world, caseId, subscriptions());
    expect(await alerts()).toEqual([]);
    await record([pressure(162, 108, later(12))], later(12));

    const [episode] = await episodes();
    expect(await episodes()).toMatchObject([{ outcome: 'confirmed', treatBy: later(60), closed: false }]);
    expect(await alerts()).toMatchObject([{ kind: 'bloodPressure', level: 'emergency', signs: ['severeConfirmed'] }]);
    const act = (actedAt: string) =>
      ask(handleSevereReading(needs()), { action: 'treated', actedAt }, later(90), { episodeId: episode?.['episodeId'] ?? '' });
    expect((await act(later(-5))).status).toBe(422);
    expect((await act(later(50))).body).toMatchObject({ handled: { action: 'treated', at: later(50) }, closed: true });
    const handled = (await world.eventsOf(caseId)).filter(({ detailType }) => detailType === 'SevereEpisodeHandled.v1');
    expect(handled.map(({ detail }) => detail.data['inTime'])).toEqual([true]);
  });

  it('that come late move the clock back to the first of them', async () => {
    await record([pressure(165, 100, later(20))], later(20));
    await record([pressure(170, 100, later(10))], later(21));

    expect(await episodes()).toMatchObject([{ firstAt: later(10), treatBy: later(70), outcome: 'confirmed' }]);
  });

  it('that are severe and no more after 15 minutes ask for a clinician on the same day', async () => {
    await text({ is: 'bloodPressure', systolic: 164, diastolic: 112, symptoms: [] });
    await text({ is: 'bloodPressure', systolic: 148, diastolic: 96, symptoms: [] }, later(15));

    expect(await episodes()).toMatchObject([{ outcome: 'notConfirmed', closed: true }]);
    expect(await alerts()).toMatchObject([{ kind: 'bloodPressure', level: 'urgent' }]);
    expect(await advice()).toEqual(['repeat', 'goToday']);
  });

  it('that nobody repeats call a person, and worsen when nobody acts', async () => {
    await text({ is: 'bloodPressure', systolic: 150, diastolic: 111, symptoms: [] });
    await deliverAll(world, caseId, subscriptions());
    const [{ episodeId = '' } = {}] = await episodes();
    const judge = (at: string) => judgeEpisode(needs()).run({ caseId, episodeId }, taskContext(at));

    expect(started.started).toMatchObject([{ machine: 'severe-blood-pressure', input: { caseId, episodeId } }]);
    expect(await judge(later(5))).toEqual({ step: 'awaitRepeat', waitSeconds: 600 });
    expect(await alerts()).toEqual([]);
    expect(await judge(later(15))).toEqual({ step: 'awaitTreatment', waitSeconds: 2700 });
    expect(await alerts()).toMatchObject([{ level: 'emergency', signs: ['severeNotRepeated'] }]);
    expect(await judge(later(60))).toMatchObject({ step: 'closed' });

    expect(await alerts()).toMatchObject([{ level: 'emergency', signs: ['severeNotRepeated', 'severeNotTreated'] }]);
    expect(await advice()).toEqual(['repeat', 'goNow']);
    expect(await world.factsOf(caseId)).toContain('SevereEpisodeUnhandled.v1');
  });

  it('whose machine is gone are found by the sweep, or call a person when it fails', async () => {
    await text({ is: 'bloodPressure', systolic: 165, diastolic: 100, symptoms: [] });
    const [{ episodeId = '' } = {}] = await episodes();

    expect(await parkEpisode(needs()).run({ caseId, episodeId }, taskContext(later(1)))).toEqual({ parked: true });
    expect(await alerts()).toMatchObject([{ level: 'emergency', signs: ['severeUnwatched'] }]);
    await sweep('2026-03-01T11:30:00Z');

    expect(await episodes()).toMatchObject([{ outcome: 'unrepeated', toldUnhandled: true, closed: true }]);
  });

  it('entered in error count no more, stay to be seen, and set the clock anew', async () => {
    const wrong = await record([pressure(195, 80)]);
    const [{ readingId = '' } = {}] = wrong.body['readings'] as Record<string, string>[];

    const right = await ask(
      correctReading(needs()),
      { reason: 'typing', replacement: { values: { systolic: 125, diastolic: 80 }, measuredAt: AT } },
      later(2),
      { readingId },
    );

    expect(right.body).toMatchObject({ readings: [{ category: 'normal' }] });
    expect(await episodes()).toMatchObject([{ outcome: 'withdrawn', closed: true }]);
    const { items, trends } = (await ask(listReadings(needs()))).body as { items: unknown[]; trends: unknown[] };
    expect(items).toHaveLength(2);
    expect(trends).toMatchObject([{ part: 'diastolic' }, { part: 'systolic', readings: 1, latest: 125 }]);
  });

  it.each([
    [118, 76, [], ['noted'], []],
    [145, 92, [], ['contact'], [{ kind: 'bloodPressure', level: 'routine' }]],
    [145, 100, [], ['contact'], [{ kind: 'bloodPressure', level: 'urgent' }]],
    [128, 80, ['headache'], ['goNow'], [{ kind: 'bloodPressure', level: 'emergency' }]],
    [182, 121, ['headache'], ['goNow'], [{ kind: 'bloodPressure', level: 'emergency' }]],
    [15, 95, [], ['again'], []],
    [15, 95, ['seizure'], ['goNow'], [{ kind: 'dangerSign', level: 'emergency' }]],
  ])('by text of %d/%d with %j are answered %j', async (systolic, diastolic, symptoms, told, raised) => {
    await text({ is: 'bloodPressure', systolic, diastolic, symptoms });

    const answers = await advice();
    // a severe one with a symptom waits for no repeat
    expect(answers).toEqual(told);
    expect(await alerts()).toMatchObject(raised);
  });

  it('danger signs by text open an alert at once, also those that the programme does not know', async () => {
    await text({ is: 'symptom', symptoms: ['newbornNotFeeding'] });
    await text({ is: 'symptom', symptoms: ['itching'] }, later(5));

    expect(await alerts()).toMatchObject([
      { kind: 'dangerSign', level: 'emergency', signs: ['newbornNotFeeding'], childId: childId() },
      { kind: 'dangerSign', level: 'urgent', signs: ['itching'], childId: undefined },
    ]);
    expect(await advice()).toEqual(['goNow', 'goToday']);
  });

  it('at a visit are kept with its answers, in parts; signs open alerts and ask for a follow-up', async () => {
    const visit = (observations: readonly unknown[], at = AT) =>
      ask(recordVisit(needs()), { kind: 'PNC-2', on: '2026-03-01', time: '09:30', place: 'home', observations }, at);
    const child = {
      childId: childId(),
      content: { feeding: 'well', cord: 'clean' },
      readings: [
        { kind: 'temperature', values: { value: 38.1 } },
        { kind: 'birthWeight', values: { value: 2310 } },
      ],
    };

    const plain = { kind: 'bloodPressure', values: { systolic: 118, diastolic: 76 } };
    expect((await visit([{ content: { bleeding: 'heavy' }, signs: ['fever'], readings: [plain] }, child])).status).toBe(201);
    await visit([{ content: { mood: 'low' } }], later(60));
    await deliverAll(world, caseId, subscriptions());

    const [stored] = (await ask(listVisits(needs()))).body['items'] as { observed: Record<string, unknown>[] }[];
    expect(stored?.observed).toMatchObject([
      { childId: childId(), content: { feeding: 'well' }, whole: false },
      { content: { bleeding: 'heavy', mood: 'low' }, signs: ['fever', 'heavy_bleeding'], whole: false },
    ]);
    expect(await alerts()).toMatchObject([
      { kind: 'dangerSign', level: 'emergency', signs: ['fever', 'heavy_bleeding'] },
      { kind: 'dangerSign', level: 'emergency', signs: ['newbornFever'], childId: childId() },
    ]);
    expect(birthWeightOf(await file(), childId())).toBe(2310);
    const contacts = (await ask(listContacts(needs()))).body['items'] as Record<string, unknown>[];
    expect(contacts.filter(({ kind }) => String(kind).startsWith('SIGN-FU'))).toMatchObject([
      { dueOn: '2026-03-04', urgent: true },
      { dueOn: '2026-03-04', urgent: true, childId: childId() },
    ]);
    expect((await ask(listDangerSigns(needs()))).body['items']).toHaveLength(2);
  });

  it('at a visit are refused where the programme does not ask for them, or they cannot be true', async () => {
    const visit = (observation: unknown) =>
      ask(recordVisit(needs()), { kind: 'PNC-2', on: '2026-03-01', place: 'home', observations: [observation] });

    const unknown = await visit({ content: { feeding: 'well', bleeding: 'much' }, signs: [] });
    expect(unknown.status).toBe(400);
    expect(unknown.body['errors']).toMatchObject([
      { pointer: '#/body/observations/0/content/feeding' },
      { pointer: '#/body/observations/0/content/bleeding' },
    ]);
    expect((await visit({ signs: ['newbornFever'] })).body['errors']).toMatchObject([{ pointer: '#/body/observations/0/signs/0' }]);
    expect((await visit({ readings: [{ kind: 'pulse', values: { value: 900 } }] })).body['errors']).toMatchObject([
      { pointer: '#/body/observations/0/readings/0/values/value', detail: 'can be true from 30 to 220 /min only' },
    ]);
    expect((await visit({ childId: randomUUID(), content: {} })).status).toBe(404);
  });

  it('that are high twice in four hours make a hypertension: checks are added, and monitoring begins', async () => {
    await record([pressure(144, 88, later(-300)), pressure(141, 91)]);
    await deliverAll(world, caseId, subscriptions());

    const risks = (await ask(listRisks(needs()))).body['items'] as Record<string, string>[];
    expect(risks).toMatchObject([{ code: 'hypertension', from: 'readings' }]);
    const kinds = async () =>
      ((await ask(listContacts(needs()))).body['items'] as Record<string, string>[])
        .filter(({ kind }) => kind?.startsWith('BP-'))
        .map(({ kind, dueOn, status }) => [kind, dueOn, status]);
    expect(await kinds()).toEqual([
      ['BP-72H', '2026-03-02', 'due'],
      ['BP-10D', '2026-03-06', 'scheduled'],
    ]);
    expect((await ask(listMonitoring(needs()))).body['items']).toMatchObject([{ status: 'active', endsOn: '2026-03-10' }]);

    await ask(endRisk(needs()), { on: '2026-03-01' }, later(5), { riskId: risks[0]?.['riskId'] ?? '' });
    await deliverAll(world, caseId, subscriptions());
    expect((await kinds()).map(([, , status]) => status)).toEqual(['cancelled', 'cancelled']);
  });

  it('that do not come are asked for, asked for again, and then a person looks', async () => {
    await ask(startMonitoring(needs()), {});
    expect((await ask(startMonitoring(needs()), {}, later(5))).body).toMatchObject({ startedOn: '2026-03-01' });
    const times = ['2026-03-01T19:05', '2026-03-02T08:05', '2026-03-02T19:05', '2026-03-03T08:05', '2026-03-03T19:05'];
    for (const time of times) {
      await sweep(`${time}:00Z`);
      await sweep(`${time}:30Z`);
    }

    const asked = async () =>
      (await world.eventsOf(caseId)).filter(({ detailType }) => detailType === 'MotherAsked.v1').map(({ detail }) => detail.data['again']);
    expect(await asked()).toEqual([false, false, true, true, true]);
    expect(await alerts()).toMatchObject([{ kind: 'silence', level: 'urgent', signs: ['readingsMissing'] }]);

    await text({ is: 'bloodPressure', systolic: 120, diastolic: 80, symptoms: [] }, '2026-03-03T20:00:00.000Z');
    await sweep('2026-03-04T08:05:00Z');
    expect((await asked()).at(-1)).toBe(false);
    await sweep('2026-03-11T01:00:00Z');
    expect((await ask(listMonitoring(needs()))).body['items']).toMatchObject([{ status: 'ended' }]);
  });

  it('begin to be awaited when the pregnancy of a woman with hypertension has ended, however it ended', async () => {
    caseId = await aCase(world.files, { name: `${name}-before`, root: { status: 'enrolled' } });
    await ask(recordRisk(needs()), { code: 'hypertension', on: '2026-03-01' });
    expect((await ask(listMonitoring(needs()))).body['items']).toEqual([]);

    await world.files.change(caseId, aContext(later(30)), (now) => ({
      root: { ...now.root, pregnancy: { ...now.root.pregnancy, endedOn: dateOf(AT) } },
      facts: [PregnancyLost.of({ on: dateOf(AT) })],
      answer: undefined,
    }));
    await deliverAll(world, caseId, beginMonitoring(needs()));

    expect((await ask(listMonitoring(needs()))).body['items']).toMatchObject([{ startedOn: '2026-03-01', status: 'active' }]);
  });

  it('outcomes are recorded once, a readmission is known as one, and adherence is read', async () => {
    const outcome = (body: unknown) => ask(recordOutcome(needs()), body);
    await outcome({ kind: 'discharge', on: '2026-02-28' });
    await outcome({ kind: 'discharge', on: '2026-02-28' });
    const admission = await outcome({ kind: 'admission', on: '2026-03-01', pressureRelated: true });
    await outcome({ kind: 'emergencyVisit', on: '2026-03-01', pressureRelated: false });
    await outcome({ kind: 'breastfeeding', on: '2026-02-27', childId: childId(), startedAfterMinutes: 40, feeding: 'exclusive' });
    await outcome({ kind: 'medicineSupplied', on: '2026-02-20', medicine: 'antihypertensive', days: 5 });
    await outcome({ kind: 'medicineTaken', on: '2026-03-01', medicine: 'antihypertensive', dosesDue: 10, dosesTaken: 9 });

    expect(admission.body).toMatchObject({ readmission: true });
    expect((await ask(listOutcomes(needs()))).body['items']).toHaveLength(6);
    expect((await outcome({ kind: 'familyPlanning', on: '2026-03-01', method: 'moon' })).body['errors']).toMatchObject([
      { pointer: '#/body/method' },
    ]);
    expect((await outcome({ kind: 'admission', on: '2026-03-09', pressureRelated: true })).status).toBe(422);
    const adherence = await ask(readAdherence(needs()), undefined, AT, {}, { medicine: 'antihypertensive', days: '10' });
    expect(adherence.body).toEqual({
      from: '2026-02-20',
      coveredDays: 5,
      periodDays: 10,
      proportion: 0.5,
      adherent: false,
      takenShare: 0.9,
    });
  });

  it('a risk is recorded once, of whom the programme knows it', async () => {
    const risk = (body: unknown) => ask(recordRisk(needs()), body);
    const first = await risk({ code: 'hypertension', on: '2026-03-01' });

    expect((await risk({ code: 'hypertension', on: '2026-03-01' })).body).toEqual(first.body);
    expect((await risk({ code: 'hypertension', childId: childId(), on: '2026-03-01' })).status).toBe(400);
    expect((await risk({ code: 'preterm', childId: childId(), on: '2026-03-01' })).status).toBe(201);
  });

  it.each([
    [2499, [['low_birth_weight', 'readings']], ['SMALL-14']],
    [2500, [], []],
  ])('a birth weight of %i g is a risk or none, and the risk adds a contact with the newborn', async (value, risks, added) => {
    const weighed = (measuredAt: string) => ({ kind: 'birthWeight', childId: childId(), values: { value }, measuredAt });
    await record([weighed(AT)]);
    await record([weighed(later(5))], later(5));
    await deliverAll(world, caseId, subscriptions());

    const found = (await ask(listRisks(needs()))).body['items'] as Record<string, string>[];
    expect(found.map(({ code, from }) => [code, from])).toEqual(risks);
    const contacts = (await ask(listContacts(needs()))).body['items'] as Record<string, unknown>[];
    expect(contacts.filter(({ of }) => of === 'child').map(({ kind }) => kind)).toEqual(added);
    expect(contacts.filter(({ of, childId: whose }) => of === 'child' && whose !== childId())).toEqual([]);
  });
});
