import { randomUUID } from 'node:crypto';
import { ContactFellDue, ContactOverdue, TextReceived, VisitAffirmed } from '../../../events/catalogue.ts';
import type { NewFact } from '../../../events/fact.ts';
import { Alerts, raiseAlert } from '../../../functions/casefile/alert.ts';
import { Caregivers } from '../../../functions/casefile/caregiver.ts';
import { place, type Placed } from '../../../functions/casefile/entity.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { Inbounds, type Intent } from '../../../functions/casefile/inbound.ts';
import { Questions, openQuestions, type QuestionKind } from '../../../functions/casefile/question.ts';
import { Contacts } from '../../../functions/care/records.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { Messages, Mutes, type Message, type Mute } from '../../../functions/messaging/records.ts';
import { sendQueued } from '../../../functions/messaging/consumers/send-queued.ts';
import { releaseWaiting } from '../../../functions/messaging/subscribers/release-waiting.ts';
import type { OutgoingText } from '../../../functions/partners/sms-gateway.ts';
import { tellMother } from '../../../functions/messaging/subscribers/tell-mother.ts';
import { dismissLossReport } from '../../../functions/updating/api/dismiss-loss-report.ts';
import { readCaregiver } from '../../../functions/updating/api/read-caregiver.ts';
import { recordCaregiver } from '../../../functions/updating/api/record-caregiver.ts';
import { recordLifeEvent } from '../../../functions/updating/api/record-life-event.ts';
import { reverseExit } from '../../../functions/updating/api/reverse-exit.ts';
import { Bereavements, ScheduledExits } from '../../../functions/updating/records.ts';
import { continueBereavement } from '../../../functions/updating/subscribers/continue-bereavement.ts';
import { hearText } from '../../../functions/updating/subscribers/hear-text.ts';
import { checkExit } from '../../../functions/updating/subscribers/watch-exit.ts';
import { findDueItems } from '../../../functions/updating/sweeps/find-due-items.ts';
import { aCase, aCaseId, aChild, shippedProgrammes as programmes } from '../../support/builders.ts';
import { aBus, deliverNew, deliverPublished } from '../../support/deliver.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, aWorld, call, testVault as vault, type CallOptions, type World } from '../../support/world.ts';

const AT = '2026-03-01T10:00:00.000Z';
const MOTHERS_PHONE = '+919876543210';
const CAREGIVERS_PHONE = '+919845012345';
const day = parsePlainDate;
type ChildId = ReturnType<typeof aChild>['childId'];

const contact = (contactId: string, childId?: ChildId): Placed =>
  place(Contacts, {
    contactId,
    kind: contactId.split('#')[0] ?? '',
    of: childId === undefined ? 'mother' : 'child',
    ...(childId === undefined ? {} : { childId }),
    dueOn: day('2026-03-04'),
    opensOn: day('2026-03-03'),
    closesOn: day('2026-03-06'),
    urgent: false,
    status: 'due',
    followedUp: false,
  });

const waitingText = (messageId: string, contactId: string): Placed =>
  place(Messages, {
    messageId,
    template: 'contactReminder',
    variables: { date: 'Mar 4, 2026', worker: 'Meena' },
    language: 'en',
    group: { contactId },
    to: 'mother',
    state: 'scheduled',
    attempts: 0,
    causedBy: 'contact',
    createdAt: AT,
    lookAt: '2026-03-02T04:00:00.000Z',
  });

const question = (kind: QuestionKind, subjectId: string): Placed =>
  place(Questions, {
    questionId: randomUUID(),
    kind,
    subjectId,
    askedAt: AT,
    expiresAt: '2026-04-01T00:00:00.000Z',
    answer: { of: 'yesNo' },
  });

const OWN = '0d7cbd62-9a3b-4e2b-9c53-2f1b9a5b1a01';
const FIRST = '0d7cbd62-9a3b-4e2b-9c53-2f1b9a5b1a02';
const SECOND = '0d7cbd62-9a3b-4e2b-9c53-2f1b9a5b1a03';

describe('a loss', () => {
  let engine: Engine;
  let world: World;
  let given: number;
  let sent: { phone: string; text: string }[];
  let CASE: string;
  let TWINS: readonly [ChildId, ChildId];
  let families = 0;

  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());

  const needs = () => ({
    files: world.files,
    table: world.table,
    vault,
    programmes,
    newAttempt: randomUUID,
    apiBaseUrl: () => 'https://n.example/v1',
    texts: {
      send: ({ phone, text }: OutgoingText) => {
        sent.push({ phone, text });
        return Promise.resolve({ state: 'sent' as const, gateway: 'sns', gatewayId: 'g' });
      },
      announce: () => Promise.reject(new Error('nobody announces')),
    },
  });
  const subscriptions = () => [
    ...tellMother(needs()),
    releaseWaiting(needs()),
    sendQueued(needs()),
    hearText(needs()),
    continueBereavement(needs()),
    checkExit(needs()),
  ];
  const settle = async () => {
    given = await deliverNew(world, CASE, subscriptions(), given);
  };
  const open = () => world.files.open(CASE, aContext(AT));
  const states = async () =>
    Object.fromEntries(allOf(await open(), Messages).map(({ messageId, state, reason }) => [messageId, `${state} ${reason ?? ''}`.trim()]));
  const tell = (body: Record<string, unknown>, at = AT, as: Partial<CallOptions> = {}) =>
    call(recordLifeEvent(needs()), {
      path: { caseId: CASE },
      body: { on: '2026-02-28', ...body },
      at,
      user: 'worker-1',
      groups: ['worker'],
      ...as,
    });
  const sweep = async (time: string, which: 'update' | 'exit' = 'update') => {
    const bus = aBus();
    for (const shard of [0, 1])
      await findDueItems({ table: world.table, publish: bus.publish }).run(
        { sweep: which, shard, time },
        { ...aContext(time), execution: 'sweep', causationId: randomUUID() },
      );
    await deliverPublished(bus.published, subscriptions());
    await settle();
  };
  const hear = async (intent: Intent, at: string, asked?: string) => {
    const inboundId = randomUUID();
    await world.files.change(CASE, aContext(at, { causationId: inboundId }), () => ({
      put: [place(Inbounds, { inboundId, receivedAt: at, channel: 'sms', gatewayId: inboundId, text: 'text', intent })],
      facts: [TextReceived.of({ inboundId, intent: intent.is, ...(asked === undefined ? {} : { question: asked }) })],
      answer: undefined,
    }));
    await settle();
  };
  const answer = async (kind: QuestionKind, value: number, at: string) => {
    const asked = openQuestions(await open(), at).find((one) => one.kind === kind);
    if (asked === undefined) throw new Error(`nobody has asked about ${kind}`);
    await hear({ is: 'answer', questionId: asked.questionId, kind, subjectId: asked.subjectId, value }, at, kind);
  };
  const family = (name: string) =>
    aCase(world.files, {
      name,
      root: { status: 'enrolled', pregnancy: { endedOn: day('2026-02-01'), outcome: 'liveBirth' } },
      children: [{ bornOn: day('2026-02-01') }, { bornOn: day('2026-02-01'), birthOrder: 2 }],
      put: [
        contact('PNC-M-4'),
        contact(`PNC-C-4#${TWINS[0]}`, TWINS[0]),
        contact(`PNC-C-4#${TWINS[1]}`, TWINS[1]),
        waitingText(OWN, 'PNC-M-4'),
        waitingText(FIRST, `PNC-C-4#${TWINS[0]}`),
        waitingText(SECOND, `PNC-C-4#${TWINS[1]}`),
        question('visit', `PNC-C-4#${TWINS[0]}`),
        question('visit', `PNC-C-4#${TWINS[1]}`),
        question('visit', 'PNC-M-4'),
      ],
    });

  beforeEach(async () => {
    world = await aWorld(engine);
    sent = [];
    given = 0;
    families += 1;
    const name = `loss ${String(families)}`;
    CASE = aCaseId(name);
    TWINS = [aChild(`${name}-0`).childId, aChild(`${name}-1`).childId];
    await family(name);
  });

  it('of one twin drops what waits about that twin, in the same change, and nothing else', async () => {
    await tell({ kind: 'childDied', childId: TWINS[0] });

    expect(await states()).toEqual({ [OWN]: 'scheduled', [FIRST]: 'cleared childDied', [SECOND]: 'scheduled' });
    expect(
      allOf(await open(), Questions)
        .map(({ subjectId }) => subjectId)
        .sort(),
    ).toEqual([`PNC-C-4#${TWINS[1]}`, 'PNC-M-4'].sort());
  });

  it('of the last child leaves the mother her own care', async () => {
    await tell({ kind: 'childDied', childId: TWINS[0] });
    await tell({ kind: 'childDied', childId: TWINS[1] });

    expect(await states()).toEqual({ [OWN]: 'scheduled', [FIRST]: 'cleared childDied', [SECOND]: 'cleared childDied' });
    await sweep('2026-03-02T10:00:00.000Z');
    expect(sent.filter(({ text }) => text.startsWith('Reminder'))).toHaveLength(1);
  });

  it('that was recorded in error brings back no text of the time between', async () => {
    const { body } = await tell({ kind: 'childDied', childId: TWINS[0] });
    await call(reverseExit(needs()), {
      path: { caseId: CASE },
      body: { lifeEventId: body['lifeEventId'], reason: 'another child' },
      at: AT,
      user: 'sup-1',
      groups: ['supervisor'],
    });
    await sweep('2026-03-02T10:00:00.000Z');

    expect(await states()).toMatchObject({ [OWN]: 'sent', [FIRST]: 'cleared childDied', [SECOND]: 'sent' });
    expect(allOf(await open(), Bereavements)).toEqual([]);
  });

  describe('and what a mother is told of it', () => {
    const bothDied = async (at = AT, on = '2026-02-28') => {
      await tell({ kind: 'childDied', childId: TWINS[0], on }, at);
      await tell({ kind: 'childDied', childId: TWINS[1], on }, at);
      await settle();
    };
    const condolences = () => sent.filter(({ text }) => text.startsWith('We are thinking of you')).length;

    it('is told once, when the last child is known to have died, and not again at the exit weeks later', async () => {
      await bothDied();
      expect(condolences()).toBe(1);

      for (const time of ['2026-03-16T10:00:00.000Z', '2026-04-16T10:00:00.000Z']) await sweep(time, 'exit');
      expect((await open()).root).toMatchObject({ status: 'exited', exit: { reason: 'childDeath' } });
      expect(condolences()).toBe(1);
    });

    it('is still told on the last day of the programme, and not a day later', async () => {
      await bothDied('2026-04-11T10:00:00.000Z');
      expect([condolences(), allOf(await open(), Bereavements).length]).toEqual([1, 1]);
    });

    it('is not told, and offered nothing by text, of one that was long ago', async () => {
      await bothDied('2026-04-12T10:00:00.000Z');
      for (const time of ['2026-04-15T10:00:00.000Z', '2026-05-16T10:00:00.000Z']) await sweep(time, 'exit');

      expect((await open()).root).toMatchObject({ status: 'exited' });
      expect([condolences(), allOf(await open(), Bereavements).length]).toEqual([0, 0]);
    });

    it('is not told again when it was she who told of it', async () => {
      await hear({ is: 'loss' }, AT);
      const answered = sent.length;
      await bothDied();

      expect([answered, sent.length]).toEqual([1, 1]);
    });
  });

  describe('and the texts that a mother is offered', () => {
    beforeEach(async () => {
      await tell({ kind: 'childDied', childId: TWINS[0] });
      await tell({ kind: 'childDied', childId: TWINS[1] });
    });
    const ofSet = () =>
      sent.filter(({ text }) => /YES or NO|Be gentle|check-ups|Sad days/.test(text)).map(({ text }) => text.split(/[.,?]/)[0]);

    it('are sent only after her yes, on their days', async () => {
      await sweep('2026-03-02T10:00:00.000Z');
      expect(ofSet()).toEqual([]);
      await sweep('2026-03-03T10:00:00.000Z');
      expect(ofSet()).toHaveLength(1);

      await answer('loss', 1, '2026-03-04T10:00:00.000Z');
      for (const date of ['05', '08', '11', '15', '25', '28']) await sweep(`2026-03-${date}T10:00:00.000Z`);

      expect(ofSet().slice(1)).toEqual(['Be gentle with yourself', 'Your own check-ups still matter', 'Sad days can last long']);
    });

    it.each([
      ['she says no', true],
      ['she says nothing', false],
    ])('are not sent when %s', async (_, says) => {
      await sweep('2026-03-03T10:00:00.000Z');
      if (says) await answer('loss', 0, '2026-03-04T10:00:00.000Z');
      for (const date of ['05', '12', '26']) await sweep(`2026-03-${date}T10:00:00.000Z`);

      expect(ofSet()).toHaveLength(1);
    });
  });

  describe('that she tells by text', () => {
    it('stops what is about her children, has a person call her, and asks her nothing', async () => {
      await hear({ is: 'loss' }, AT);

      expect(await states()).toMatchObject({ [OWN]: 'scheduled', [FIRST]: 'muted muted', [SECOND]: 'muted muted' });
      expect(allOf(await open(), Alerts)).toMatchObject([{ kind: 'loss', level: 'urgent', signs: ['lossReported'], status: 'open' }]);
      expect(allOf(await open(), Questions).map(({ subjectId }) => subjectId)).toEqual(['PNC-M-4']);
      expect(sent.map(({ text }) => text)).toEqual([expect.stringContaining('We are sorry')]);
      expect(sent[0]?.text).not.toMatch(/child|baby|pregnan|loss/i);
    });

    it('is over when a person knows which child it was: the other one is reminded of again', async () => {
      await hear({ is: 'loss' }, AT);
      await tell({ kind: 'childDied', childId: TWINS[0] }, '2026-03-01T12:00:00.000Z');
      await world.files.change(CASE, aContext(AT, { causationId: 'later' }), () => ({
        put: [waitingText('0d7cbd62-9a3b-4e2b-9c53-2f1b9a5b1a04', `PNC-C-4#${TWINS[1]}`)],
        answer: undefined,
      }));
      await sweep('2026-03-02T10:00:00.000Z');

      expect((await states())['0d7cbd62-9a3b-4e2b-9c53-2f1b9a5b1a04']).toBe('sent');
    });

    it('can be taken back where there was none, once', async () => {
      await hear({ is: 'loss' }, AT);
      const dismiss = () => call(dismissLossReport(needs()), { path: { caseId: CASE }, body: {}, at: AT });

      expect((await dismiss()).status).toBe(200);
      expect((await dismiss()).status).toBe(404);
      await sweep('2026-03-02T10:00:00.000Z');
      expect(await states()).toMatchObject({ [OWN]: 'sent', [FIRST]: 'muted muted' });
    });
  });

  describe('of the mother', () => {
    const caregiver = (consent: Record<string, unknown>, more: Record<string, unknown> = {}) =>
      call(recordCaregiver(needs()), {
        path: { caseId: CASE },
        body: { givenName: 'Kamla', relation: 'grandparent', phone: CAREGIVERS_PHONE, consent, ...more },
        at: '2026-03-02T10:00:00.000Z',
      });

    it('stops everything, keeps the case for the children, and has a caregiver looked for', async () => {
      const told = await tell({ kind: 'motherDied' });

      expect(told.body).toMatchObject({ status: 'enrolled', messages: 'none', exit: { reason: 'motherDeath', on: '2026-04-12' } });
      expect(await states()).toEqual({ [OWN]: 'denied motherDied', [FIRST]: 'denied motherDied', [SECOND]: 'denied motherDied' });
      expect(allOf(await open(), Questions)).toEqual([]);
      expect(allOf(await open(), Alerts)).toMatchObject([{ signs: ['caregiverNeeded'] }]);
      await settle();
      expect(sent).toEqual([]);
    });

    it('ends what was to be done for her, and leaves what is to be done for a child', async () => {
      const alert = (name: string, childId?: ChildId) => ({
        alertId: derivedId('test alert', CASE, name),
        kind: 'dangerSign' as const,
        level: 'urgent' as const,
        signs: [name],
        source: { kind: 'visit', id: name },
        ...(childId === undefined ? {} : { childId }),
      });
      for (const raised of [alert('fever'), alert('noFeeding', TWINS[1])])
        await world.files.change(CASE, aContext(AT, { causationId: randomUUID() }), (file) => ({
          ...raiseAlert(file, raised, { at: AT, by: 'w' }),
          answer: undefined,
        }));
      await hear({ is: 'loss' }, AT);

      await tell({ kind: 'motherDied' });

      const alerts = allOf(await open(), Alerts).map(({ signs, status, outcome }) => [...signs, status, outcome ?? ''].join(' ').trim());
      expect(alerts.sort()).toEqual([
        'caregiverNeeded open',
        'fever closed motherDied',
        'lossReported closed motherDied',
        'noFeeding open',
      ]);
    });

    it('has a child lost after her asked about beside the search for a caregiver', async () => {
      await tell({ kind: 'motherDied' });
      await hear({ is: 'loss' }, AT);

      expect(
        allOf(await open(), Alerts)
          .map(({ kind, signs }) => [kind, ...signs].join(' '))
          .sort(),
      ).toEqual(['loss caregiverNeeded', 'loss lossReported']);
    });

    it.each<[string, Mute, number]>([
      ['her own STOP does not hold them', { all: true, topics: [], since: AT, by: 'mother' }, 1],
      ["her number's refusal does not hold them", { all: true, topics: [], since: AT, by: 'gateway' }, 1],
      ["the caregiver's number's refusal does", { of: 'caregiver', all: true, topics: [], since: AT, by: 'gateway' }, 0],
    ])('lets texts about the children go to the caregiver: %s', async (_, mute, reminders) => {
      await tell({ kind: 'motherDied' });
      await caregiver({ method: 'digital' }, { language: 'fr' });
      await world.files.change(CASE, aContext(AT, { causationId: 'due' }), () => ({
        put: [place(Mutes, mute)],
        facts: [ContactFellDue.of({ contactId: `PNC-C-4#${TWINS[1]}`, kind: 'PNC-C-4', dueOn: '2026-03-04' })],
        answer: undefined,
      }));
      await settle();

      const told = sent.filter(({ text }) => text.includes('4 mars 2026'));
      expect(told.map(({ phone }) => phone)).toEqual(Array.from({ length: reminders }, () => CAREGIVERS_PHONE));
    });

    it('has the caregiver asked about a visit, and thanked for the answer', async () => {
      await tell({ kind: 'motherDied' });
      await caregiver({ method: 'digital' });
      const happen = (name: string, fact: NewFact) =>
        world.files.change(CASE, aContext(AT, { causationId: name }), () => ({ facts: [fact], answer: undefined }));
      const [first, second] = TWINS.map((childId) => `PNC-C-4#${childId}`) as [string, string];
      await happen('overdue', ContactOverdue.of({ contactId: second, kind: 'PNC-C-4', dueOn: '2026-03-04' }));
      await settle();
      await tell({ kind: 'childDied', childId: TWINS[0] });
      expect(allOf(await open(), Questions).map(({ subjectId }) => subjectId)).toEqual([second]);

      await happen('affirmed', VisitAffirmed.of({ contactId: second }));
      await happen('overdue of the other', ContactOverdue.of({ contactId: first, kind: 'PNC-C-4', dueOn: '2026-03-04' }));
      await settle();

      expect(sent.map(({ phone }) => phone)).toEqual([CAREGIVERS_PHONE, CAREGIVERS_PHONE, CAREGIVERS_PHONE]);
      const told = allOf(await open(), Messages).flatMap(({ template, state }) => (state === 'sent' ? [template] : []));
      expect(told.sort()).toEqual(['caregiverConsented', 'contactAsk', 'visitThanks']);
    });

    it('without a caregiver ends the case when the days to find one are over', async () => {
      await tell({ kind: 'motherDied' });
      await sweep('2026-04-11T10:00:00.000Z', 'exit');
      expect((await open()).root.status).toBe('enrolled');
      await sweep('2026-04-12T10:00:00.000Z', 'exit');

      expect((await open()).root).toMatchObject({ status: 'exited', exit: { reason: 'motherDeath' } });
      expect(sent).toEqual([]);
    });

    it('has a caregiver asked by text, who gets what is about the children after a yes', async () => {
      await tell({ kind: 'motherDied' });
      expect((await caregiver({ method: 'sms' })).body).toMatchObject({ consent: 'asked' });
      await settle();
      expect(sent).toMatchObject([{ phone: CAREGIVERS_PHONE, text: expect.stringContaining('YES or NO') as string }]);

      await answer('caregiver', 1, '2026-03-03T10:00:00.000Z');

      const file = await open();
      expect(allOf(file, Caregivers)).toMatchObject([{ consent: 'given', method: 'sms' }]);
      expect(allOf(file, ScheduledExits)).toEqual([]);
      await world.files.change(CASE, aContext(AT, { causationId: 'later' }), () => ({
        put: [
          place(Messages, {
            ...(allOf(file, Messages).find(({ messageId }) => messageId === SECOND) as Message),
            state: 'scheduled',
            to: 'caregiver',
            lookAt: '2026-03-04T04:00:00.000Z',
          }),
        ],
        answer: undefined,
      }));
      await sweep('2026-03-04T10:00:00.000Z');
      expect(sent.map(({ phone, text }) => [phone, text.split(/[:.]/)[0]])).toEqual(
        expect.arrayContaining([
          [CAREGIVERS_PHONE, 'Thank you'],
          [CAREGIVERS_PHONE, 'Reminder'],
        ]),
      );
      expect(sent.filter(({ phone }) => phone === MOTHERS_PHONE)).toEqual([]);
    });

    it('goes on looking when a caregiver says no, or sends the word to stop', async () => {
      await tell({ kind: 'motherDied' });
      await caregiver({ method: 'digital' });
      expect(allOf(await open(), ScheduledExits)).toEqual([]);

      await hear({ is: 'stop' }, '2026-03-10T10:00:00.000Z');

      expect(allOf(await open(), Caregivers)).toMatchObject([{ consent: 'refused' }]);
      expect(allOf(await open(), ScheduledExits)).toMatchObject([{ reason: 'motherDeath', dueOn: '2026-04-21' }]);
    });

    it('shows a worker who looks after the children', async () => {
      const read = async () => (await call(readCaregiver(needs()), { path: { caseId: CASE } })).body['caregiver'];
      await tell({ kind: 'motherDied' });
      expect(await read()).toBeNull();

      await caregiver({ method: 'paper', scanReference: 'scan-9' });
      expect(await read()).toMatchObject({ givenName: 'Kamla', relation: 'grandparent', consent: 'given' });
    });

    it('counts the days anew when one who agreed is replaced by one who has not yet', async () => {
      await tell({ kind: 'motherDied' });
      await caregiver({ method: 'digital' });
      await caregiver({ method: 'sms' }, { givenName: 'Lata' });

      expect(allOf(await open(), Caregivers)).toMatchObject([{ givenName: 'Lata', consent: 'asked' }]);
      expect(allOf(await open(), ScheduledExits)).toMatchObject([{ reason: 'motherDeath', dueOn: '2026-04-13' }]);
    });

    it('that was an error brings her back, and forgets the caregiver', async () => {
      const { body } = await tell({ kind: 'motherDied' });
      await caregiver({ method: 'sms' });
      await call(reverseExit(needs()), {
        path: { caseId: CASE },
        body: { lifeEventId: body['lifeEventId'], reason: 'her sister' },
        at: '2026-03-03T10:00:00.000Z',
        user: 'sup-1',
        groups: ['supervisor'],
      });

      const file = await open();
      expect(file.root).toMatchObject({ status: 'enrolled', messages: 'all' });
      expect([allOf(file, Caregivers), allOf(file, Questions), allOf(file, ScheduledExits)]).toEqual([[], [], []]);
    });

    it.each<[string, Record<string, unknown>, Record<string, unknown>, number]>([
      ['no phone to ask by', { method: 'sms' }, { phone: undefined }, 400],
      ['a phone that is none', { method: 'sms' }, { phone: '12345' }, 422],
      ['paper without its scan', { method: 'paper' }, {}, 400],
    ])('refuses a caregiver with %s', async (_, consent, more, status) => {
      await tell({ kind: 'motherDied' });

      expect((await caregiver(consent, more)).status).toBe(status);
    });

    it('is needed before a caregiver can be recorded', async () => {
      expect((await caregiver({ method: 'digital' })).status).toBe(409);
    });
  });
});
