import { randomUUID } from 'node:crypto';
import { CaseExited, ChildDied, MotherDied, MotherEnrolled, TextReceived, VisitRecorded } from '../../../events/catalogue.ts';
import type { NewFact } from '../../../events/fact.ts';
import { Alerts } from '../../../functions/casefile/alert.ts';
import { Children, type CaseRoot } from '../../../functions/casefile/case.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { Inbounds, type Intent } from '../../../functions/casefile/inbound.ts';
import { openQuestions } from '../../../functions/casefile/question.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import { sendQueued } from '../../../functions/messaging/consumers/send-queued.ts';
import { tellMother } from '../../../functions/messaging/subscribers/tell-mother.ts';
import { loadQuestionnaires } from '../../../functions/policy/index.ts';
import type { TaskContext } from '../../../functions/runtime/task.ts';
import { linkScreen } from '../../../functions/screening/api/link-screen.ts';
import { listQuestionnaires } from '../../../functions/screening/api/list-questionnaires.ts';
import { listScreens } from '../../../functions/screening/api/list-screens.ts';
import { offerScreen } from '../../../functions/screening/api/offer-screen.ts';
import { recordScreen } from '../../../functions/screening/api/record-screen.ts';
import { Screens } from '../../../functions/screening/records.ts';
import { passScreen } from '../../../functions/screening/subscribers/pass-screen.ts';
import { planScreens } from '../../../functions/screening/subscribers/plan-screens.ts';
import { takeAnswer } from '../../../functions/screening/subscribers/take-answer.ts';
import { findDueItems } from '../../../functions/updating/sweeps/find-due-items.ts';
import { aCase, shippedProgrammes as programmes, type CaseSeed } from '../../support/builders.ts';
import { aBus, deliverPublished } from '../../support/deliver.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { looksAt } from '../../support/looks.ts';
import { aContext, aWorld, call, testVault, type CallOptions, type World } from '../../support/world.ts';

const shipped = loadQuestionnaires('functions/policy/programmes');
const questionnaires = () => shipped;
/** Six weeks after the birth of 18 January, and a day. */
const WEEK_SIX = '2026-03-02T10:00:00.000Z';

describe('screening', () => {
  let engine: Engine;
  let world: World;
  let caseId: string;
  let sent: string[];
  let delivered: Set<string>;
  let testNumber = 0;
  let at: string;

  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());

  const needs = () => ({ files: world.files, programmes, questionnaires });
  const texts = {
    send: ({ text }: { readonly text: string }) => {
      sent.push(text);
      return Promise.resolve({ state: 'sent' as const, gateway: 'sns', gatewayId: randomUUID() });
    },
    announce: () => Promise.resolve({ state: 'sent' as const, gateway: 'sns', gatewayId: randomUUID() }),
  };
  const subscriptions = () => [
    ...planScreens(needs()),
    passScreen(needs()),
    takeAnswer(needs()),
    ...tellMother({ files: world.files, programmes }),
    sendQueued({ ...world, texts, vault: testVault, programmes, newAttempt: randomUUID, apiBaseUrl: () => 'https://n.example/v1' }),
  ];
  /** Delivers each event of the case once, and those that follow from it. */
  const settle = async () => {
    for (;;) {
      const fresh = (await world.eventsOf(caseId)).filter(({ detail }) => !delivered.has(String(detail.metadata['eventId'])));
      if (fresh.length === 0) return;
      for (const { detail } of fresh) delivered.add(String(detail.metadata['eventId']));
      const published = fresh.map(({ source, detailType, detail }) => ({ source, detailType, detail: JSON.stringify(detail), at }));
      await deliverPublished(published, subscriptions());
    }
  };
  const happen = async (...facts: NewFact[]) => {
    await world.files.change(caseId, aContext(at, { causationId: randomUUID() }), () => ({ facts, answer: undefined }));
    await settle();
  };
  const aMother = async (root: Partial<CaseRoot> = {}, seed: Partial<CaseSeed> = {}) => {
    testNumber += 1;
    caseId = await aCase(world.files, {
      name: `screening-${String(testNumber)}`,
      root: { status: 'enrolled', ...root },
      children: [{ bornOn: parsePlainDate('2026-01-18') }],
      ...seed,
    });
  };
  const sweep = async (time: string) => {
    at = time;
    const bus = aBus();
    const context: TaskContext = { ...aContext(time), execution: 'sweep-1', causationId: randomUUID() };
    for (const shard of [0, 1])
      await findDueItems({ table: world.table, publish: bus.publish }).run({ sweep: 'update', shard, time }, context);
    await deliverPublished(bus.published, subscriptions());
    await settle();
    return bus.published.length;
  };
  const file = () => world.files.open(caseId, aContext(at));
  const questions = async () => openQuestions(await file(), at);
  const alerts = async () =>
    allOf(await file(), Alerts)
      .map(({ kind, level, signs }) => ({ kind, level, signs }))
      .sort((left, right) => left.kind.localeCompare(right.kind));
  const screens = async () => allOf(await file(), Screens);
  const statuses = async () => (await screens()).map(({ questionnaire, status }) => `${questionnaire} ${status}`).sort();
  const facts = async (name: string) => (await world.eventsOf(caseId)).filter(({ detailType }) => detailType === `${name}.v1`);
  /** A text of hers, understood as the answer to what she was asked last. */
  const reply = async (value: number | 'misfit') => {
    const [question] = await questions();
    if (question === undefined) throw new Error('she was asked nothing');
    const { questionId, kind, subjectId } = question;
    const inboundId = derivedId('test inbound', caseId, randomUUID());
    const intent: Intent = value === 'misfit' ? { is: value, questionId, kind } : { is: 'answer', questionId, kind, subjectId, value };
    const inbound = { inboundId, receivedAt: at, channel: 'test', gatewayId: inboundId, text: String(value), intent };
    await world.files.change(caseId, aContext(at, { causationId: inboundId }), () => ({
      put: [place(Inbounds, inbound)],
      facts: [TextReceived.of({ inboundId, intent: intent.is, question: kind })],
      answer: undefined,
    }));
    await settle();
  };
  const enrol = () => happen(MotherEnrolled.of({ enrolmentId: derivedId('test enrolment', caseId) }));
  const record = (body: Record<string, unknown>, options: CallOptions = {}) =>
    call(recordScreen(needs()), { path: { caseId }, body, at, user: 'w-1', groups: ['worker'], ...options });
  const offer = (questionnaire: string) => call(offerScreen(needs()), { path: { caseId }, body: { questionnaire }, at });

  beforeEach(async () => {
    world = await aWorld(engine);
    sent = [];
    delivered = new Set();
    at = '2026-02-20T10:00:00.000Z';
    await aMother();
  });

  describe('by text', () => {
    it('is offered when its day has come, and asked question by question to a thank you', async () => {
      await enrol();
      sent.length = 0;
      expect(await sweep('2026-03-01T10:00:00.000Z')).toBe(0);

      await sweep(WEEK_SIX);
      await reply(1);
      await reply(0);
      await reply(2);

      expect(sent).toHaveLength(4);
      expect(sent[0]).toContain('YES or NO');
      expect(sent[1]).toContain('little interest or pleasure');
      expect(sent[2]).toContain('feeling down');
      expect(sent[3]).toMatch(/^Thank you/);
      expect((await screens()).find(({ questionnaire }) => questionnaire === 'PHQ-2')).toMatchObject({
        status: 'completed',
        result: { total: 2, band: 'negative', positive: false },
      });
      expect(await questions()).toEqual([]);
      expect(await alerts()).toEqual([]);
    });

    it('goes on from a positive PHQ-2 to the seven other items, and calls a person for what it finds', async () => {
      await offer('PHQ-2');
      await settle();
      await reply(1);
      await reply(3);
      await reply(2);
      expect(sent.at(-1)).toContain('sleep');
      for (const value of [2, 2, 2, 2, 2, 0, 0]) await reply(value);

      expect((await screens()).find(({ questionnaire }) => questionnaire === 'PHQ-9')?.result).toMatchObject({ total: 15, answered: 9 });
      expect(await alerts()).toEqual([{ kind: 'mood', level: 'urgent', signs: ['PHQ-9.moderately-severe'] }]);
      expect((await facts('ScreenCompleted')).map(({ detail: { data } }) => [data['questionnaire'], data['band'], data['goesOn']])).toEqual(
        [
          ['PHQ-2', 'positive', true],
          ['PHQ-9', 'positive', false],
        ],
      );
      expect(sent.at(-1)).toContain('will call you');
      expect(sent.join(' ')).not.toMatch(/score|positive|severe|PHQ|diagnos/i);
    });

    it('calls a person at once for thoughts of self-harm, whatever the total', async () => {
      await offer('PHQ-9');
      await settle();
      await reply(1);
      for (const value of [0, 0, 0, 0, 0, 0, 0, 0, 1]) await reply(value);

      expect(await alerts()).toEqual([{ kind: 'selfHarm', level: 'emergency', signs: ['PHQ-9.self-harm'] }]);
      expect(JSON.stringify((await facts('ScreenCompleted')).map(({ detail }) => detail.data))).not.toContain('total');
    });

    it('asks again what was answered with a number that means nothing, and takes a skip for an answer', async () => {
      await offer('PHQ-2');
      await settle();
      await reply(1);
      await reply(7);
      expect(sent.at(-1)).toContain('little interest');
      await reply(9);
      expect(sent.at(-1)).toContain('feeling down');
      await reply(1);

      const [screen] = await screens();
      expect(screen?.answers).toEqual({ interest: null, down: 1 });
      expect(screen?.result?.total).toBeUndefined();
      expect(await alerts()).toEqual([{ kind: 'mood', level: 'routine', signs: ['PHQ-2.incomplete'] }]);
    });

    it('asks once more where a word came for a number, and then asks no further', async () => {
      await offer('SATISFACTION');
      await settle();
      const [first] = await questions();
      if (first?.answer.of === 'yesNo') await reply(1);
      const asked = sent.at(-1) ?? '';
      at = '2026-02-20T10:05:00.000Z';

      await reply('misfit');

      expect(sent.at(-1)).toBe(`Please send one number from 1 to 5, nothing else. ${asked}`);
      at = '2026-02-20T10:06:00.000Z';
      await reply('misfit');
      expect(sent.at(-1)).toMatch(/^That is fine. We will not ask further/);
      expect(await statuses()).toEqual(['SATISFACTION expired']);
      expect(await questions()).toEqual([]);
      expect(sent.filter((text) => text.startsWith('Please send one number'))).toHaveLength(1);
    });

    it('calls a person where what is closed had shown something already', async () => {
      await offer('PHQ-2');
      await settle();
      for (const value of [1, 3, 2]) await reply(value);
      expect(sent.at(-1)).toContain('sleep');
      at = '2026-02-20T10:05:00.000Z';
      await reply('misfit');
      at = '2026-02-20T10:06:00.000Z';
      await reply('misfit');

      expect(await alerts()).toMatchObject([{ kind: 'mood' }]);
      expect(await questions()).toEqual([]);
    });

    it('takes no for an answer', async () => {
      await offer('PHQ-2');
      await settle();
      await reply(0);

      expect(await statuses()).toEqual(['PHQ-2 declined']);
      expect(sent.at(-1)).toContain('That is fine');
      expect(await questions()).toEqual([]);
      expect(await facts('ScreenDeclined')).toHaveLength(1);
    });

    it('goes on days later, is reminded once, and is given up in the end', async () => {
      await offer('PHQ-9');
      await settle();
      await reply(1);
      await sweep('2026-02-22T10:00:00.000Z');
      expect(sent.filter((text) => text.includes('little interest'))).toHaveLength(2);
      at = '2026-02-24T10:00:00.000Z';
      await reply(1);
      expect(sent.at(-1)).toContain('feeling down');
      const before = sent.length;

      await sweep('2026-02-26T10:00:00.000Z');
      await sweep('2026-03-03T10:00:00.000Z');

      expect(sent).toHaveLength(before);
      expect(await statuses()).toEqual(['PHQ-9 expired']);
      expect(await questions()).toEqual([]);
      expect(await alerts()).toEqual([]);
    });

    it('calls a person when what a positive PHQ-2 asked for is never finished', async () => {
      await offer('PHQ-2');
      await settle();
      for (const value of [1, 3, 3]) await reply(value);
      expect(await alerts()).toEqual([]);

      await sweep('2026-02-22T10:00:00.000Z');
      await sweep('2026-02-27T10:00:00.000Z');

      expect(await statuses()).toEqual(['PHQ-2 completed', 'PHQ-9 expired']);
      expect(await alerts()).toEqual([{ kind: 'mood', level: 'routine', signs: ['PHQ-9.unfinished'] }]);
    });

    it('finds needs one by one and tells who counts them', async () => {
      await offer('SOCIAL-NEEDS');
      await settle();
      for (const value of [1, 1, 0, 9, 1, 0]) await reply(value);

      expect((await facts('SocialNeedFound')).map(({ detail }) => detail.data['domain'])).toEqual(['food', 'utilities']);
      expect(await alerts()).toEqual([{ kind: 'socialNeed', level: 'routine', signs: ['SOCIAL-NEEDS.food', 'SOCIAL-NEEDS.utilities'] }]);
    });

    it('asks how the visit was, without asking first', async () => {
      await happen(VisitRecorded.of({ visitId: randomUUID(), kind: 'PNC-4', on: '2026-02-20', late: false }));
      await sweep('2026-02-23T10:00:00.000Z');
      expect(sent.at(-1)).toContain('How good was your last visit');
      await reply(4);

      expect((await screens()).find(({ questionnaire }) => questionnaire === 'SATISFACTION')?.result?.total).toBe(4);
      expect(await facts('ScreenOffered')).toHaveLength(1);
      expect((await facts('ScreenCompleted'))[0]?.detail.data['band']).toBe('unbanded');
    });

    it('speaks her language and keeps what she was asked', async () => {
      await aMother({ language: 'sw' });
      await offer('PHQ-2');
      await settle();
      await reply(1);

      expect(sent[0]).toContain('NDIYO');
      expect(sent[1]).toContain('kukosa hamu');
      expect((await screens())[0]?.asking?.text).toBe(sent[1]);
    });

    it('does not wait with a reply for the morning, but with a reminder', async () => {
      await offer('PHQ-2');
      await settle();
      at = '2026-02-20T23:30:00.000Z';
      await reply(1);
      expect(sent.at(-1)).toContain('little interest');
      const before = sent.length;

      await sweep('2026-02-22T23:30:00.000Z');

      expect(sent).toHaveLength(before);
      expect((await facts('ScreenItemAsked')).at(-1)?.detail.data['because']).toBe('reminder');
    });

    it('takes an answer once, and none to what is over', async () => {
      await offer('PHQ-2');
      await settle();
      const [question] = await questions();
      await reply(1);
      await settle();
      expect(sent.filter((text) => text.includes('little interest'))).toHaveLength(1);

      const inboundId = randomUUID();
      const intent = { is: 'answer' as const, questionId: question?.questionId ?? '', kind: 'screenOffer', subjectId: 'x', value: 0 };
      await world.files.change(caseId, aContext(at, { causationId: inboundId }), () => ({
        put: [place(Inbounds, { inboundId, receivedAt: at, channel: 'test', gatewayId: inboundId, text: 'no', intent })],
        facts: [TextReceived.of({ inboundId, intent: 'answer', question: 'screenOffer' })],
        answer: undefined,
      }));
      await settle();

      expect(await statuses()).toEqual(['PHQ-2 answering']);
    });
  });

  describe('is not put to', () => {
    it.each([
      ['a mother who takes no messages', { messages: 'none' as const }, 'muted'],
      ['a mother without a phone', { mother: { givenName: 'A', familyName: 'D', birthDate: parsePlainDate('2000-05-20') } }, 'noPhone'],
      ['a mother who has left', { status: 'exited' as const }, 'exited'],
    ])('%s', async (_, root, why) => {
      await aMother(root);

      const answer = await offer('PHQ-2');

      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({ currentStatus: why });
      expect(await questions()).toEqual([]);
    });

    it('anybody where the programme has nowhere to send her', async () => {
      await aMother({ programme: 'IN-JSY' });

      const answers = [await offer('PHQ-2'), await record({ questionnaire: 'PHQ-2', answers: { interest: 1, down: 1 } })];

      expect(answers.map(({ status, body }) => [status, body['type']])).toEqual([
        [422, 'urn:nestling:problem:referral-path-missing'],
        [422, 'urn:nestling:problem:referral-path-missing'],
      ]);
    });

    it('a mother by text whose questionnaire has no free wording', async () => {
      expect((await offer('EPDS')).body['type']).toBe('urn:nestling:problem:wording-missing');
      expect((await offer('MDQ')).body['type']).toBe('urn:nestling:problem:questionnaire-unknown');
    });

    it('a mother while another one waits for her answer', async () => {
      await offer('PHQ-2');

      expect((await offer('SOCIAL-NEEDS')).body).toMatchObject({ currentStatus: 'offered' });
    });

    it('a mother who lost her child, where it speaks of the child; mood is still hers', async () => {
      await happen(VisitRecorded.of({ visitId: randomUUID(), kind: 'PNC-4', on: '2026-02-20', late: false }));
      await enrol();
      const [child] = allOf(await file(), Children);
      if (child === undefined) throw new Error('she has a child');
      await world.files.change(caseId, aContext(at, { causationId: 'death' }), () => ({
        put: [place(Children, { ...child, diedOn: parsePlainDate('2026-02-19') })],
        facts: [ChildDied.of({ childId: child.childId, on: '2026-02-19' })],
        answer: undefined,
      }));
      await settle();

      expect(await statuses()).toEqual(['PHQ-2 planned', 'SATISFACTION cancelled', 'SOCIAL-NEEDS planned']);
    });

    it('a mother who has died or left, in the middle of a question', async () => {
      await offer('PHQ-2');
      await settle();
      await world.files.change(caseId, aContext(at, { causationId: 'death' }), ({ root }) => ({
        root: { ...root, mother: { ...root.mother, diedOn: parsePlainDate('2026-02-20') } },
        facts: [MotherDied.of({ on: '2026-02-20' })],
        answer: undefined,
      }));
      await settle();

      expect(await questions()).toEqual([]);
      expect(await statuses()).toEqual(['PHQ-2 cancelled']);
      expect(await alerts()).toEqual([]);
    });
  });

  describe('by a worker', () => {
    it('is recorded item by item, and says which has to follow', async () => {
      const short = await record({ questionnaire: 'PHQ-2', answers: { interest: 3, down: 1 } });
      expect(short).toMatchObject({ status: 201, body: { status: 'completed', next: 'PHQ-9', result: { total: 4, positive: true } } });

      const long = await record({
        questionnaire: 'PHQ-9',
        answers: { interest: 3, down: 1, sleep: 1, energy: 1, appetite: 1, worth: 1, focus: 1, pace: 1, selfHarm: 0 },
      });

      expect(long.body).toMatchObject({ next: null, result: { total: 10, band: 'moderate' } });
      expect(await statuses()).toEqual(['PHQ-2 completed', 'PHQ-9 completed']);
      expect(await alerts()).toEqual([{ kind: 'mood', level: 'routine', signs: ['PHQ-9.moderate'] }]);
      await settle();
      expect(sent).toEqual([]);
    });

    it('calls a person when the one that has to follow is not recorded in time', async () => {
      await record({ questionnaire: 'PHQ-2', answers: { interest: 3, down: 1 } });

      await sweep('2026-02-23T10:00:00.000Z');

      expect(await alerts()).toEqual([{ kind: 'mood', level: 'routine', signs: ['PHQ-9.unfinished'] }]);
    });

    it('ends what the mother had begun by text', async () => {
      await offer('PHQ-2');
      await settle();
      await reply(1);

      await record({ questionnaire: 'PHQ-2', answers: { interest: 0, down: 0 } });

      expect(await statuses()).toEqual(['PHQ-2 completed']);
      expect(await questions()).toEqual([]);
    });

    it('may be the total of a printed sheet where the wording is not here, with the item that must not be missed', async () => {
      const without = await record({ questionnaire: 'EPDS', total: 12 });
      expect(without).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/body/answers/10' }] } });
      const withItem = await record({ questionnaire: 'EPDS', total: 12, answers: { '10': 3 } });

      expect(withItem.body).toMatchObject({ result: { total: 12, band: 'possible', triggered: ['self-harm'] } });
      expect(await alerts()).toEqual([
        { kind: 'mood', level: 'routine', signs: ['EPDS.possible'] },
        { kind: 'selfHarm', level: 'emergency', signs: ['EPDS.self-harm'] },
      ]);
      expect((await record({ questionnaire: 'BIMF', total: 96 })).body).toMatchObject({ result: { total: 96, positive: false } });
    });

    it.each([
      ['an unknown item', { questionnaire: 'PHQ-2', answers: { interest: 1, down: 1, other: 1 } }, '#/body/answers/other'],
      ['a missing item', { questionnaire: 'PHQ-2', answers: { interest: 1 } }, '#/body/answers/down'],
      ['an answer out of range', { questionnaire: 'PHQ-2', answers: { interest: 4, down: 1 } }, '#/body/answers/interest'],
      ['the number for a skip', { questionnaire: 'PHQ-2', answers: { interest: 9, down: 1 } }, '#/body/answers/interest'],
      ['a total where the items are here', { questionnaire: 'PHQ-2', total: 3 }, '#/body/total'],
      ['a total that cannot be', { questionnaire: 'EPDS', total: 31, answers: { '10': 4 } }, '#/body/total'],
      ['a total that the answers contradict', { questionnaire: 'EPDS', total: 2, answers: { '10': 1 } }, '#/body/total'],
      ['a total of what has none', { questionnaire: 'AHC-HRSN', total: 2 }, '#/body/total'],
      ['an unknown field', { questionnaire: 'PHQ-2', answers: {}, colour: 'red' }, '#/body/colour'],
    ])('is refused with %s', async (_, body, pointer) => {
      const answer = await record(body);

      expect(answer.status).toBe(400);
      expect(answer.body['errors']).toContainEqual(expect.objectContaining({ pointer }));
      expect(await screens()).toEqual([]);
    });

    it('is refused for a day that has not come', async () => {
      const answer = await record({ questionnaire: 'PHQ-2', on: '2026-02-21', answers: { interest: 1, down: 1 } });

      expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '#/body/on' }] } });
    });

    it('answers a repeated request alike and changes nothing', async () => {
      const headers = { 'idempotency-key': 'sheet-1' };
      const body = { questionnaire: 'PHQ-2', answers: { interest: 1, down: 0 } };
      const [first, second] = [await record(body, { headers }), await record(body, { headers })];

      expect(second.body).toEqual(first.body);
      expect(await screens()).toHaveLength(1);
    });
  });

  describe('shows', () => {
    const list = (options: CallOptions) => call(listScreens(needs()), { path: { caseId }, at, ...options });

    it('results to the roles that the programme names, and leaves an audit entry', async () => {
      await record({ questionnaire: 'PHQ-2', answers: { interest: 1, down: 1 } });
      const before = (await looksAt(world.table, caseId)).length;

      const seen = await Promise.all([
        list({ user: 'w-1', groups: ['worker'] }),
        list({ user: 'm-1', groups: ['manager'] }),
        list({ client: 'client-1', partner: true }),
        list({ client: 'ministry-system' }),
      ]);

      const shown = seen.map(({ body }) => (body['items'] as Record<string, unknown>[])[0] ?? {});
      expect(shown.map((item) => ['result' in item, 'answers' in item])).toEqual([
        [true, true],
        [false, false],
        [false, false],
        [true, true],
      ]);
      expect(await looksAt(world.table, caseId)).toHaveLength(before + 4);
    });

    it('no result of a sheet to a manager who records it', async () => {
      const answer = await record({ questionnaire: 'PHQ-2', answers: { interest: 3, down: 3 } }, { user: 'm-1', groups: ['manager'] });

      expect(answer.body).not.toHaveProperty('result');
    });

    it('the questionnaires of a programme with the texts of a language, and none that is not free', async () => {
      const { body } = await call(listQuestionnaires(needs()), { query: { programme: 'DEFAULT', language: 'fr' } });

      const items = body['items'] as { id: string; available: boolean; totalOnly: boolean; items: { text?: string }[] }[];
      expect(items.map(({ id }) => id)).toEqual(['PHQ-2', 'PHQ-9', 'EPDS', 'BIMF', 'AHC-HRSN', 'PRAPARE', 'SOCIAL-NEEDS', 'SATISFACTION']);
      expect(items[0]?.items[0]?.text).toContain('2 dernières semaines');
      expect(items[2]).toMatchObject({ totalOnly: true });
      expect(items[2]?.items.some((item) => 'text' in item)).toBe(false);
      const elsewhere = await call(listQuestionnaires(needs()), { query: { programme: 'IN-JSY' } });
      expect((elsewhere.body['items'] as { id: string; available: boolean }[])[0]).toMatchObject({ id: 'PHQ-2', available: false });
    });
  });

  describe('reaches care', () => {
    const link = (screenId: unknown, on: string) =>
      call(linkScreen(needs()), { path: { caseId, screenId: String(screenId) }, body: { on }, at: '2026-03-10T10:00:00.000Z' });

    it('on a day that is kept, and counted', async () => {
      const { body } = await record({ questionnaire: 'EPDS', total: 20, answers: { '10': 4 } });

      expect((await link(body['screenId'], '2026-02-25')).status).toBe(200);
      expect((await link(body['screenId'], '2026-02-25')).status).toBe(200);

      expect((await link(body['screenId'], '2026-02-26')).status).toBe(409);
      expect((await facts('ScreenLinked')).map(({ detail }) => detail.data)).toEqual([
        { screenId: body['screenId'], questionnaire: 'EPDS', days: 5, inTime: true },
      ]);
    });

    it('not before it was found, nor where nothing was found', async () => {
      const positive = await record({ questionnaire: 'EPDS', total: 20, answers: { '10': 4 } });
      const negative = await record({ questionnaire: 'PHQ-2', answers: { interest: 0, down: 0 } });

      expect((await link(positive.body['screenId'], '2026-02-19')).status).toBe(422);
      expect((await link(negative.body['screenId'], '2026-02-25')).status).toBe(409);
      expect((await link(randomUUID(), '2026-02-25')).body['type']).toBe('urn:nestling:problem:screen-not-found');
    });
  });

  it('comes back when an exit is undone', async () => {
    await enrol();
    const exited = CaseExited.of({ reason: 'moved', payments: 'stop', messages: 'stop' });
    const setStatus = (status: CaseRoot['status'], fact: NewFact) =>
      world.files.change(caseId, aContext(at, { causationId: randomUUID() }), ({ root }) => ({
        root: { ...root, status },
        facts: [fact],
        answer: undefined,
      }));
    await setStatus('exited', exited);
    await settle();
    expect(await statuses()).toEqual(['PHQ-2 cancelled', 'SOCIAL-NEEDS cancelled']);

    await setStatus('enrolled', MotherEnrolled.of({ enrolmentId: randomUUID() }));
    await settle();

    expect(await statuses()).toEqual(['PHQ-2 planned', 'SOCIAL-NEEDS planned']);
  });
});
