import { randomUUID } from 'node:crypto';
import { TextReceived } from '../../../events/catalogue.ts';
import { CasePhones } from '../../../functions/casefile/case-phone.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { AccessGrants } from '../../../functions/casefile/access.ts';
import { Alerts } from '../../../functions/casefile/alert.ts';
import { Caregivers } from '../../../functions/casefile/caregiver.ts';
import { Children } from '../../../functions/casefile/case.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { TeamMembers } from '../../../functions/casefile/team-member.ts';
import { Replies, writeLine } from '../../../functions/conversations/records.ts';
import { Doses } from '../../../functions/immunization/records.ts';
import { Readings } from '../../../functions/readings/records.ts';
import { inHand } from '../../../functions/referrals/domain/referral.ts';
import { ReferralLinks, Referrals } from '../../../functions/referrals/records.ts';
import { Screens } from '../../../functions/screening/records.ts';
import { Inbounds, type Intent } from '../../../functions/casefile/inbound.ts';
import { openQuestions } from '../../../functions/casefile/question.ts';
import { Grievances, Notes } from '../../../functions/care/records.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { sendQueued } from '../../../functions/messaging/consumers/send-queued.ts';
import type { OutgoingText } from '../../../functions/partners/sms-gateway.ts';
import { tellMother } from '../../../functions/messaging/subscribers/tell-mother.ts';
import { LedgerEntries, Lines, Payments, type Payment } from '../../../functions/payment/records.ts';
import { registerMother } from '../../../functions/registration/api/register-mother.ts';
import { findDuplicates } from '../../../functions/registration/subscribers/find-duplicates.ts';
import { keys } from '../../../functions/table/keys.ts';
import { cancelErasure } from '../../../functions/updating/api/cancel-erasure.ts';
import { reverseExit } from '../../../functions/updating/api/reverse-exit.ts';
import { scheduleErasure } from '../../../functions/updating/api/schedule-erasure.ts';
import { Erasures } from '../../../functions/updating/records.ts';
import { eraseCase } from '../../../functions/updating/subscribers/erase-case.ts';
import { hearText } from '../../../functions/updating/subscribers/hear-text.ts';
import { findDueItems } from '../../../functions/updating/sweeps/find-due-items.ts';
import { shippedProgrammes as programmes } from '../../support/builders.ts';
import { aBus, deliverNew, deliverPublished } from '../../support/deliver.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, aWorld, call, testVault as vault, type World } from '../../support/world.ts';

const AT = '2026-03-01T10:00:00.000Z';
const MANAGER = { user: 'manager-1', groups: ['manager'] };
const day = parsePlainDate;
const PERSONAL = [
  'Sowmya',
  'Krishnamurti',
  '+919876543210',
  '1998-05-04',
  'blue door',
  'she told me',
  'nobody came',
  'Asha',
  'scan-77',
  '01711000000',
];

const payment = (lookOn?: string): Payment => ({
  paymentId: '3f0a2c36-2f6e-4f5e-9d0a-0c8b3e1f7a01',
  code: 'ABCDEFGHJKMN',
  status: 'settled',
  lineIds: ['line-1'],
  createdAt: AT,
  batches: [],
  answers: 0,
  asked: 0,
  ...(lookOn === undefined ? {} : { lookOn: day(lookOn) }),
});

describe('a mother who asks to be forgotten', () => {
  let engine: Engine;
  let world: World;
  let given: number;
  let sent: string[];
  let caseId: string;
  let registrations = 0;

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
      send: ({ text }: OutgoingText) => {
        sent.push(text);
        return Promise.resolve({ state: 'sent' as const, gateway: 'sns', gatewayId: 'g' });
      },
      announce: () => Promise.reject(new Error('nobody announces')),
    },
  });
  const subscriptions = () => [...tellMother(needs()), sendQueued(needs()), hearText(needs()), eraseCase(needs()), findDuplicates(needs())];
  const settle = async () => {
    given = await deliverNew(world, caseId, subscriptions(), given);
  };
  const open = () => world.files.open(caseId, aContext(AT));
  const sweep = async (time: string) => {
    const bus = aBus();
    for (const shard of [0, 1])
      await findDueItems({ table: world.table, publish: bus.publish }).run(
        { sweep: 'update', shard, time },
        { ...aContext(time), execution: 'sweep', causationId: randomUUID() },
      );
    await deliverPublished(bus.published, subscriptions());
    await settle();
  };
  const hear = async (intent: Intent, at: string, asked?: string) => {
    const inboundId = randomUUID();
    await world.files.change(caseId, aContext(at, { causationId: inboundId }), () => ({
      put: [place(Inbounds, { inboundId, receivedAt: at, channel: 'sms', gatewayId: inboundId, text: 'she told me', intent })],
      facts: [TextReceived.of({ inboundId, intent: intent.is, ...(asked === undefined ? {} : { question: asked }) })],
      answer: undefined,
    }));
    await settle();
  };
  const answer = async (value: number, at: string) => {
    const [asked] = openQuestions(await open(), at).filter(({ kind }) => kind === 'forget');
    if (asked === undefined) throw new Error('nobody has asked');
    await hear({ is: 'answer', questionId: asked.questionId, kind: 'forget', subjectId: asked.subjectId, value }, at, 'forget');
  };
  const plan = (as: object = MANAGER) => call(scheduleErasure(needs()), { path: { caseId }, body: {}, at: AT, ...as });
  const give = (...put: ReturnType<typeof place>[]) =>
    world.files.change(caseId, aContext(AT, { causationId: randomUUID() }), () => ({ put, answer: undefined }));
  const entry = place(LedgerEntries, {
    entry: 'confirmed',
    at: AT,
    lineId: 'line-1',
    paymentId: payment().paymentId,
    requestId: 'R-1',
    amountMinor: 300_000,
    currency: 'INR',
  });

  /** What was paid to her own number, by mobile money. */
  const line = place(Lines, {
    lineId: 'line-1',
    instalment: '1',
    entitlement: 'e',
    rule: 'r',
    payee: 'mother',
    payeeTitle: 'Mother',
    amountMinor: 300_000,
    currency: 'INR',
    inKind: false,
    policyVersion: 'v1',
    fingerprint: 'f',
    dueOn: day('2026-03-01'),
    status: 'confirmed',
    attempts: [
      {
        requestId: 'R-1',
        paymentId: payment().paymentId,
        round: 1,
        rail: 'mobile-money',
        payTo: { modality: '01', address: '01711000000' },
        state: 'confirmed',
        instructedAt: AT,
      },
    ],
    triedBefore: 0,
    changedAt: AT,
  });

  beforeEach(async () => {
    world = await aWorld(engine);
    sent = [];
    given = 0;
    registrations += 1;
    const body = {
      programme: 'DEFAULT',
      area: 'north-1',
      language: 'en',
      mother: {
        givenName: 'Sowmya',
        familyName: 'Krishnamurti',
        birthDate: '1998-05-04',
        nationalId: '53',
        phone: '+919876543210',
        address: { line: 'blue door' },
      },
      children: [{ givenName: 'Asha', sex: 'female', bornOn: '2026-02-20', birthPlace: 'facility', nationalId: 'C-53' }],
      consent: { method: 'paper', scanReference: 'scan-77' },
      externalReference: `forget-${String(registrations)}`,
    };
    caseId = String((await call(registerMother(needs()), { body, at: AT })).body['caseId']);
    await give(
      place(Notes, { noteId: randomUUID(), text: 'she told me', at: AT, by: 'w' }),
      place(Grievances, {
        grievanceId: randomUUID(),
        about: 'visit',
        text: 'nobody came',
        status: 'open',
        openedAt: AT,
        openedBy: 'w',
        dueOn: day('2026-03-16'),
        owner: { role: 'supervisor' },
      }),
      entry,
      line,
    );
    await settle();
  });

  const personalLeft = async () => {
    const items = [...(await world.table.all(keys.case(caseId))), ...(await world.table.all(keys.events(caseId)))];
    const text = JSON.stringify(items);
    return PERSONAL.filter((word) => text.includes(word));
  };

  it('is asked whether she means it, told the day, and forgotten seven days after the last text', async () => {
    expect((await personalLeft()).length).toBe(PERSONAL.length);
    const matches = await Promise.all(
      ['name-birth', 'phone-birth'].map(async (kind) =>
        vault
          .hash(kind, kind === 'name-birth' ? 'krishnamurti sowmya|1998-05-04' : '+919876543210|1998-05-04')
          .then((hash) => keys.match(kind, hash)),
      ),
    );
    for (const pk of matches) expect(await world.table.all(pk)).toHaveLength(1);

    await hear({ is: 'forget' }, AT);
    await answer(1, '2026-03-02T10:00:00.000Z');

    expect(sent.slice(-2)).toEqual([expect.stringContaining('Reply YES or NO within 3 days'), expect.stringContaining('on Mar 9, 2026')]);
    await sweep('2026-03-08T10:00:00.000Z');
    expect((await personalLeft()).length).toBe(PERSONAL.length);

    await sweep('2026-03-09T10:00:00.000Z');

    expect(await personalLeft()).toEqual([]);
    const file = await open();
    expect(file.root).toMatchObject({ status: 'exited', messages: 'none', erasedOn: '2026-03-09', exit: { reason: 'forgotten' } });
    expect(allOf(file, LedgerEntries)).toMatchObject([{ amountMinor: 300_000, currency: 'INR', at: AT }]);
    expect(allOf(file, Lines)).toMatchObject([{ status: 'confirmed', attempts: [{ requestId: 'R-1', state: 'confirmed' }] }]);
    for (const [kind, text] of [
      ['mother', '53'],
      ['child', 'C-53'],
    ] as const)
      expect(await world.table.find(keys.claim(kind, await vault.hash(kind, text)))).toBeUndefined();
    for (const pk of matches) expect(await world.table.all(pk)).toEqual([]);
    expect((await world.factsOf(caseId)).filter((fact) => fact === 'CaseErased.v1')).toHaveLength(1);
    expect(sent.filter((text) => /left|ended|stop now/.test(text))).toEqual([]);
  });

  it('stays when she comes back before the day, with her messages', async () => {
    await hear({ is: 'forget' }, AT);
    await answer(1, AT);
    expect((await open()).root.messages).toBe('none');

    await hear({ is: 'start' }, '2026-03-05T10:00:00.000Z');
    await sweep('2026-03-20T10:00:00.000Z');

    const file = await open();
    expect(file.root).toMatchObject({ messages: 'all', mother: { givenName: 'Sowmya' } });
    expect(allOf(file, Erasures)).toEqual([]);
    expect(sent.at(-1)).toContain('Nothing will be deleted');
  });

  it('stays when she does not mean it', async () => {
    await hear({ is: 'forget' }, AT);
    await answer(0, AT);
    await sweep('2026-03-20T10:00:00.000Z');

    expect((await open()).root.mother.givenName).toBe('Sowmya');
  });

  it('is forgotten by a manager, not by a worker, and once', async () => {
    expect((await plan({ user: 'worker-1', groups: ['worker'] })).status).toBe(403);
    const first = await plan();
    expect(first).toMatchObject({ status: 201, body: { erasedOn: '2026-03-08' } });
    expect((await plan()).body).toEqual(first.body);
    await sweep('2026-03-09T10:00:00.000Z');

    expect(await personalLeft()).toEqual([]);
    expect((await plan()).status).toBe(409);
    expect(
      (await call(reverseExit(needs()), { path: { caseId }, body: { reason: 'error' }, at: '2026-03-10T10:00:00.000Z', ...MANAGER }))
        .status,
    ).toBe(409);
  });

  it('may be kept by a manager until the erasing begins', async () => {
    const cancel = () => call(cancelErasure(needs()), { path: { caseId }, body: {}, at: AT, ...MANAGER });
    await plan();

    expect([(await cancel()).status, (await cancel()).status]).toEqual([200, 409]);
  });

  it('is not forgotten while money is on its way to her', async () => {
    await plan();
    await give(place(Payments, payment('2026-03-12')));
    await sweep('2026-03-09T10:00:00.000Z');
    expect((await open()).root.erasedOn).toBeUndefined();

    await give(place(Payments, payment()));
    await sweep('2026-03-11T10:00:00.000Z');
    expect((await open()).root.erasedOn).toBe('2026-03-11');
  });

  describe('and whose case is in many hands', () => {
    const ORGANISATION = 'food-bank';
    const load = async () => (await world.table.find({ pk: keys.organisation(ORGANISATION).pk, sk: 'INHAND' }))?.['referrals'];
    const childOfCase = async () => {
      const [child] = allOf(await open(), Children);
      if (child === undefined) throw new Error('the case has no child');
      return child.childId;
    };
    beforeEach(async () => {
      const childId = await childOfCase();
      const hash = await vault.hash('phone', '+919876543210');
      const referralId = randomUUID();
      const offered = { round: 1, organisationId: ORGANISATION, organisationName: 'Food', calledAs: 'Food', code: 'ABCDEF', falseDones: 0 };
      await world.files.change(caseId, aContext(AT, { causationId: randomUUID() }), () => ({
        put: [
          place(Readings, {
            readingId: randomUUID(),
            kind: 'bloodPressure',
            values: { systolic: 120, diastolic: 80 },
            unit: 'mmHg',
            measuredAt: AT,
            receivedAt: AT,
            source: 'text',
            by: 'w',
            symptoms: [],
          }),
          place(Screens, {
            screenId: randomUUID(),
            questionnaire: 'PHQ-2',
            version: '1',
            channel: 'worker',
            status: 'completed',
            answers: {},
          }),
          place(Doses, {
            doseId: randomUUID(),
            childId,
            product: 'BCG',
            on: '2026-02-21',
            from: day('2026-02-21'),
            to: day('2026-02-21'),
            source: 'card',
            recordedAt: AT,
            by: 'w',
          }),
          place(Referrals, {
            referralId,
            domain: 'food',
            urgency: 'routine',
            note: 'she told me',
            stage: 'offered',
            requestedAt: AT,
            requestedBy: 'w',
            offers: [{ ...offered, status: 'received', offeredAt: AT }],
            roundsBefore: 0,
            holder: ORGANISATION,
          }),
          place(ReferralLinks, { referralId, round: 1, organisationId: ORGANISATION, tokenHash: 'hash' }),
          place(Replies, { replyId: randomUUID(), text: 'she told me', at: AT, by: 'w' }),
          place(TeamMembers, {
            memberId: randomUUID(),
            who: { kind: 'user', user: 'u' },
            role: 'clinician',
            leads: false,
            from: AT,
            addedBy: 'w',
          }),
          place(AccessGrants, { grantId: randomUUID(), by: 'user:u', reason: 'she told me', openedAt: AT, expiresAt: AT }),
          place(CasePhones, { phoneHash: hash }),
          place(CasePhones, { phoneHash: 'of-the-caregiver', of: 'caregiver' }),
          place(Caregivers, {
            caregiverId: randomUUID(),
            givenName: 'Asha',
            relation: 'grandparent',
            language: 'en',
            consent: 'given',
            method: 'digital',
            recordedAt: AT,
            by: 'w',
          }),
          place(Alerts, {
            alertId: randomUUID(),
            kind: 'mood',
            level: 'urgent',
            signs: ['mood'],
            source: { kind: 'screen', id: 's' },
            status: 'open',
            openedAt: AT,
            openedBy: 'w',
            rung: 0,
            round: 1,
            told: [],
            added: [],
            lookOn: day('2026-03-01'),
          }),
        ],
        also: [
          inHand(ORGANISATION, 1),
          writeLine(
            hash,
            undefined,
            {
              recent: [],
              waiting: [
                {
                  inboundId: randomUUID(),
                  text: 'she told me',
                  channel: 'sms',
                  gatewayId: 'g',
                  receivedAt: AT,
                  until: AT,
                  isDanger: false,
                },
              ],
            },
            AT,
          ),
        ],
        answer: undefined,
      }));
      await plan();
    });

    it('leaves nothing of it anywhere', async () => {
      const hash = await vault.hash('phone', '+919876543210');
      expect(await world.table.find(keys.phone(hash))).toBeDefined();

      await sweep('2026-03-09T10:00:00.000Z');
      await sweep('2026-03-10T10:00:00.000Z');

      expect(await personalLeft()).toEqual([]);
      expect([...new Set((await open()).items.map(({ entity }) => entity))].sort()).toEqual(['case', 'consent', 'ledgerEntry', 'line']);
      expect(await world.table.find(keys.phone(hash))).toBeUndefined();
    });

    it('is taken out of the hands of whoever has it before it goes', async () => {
      expect(await load()).toBe(1);

      await sweep('2026-03-09T10:00:00.000Z');

      const file = await open();
      expect(file.root.erasedOn).toBeUndefined();
      expect(allOf(file, Alerts)).toMatchObject([{ status: 'closed', outcome: 'forgotten' }]);
      expect(allOf(file, Referrals)).toMatchObject([{ stage: 'cancelled' }]);
      expect(await load()).toBe(0);
      expect(await world.factsOf(caseId)).toEqual(expect.arrayContaining(['AlertClosed.v1', 'ReferralClosed.v1']));
    });
  });

  it('is forgotten in several steps, which go on where they were cut off', async () => {
    await give(
      ...Array.from({ length: 95 }, (_, place_) =>
        place(Notes, { noteId: randomUUID(), text: `she told me ${String(place_)}`, at: AT, by: 'w' }),
      ),
    );
    await plan();
    let writes = 0;
    const failing = {
      ...needs(),
      files: {
        ...world.files,
        change: ((...args: Parameters<typeof world.files.change>) => {
          writes += 1;
          return writes === 3 ? Promise.reject(new Error('cut off')) : world.files.change(...args);
        }) as typeof world.files.change,
      },
    };
    const bus = aBus();
    for (const shard of [0, 1])
      await findDueItems({ table: world.table, publish: bus.publish }).run(
        { sweep: 'update', shard, time: '2026-03-09T10:00:00.000Z' },
        { ...aContext('2026-03-09T10:00:00.000Z'), execution: 'sweep', causationId: randomUUID() },
      );
    await expect(deliverPublished(bus.published, [eraseCase(failing)])).rejects.toThrow('cut off');
    expect((await personalLeft()).length).toBeGreaterThan(0);

    await sweep('2026-03-10T10:00:00.000Z');

    expect(await personalLeft()).toEqual([]);
  });
});
