import { jest } from '@jest/globals';
import { answerText } from '../../../functions/conversations/api/answer-text.ts';
import { dismissPreRegistration } from '../../../functions/conversations/api/dismiss-pre-registration.ts';
import { listPreRegistrations } from '../../../functions/conversations/api/list-pre-registrations.ts';
import { listTexts } from '../../../functions/conversations/api/list-texts.ts';
import { receiveText as consumeText } from '../../../functions/conversations/consumers/receive-text.ts';
import { followPhone } from '../../../functions/conversations/subscribers/follow-phone.ts';
import { Contacts, Grievances, Notes, type Contact } from '../../../functions/care/records.ts';
import { Caregivers, type Caregiver } from '../../../functions/casefile/caregiver.ts';
import { Consents } from '../../../functions/casefile/case.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { Questions } from '../../../functions/casefile/question.ts';
import { covers, isConsentedTo, isSealed } from '../../../functions/consent/domain/consent-record.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import { Lines, type Line } from '../../../functions/payment/records.ts';
import { reEnrolMother } from '../../../functions/registration/api/re-enrol-mother.ts';
import { registerMother } from '../../../functions/registration/api/register-mother.ts';
import { correctCase } from '../../../functions/updating/api/correct-case.ts';
import { CaregiverAsked, PaymentConfirmed } from '../../../events/catalogue.ts';
import { shippedProgrammes as programmes } from '../../support/builders.ts';
import { deliverAll } from '../../support/deliver.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, aWorld, call, testVault } from '../../support/world.ts';
import { AT, later, HERS, STRANGER, conversationsOn } from './conversations-world.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());
jest.setTimeout(60_000);

const setUp = async () => conversationsOn(await aWorld(engine));

const aContact = (contact: Partial<Contact> = {}): Contact => ({
  contactId: 'ANC-2',
  kind: 'ANC-2',
  of: 'mother',
  dueOn: parsePlainDate('2026-02-20'),
  opensOn: parsePlainDate('2026-02-10'),
  closesOn: parsePlainDate('2026-03-10'),
  urgent: false,
  status: 'overdue',
  followedUp: false,
  ...contact,
});

describe('a text of a mother', () => {
  it('is kept once, whatever it says, and told to its owners without its words', async () => {
    const { world, write, aMother, inbox } = await setUp();
    const { caseId } = await aMother();

    await write('150/95', { id: 'one' });
    await write('150/95', { id: 'one' });

    expect(await inbox(caseId)).toEqual([{ text: '150/95', is: 'bloodPressure' }]);
    const received = (await world.eventsOf(caseId)).filter(({ detailType }) => detailType === 'TextReceived.v1');
    expect(received.map(({ detail }) => detail.data)).toEqual([{ inboundId: expect.any(String) as string, intent: 'bloodPressure' }]);
  });

  it('that nobody understands is put before a person, and answered by one', async () => {
    const { needs, said, write, aMother, queue, settle } = await setUp();
    const { caseId } = await aMother();

    await write('what time do you open tomorrow');
    await write('and where');
    await settle(caseId);

    expect(await queue(caseId)).toEqual([{ kind: 'message', reason: 'text' }]);
    expect(said.map(({ text }) => text)).toEqual([expect.stringContaining('A person reads it and answers within 1 days')]);
    const texts = await call(listTexts(needs), { path: { caseId }, user: 'worker-1', groups: ['worker'] });
    expect(texts.body['items']).toMatchObject([{ text: 'and where' }, { text: 'what time do you open tomorrow', intent: 'unclear' }]);

    const answer = await call(answerText(needs), {
      path: { caseId },
      body: { text: 'We open at 8.' },
      user: 'worker-1',
      groups: ['worker'],
      at: later(30),
    });
    await settle(caseId);

    expect(answer).toMatchObject({ status: 201, body: { closed: [expect.any(String)] } });
    expect(await queue(caseId)).toEqual([]);
    expect(said.at(-1)).toEqual({ to: HERS, text: 'We open at 8.' });
  });

  it('asking for help is told what she can say, in her language', async () => {
    const { said, write, aMother, settle } = await setUp();
    const { caseId } = await aMother({ root: { language: 'sw' } });

    await write('msaada');
    await settle(caseId);

    expect(said).toEqual([{ to: HERS, text: expect.stringMatching(/^Tuma: AKAUNTI/) as string }]);
  });

  it('changes her language at once', async () => {
    const { said, write, aMother, file, settle } = await setUp();
    const { caseId } = await aMother();

    await write('langue français');
    await settle(caseId);

    expect((await file(caseId)).root.language).toBe('fr');
    expect(said.map(({ text }) => text.split(' ').slice(0, 3).join(' '))).toEqual(['Vos données pour']);
  });

  it('complains, and has an answer by a day', async () => {
    const { write, aMother, file, said, settle } = await setUp();
    const { caseId } = await aMother();

    await write('complaint: the nurse asked for money');
    await settle(caseId);

    expect(allOf(await file(caseId), Grievances)).toMatchObject([{ status: 'open', text: 'complaint: the nurse asked for money' }]);
    expect(said[0]?.text).toMatch(/^We have your complaint/);
  });

  it('asks who looked, and is told how often and when', async () => {
    const { world, write, aMother, said, settle } = await setUp();
    const { caseId } = await aMother();

    await write('who looked at my record');
    await settle(caseId);
    await world.files.read(caseId, aContext(later(5), { by: 'user:worker-1', causationId: 'a look' }), 'case');
    await world.files.read(caseId, aContext(later(6), { by: 'client:hospital', causationId: 'another' }), 'case');
    await write('who looked at my record?', { at: later(9) });
    await settle(caseId);

    expect(said.map(({ text }) => text)).toEqual([
      'Nobody has opened your record since you registered.',
      'Your record was opened 2 times, 1 of them by health staff, the last time on Mar 1, 2026. Send ACCOUNT to see each of them.',
    ]);
  });

  it('consents by a yes to the agreement in force, under seal', async () => {
    const { write, aMother, file, said, settle } = await setUp();
    const { caseId } = await aMother();

    await write('consent');
    await settle(caseId);
    await write('yes', { at: later(2) });
    await settle(caseId);

    const [given] = allOf(await file(caseId), Consents).filter(({ method }) => method === 'sms');
    expect(given).toMatchObject({ state: 'signed', attestedBy: expect.stringMatching(/^text:/) as string, givenAt: later(2) });
    expect(allOf(await file(caseId), Questions)).toEqual([]);
    expect(said.map(({ text }) => text.slice(0, 9))).toEqual(['May Postp', 'Thank you']);
  });

  it('has her no kept under seal, for nothing, and what she gave before stands', async () => {
    const { write, aMother, file, said, settle } = await setUp();
    const { caseId } = await aMother();

    await write('consent');
    await settle(caseId);
    await write('2', { at: later(2) });
    await settle(caseId);

    const now = await file(caseId);
    const [refused] = allOf(now, Consents).filter(({ method }) => method === 'sms');
    expect(refused).toMatchObject({ state: 'refused', attestedBy: expect.stringMatching(/^text:/) as string, givenAt: later(2) });
    expect(refused && (await isSealed(refused, (text) => testVault.hash('consent', text)))).toBe(true);
    expect(refused && covers(refused, 'programme')).toBe(false);
    expect(isConsentedTo(now, 'programme')).toBe(true);
    expect(said.at(-1)?.text).toMatch(/^We noted your no.*you may come back any time: send CONSENT/);
  });

  it.each(['withdraw', 'RETIRER', 'ondoa ridhaa', 'सहमति वापस', 'سحب الموافقة'])(
    'takes back every consent by a yes to %s, and is told what ends',
    async (word) => {
      const { world, write, aMother, file, said, settle } = await setUp();
      const { caseId } = await aMother();
      await write('consent');
      await settle(caseId);
      await write('yes', { at: later(1) });
      await settle(caseId);
      said.length = 0;

      await write(word, { at: later(2) });
      await settle(caseId);
      expect(isConsentedTo(await file(caseId), 'messages')).toBe(true);
      await write('1', { at: later(3), id: 'the yes' });
      await write('1', { at: later(3), id: 'the yes' });
      await settle(caseId);

      const now = await file(caseId);
      expect(allOf(now, Consents).map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn']);
      expect(now.root.messages).toBe('none');
      expect(said.map(({ text }) => text.slice(0, 22))).toEqual(['Take back your consent', 'You have no consent wi']);
      const lost = (await world.eventsOf(caseId)).filter(({ detailType }) => detailType === 'ConsentWithdrawn.v1');
      expect(lost.map(({ detail }) => detail.data['purposes'])).toEqual([[], ['verification', 'programme', 'messages', 'sharing']]);
    },
  );

  it('keeps her consent where she does not mean it, and says so', async () => {
    const { write, aMother, file, said, settle } = await setUp();
    const { caseId } = await aMother();

    await write('withdraw');
    await settle(caseId);
    await write('no', { at: later(1) });
    await settle(caseId);

    expect(isConsentedTo(await file(caseId), 'programme')).toBe(true);
    expect(allOf(await file(caseId), Questions)).toEqual([]);
    expect(said.at(-1)?.text).toBe('Nothing was changed. Your consent stands.');
  });

  it('asks for her page, and without one is told so', async () => {
    const { write, aMother, said, settle } = await setUp();
    const { caseId } = await aMother();

    await write('account');
    await settle(caseId);

    expect(said[0]?.text).toMatch(/^Your page cannot be opened now/);
  });
});

describe('an answer by text', () => {
  const visitQuestion = (contactId: string) =>
    place(Questions, {
      questionId: '7d1c2b8e-3a54-4b6f-9c21-6f1e0d9b4a77',
      kind: 'visit',
      subjectId: contactId,
      askedAt: AT,
      expiresAt: later(600),
      answer: { of: 'yesNo' },
    });

  it.each([
    ['1', false, /^By text message she said that she went/, 'Thank you. We have noted that you went.'],
    [
      'no',
      true,
      /^By text message she said that she did not go/,
      'Thank you for telling us. You can still come. Asha will help you find a day.',
    ],
  ])('%s to "did you go?" is noted, and chases the contact: %s', async (text, urgent, note, told) => {
    const { write, aMother, file, said, settle } = await setUp();
    const { caseId } = await aMother({ put: [place(Contacts, aContact()), visitQuestion('ANC-2')] });

    await write(text, { at: later(3) });
    await settle(caseId);

    const now = await file(caseId);
    expect(allOf(now, Contacts)).toMatchObject([{ contactId: 'ANC-2', status: 'overdue', urgent }]);
    expect(allOf(now, Notes)).toMatchObject([{ text: expect.stringMatching(note) as string, by: 'mother' }]);
    expect(allOf(now, Questions)).toEqual([]);
    expect(said.map((one) => one.text)).toEqual([told]);
  });

  it('that money did not come is a complaint and a discrepancy; nothing is paid again by itself', async () => {
    const { world, write, aMother, file, queue, settle } = await setUp();
    const line: Line = {
      lineId: 'line-1',
      instalment: 'first',
      entitlement: 'cash',
      rule: 'r',
      payee: 'mother',
      payeeTitle: 'mother',
      amountMinor: 300_000,
      currency: 'INR',
      inKind: false,
      policyVersion: 'v1',
      fingerprint: 'f',
      dueOn: parsePlainDate('2026-02-20'),
      status: 'confirmed',
      attempts: [],
      triedBefore: 0,
      changedAt: AT,
    };
    const { caseId } = await aMother({ put: [place(Lines, line)] });
    const paid = {
      paymentId: '0b9f6a54-7c1d-4e0e-8a53-5d2f8a3f9c10',
      lineId: 'line-1',
      amountMinor: 300_000,
      currency: 'INR',
      payee: 'mother',
    };
    await world.files.change(caseId, aContext(AT, { causationId: 'paid' }), () => ({
      facts: [PaymentConfirmed.of(paid)],
      answer: undefined,
    }));
    await settle(caseId);

    await write('2', { at: later(60) });
    await settle(caseId);

    expect(allOf(await file(caseId), Grievances)).toMatchObject([{ about: 'payment', status: 'open' }]);
    expect((await queue(caseId)).map(({ kind }) => kind)).toEqual(['paymentDiscrepancy']);
    expect(allOf(await file(caseId), Lines)).toMatchObject([{ status: 'confirmed', attempts: [] }]);
  });
});

describe('a number that nobody has', () => {
  it('gets one help text, then silence for the days of the programme', async () => {
    const { write, said } = await setUp();

    await write('hello', { from: STRANGER });
    await write('who are you', { from: STRANGER, at: later(5) });
    await write('hello again', { from: STRANGER, at: later(8 * 24 * 60) });

    expect(said.map(({ to, text }) => [to, text.slice(0, 26)])).toEqual([
      [STRANGER, 'We do not know this number'],
      [STRANGER, 'We do not know this number'],
    ]);
  });

  it('is sent to a clinic when it tells of danger', async () => {
    const { write, said } = await setUp();

    await write('عندي نزيف', { from: STRANGER });
    await write('172/114', { from: '+33612345679' });

    expect(said[0]?.text).toMatch(/^اذهبي الآن/);
    expect(said[1]?.text).toMatch(/^Please go to the nearest clinic/);
  });

  it('registers itself by four answers, for the worker of the place, until she is registered', async () => {
    const { needs, write, said, aMother } = await setUp();
    const list = (area: string) => call(listPreRegistrations(needs), { query: { area }, user: 'worker-1', groups: ['worker'] });

    for (const [minute, text] of ['JOIN', 'Sita Rai', 'Village north of the river', '25 8 2026', '1'].entries())
      await write(text, { from: STRANGER, at: later(minute) });

    expect(said.map(({ text }) => text.split(/[.?]/)[0])).toEqual([
      'Welcome',
      'Where do you live',
      'When is your baby due, or when was it born',
      'May we keep this, so that a health worker can contact you and register you',
      'Thank you',
    ]);
    expect((await list('north-1')).body['items']).toMatchObject([
      { name: 'Sita Rai', place: 'Village north of the river', date: '2026-08-25', phone: STRANGER, programme: 'DEFAULT' },
    ]);

    await aMother({ root: { mother: { givenName: 'Sita', familyName: 'Rai', birthDate: parsePlainDate('2000-01-01'), phone: STRANGER } } });

    expect((await list('north-1')).body['items']).toEqual([]);
  });

  it('leaves nothing behind when it says no, and a lead may be taken off the list', async () => {
    const { needs, write, said } = await setUp();
    const list = () => call(listPreRegistrations(needs), { query: { area: 'unassigned' }, user: 'worker-1', groups: ['worker'] });

    for (const [minute, text] of ['jiunge', 'Amina', 'Kijijini', '0', 'hapana'].entries())
      await write(text, { from: STRANGER, at: later(minute) });
    expect(said.at(-1)?.text).toMatch(/^Hakuna kilichotunzwa/);
    expect((await list()).body['items']).toEqual([]);
    for (const [minute, text] of ['jiunge', 'Amina', 'Kijijini', '0', 'ndiyo'].entries())
      await write(text, { from: STRANGER, at: later(20 + minute) });
    const [lead] = (await list()).body['items'] as { preRegistrationId: string }[];
    const dismissed = await call(dismissPreRegistration(needs), { path: { preRegistrationId: lead?.preRegistrationId ?? '' } });

    expect(dismissed).toMatchObject({ status: 200, body: { status: 'dismissed' } });
    expect((await list()).body['items']).toEqual([]);
  });
});

describe('a loop between two machines', () => {
  it('ends at the fifth equal text, with one entry for a person, and still takes danger', async () => {
    const { write, aMother, queue, said, inbox, settle } = await setUp();
    const { caseId } = await aMother();

    for (let minute = 0; minute < 9; minute += 1) await write('msaada', { at: later(minute) });
    await settle(caseId);
    expect(said).toHaveLength(4);
    expect(await queue(caseId)).toEqual([{ kind: 'message', reason: 'loop' }]);
    await write('bleeding', { at: later(10) });

    expect((await inbox(caseId)).at(-1)).toEqual({ text: 'bleeding', is: 'symptom' });
  });
});

describe('the webhook', () => {
  it.each([
    ['no signature', { 'x-gateway-signature': '' }, 403],
    ['another key', { 'x-gateway-key': 'nobody' }, 403],
    ['a key of every object', { 'x-gateway-key': 'constructor' }, 403],
    ['an old call', { 'x-gateway-timestamp': '2026-03-01T09:00:00.000Z' }, 403],
  ])('refuses %s', async (_, headers, status) => {
    const { post } = await setUp();

    expect((await post({ id: '1', message: { msisdn: HERS, body: 'hi' } }, AT, headers)).status).toBe(status);
  });

  it('says what is missing in a call that is signed', async () => {
    const { post } = await setUp();

    expect(await post({ id: '1', message: { msisdn: HERS } })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/body/message/body' }] },
    });
  });
});

describe('the two-way number', () => {
  it('brings texts by its topic, and passes over what is none', async () => {
    const { needs, aMother, inbox } = await setUp();
    const { caseId } = await aMother();
    const consume = consumeText(needs);
    const message = (body: string) => consume({ id: 'm-1', body, attributes: {}, at: AT });

    await message('not JSON');
    await message('{"a":1}');
    await message(
      JSON.stringify({ originationNumber: HERS, destinationNumber: '+15550100', messageBody: 'bp 150 95', inboundMessageId: 'aws-1' }),
    );

    expect(await inbox(caseId)).toEqual([{ text: 'bp 150 95', is: 'bloodPressure' }]);
  });
});

describe('a text in the case of a mother who has died', () => {
  const CAREGIVERS = '+919845012345';
  const caregiver = (more: Partial<Caregiver> = {}): Caregiver => ({
    caregiverId: derivedId('test caregiver', 'one'),
    givenName: 'Kamla',
    relation: 'grandparent',
    phone: CAREGIVERS,
    language: 'en',
    consent: 'asked',
    method: 'sms',
    recordedAt: AT,
    by: 'w',
    ...more,
  });
  const question = (caregiverId: string) =>
    place(Questions, {
      questionId: derivedId('test question', caregiverId),
      kind: 'caregiver',
      subjectId: caregiverId,
      askedAt: AT,
      expiresAt: later(60),
      answer: { of: 'yesNo' },
    });
  const aFamily = async (more: Partial<Caregiver> = {}) => {
    const all = await setUp();
    const mother = { givenName: 'Asha', familyName: 'Devi', birthDate: parsePlainDate('2000-05-20'), phone: HERS };
    const { caseId } = await all.aMother({
      root: { mother: { ...mother, diedOn: parsePlainDate('2026-02-27') }, messages: 'none' },
      put: [place(Caregivers, caregiver(more)), question(caregiver().caregiverId)],
    });
    await all.world.files.change(caseId, aContext(AT, { causationId: `caregiver of ${caseId}` }), () => ({
      facts: [CaregiverAsked.of({ caregiverId: caregiver().caregiverId })],
      answer: undefined,
    }));
    await all.settle(caseId);
    all.said.length = 0;
    return { ...all, caseId };
  };

  it.each([
    ['YES', 'answer'],
    ['STOP', 'stop'],
  ])('from who looks after her children arrives: %s', async (text, is) => {
    const { write, inbox, queue, caseId } = await aFamily();

    await write(text, { from: CAREGIVERS });

    expect(await inbox(caseId)).toEqual([{ text, is }]);
    expect(await queue(caseId)).toEqual([]);
  });

  it.each(['YES', 'STOP', 'FORGET'])('from her own phone decides nothing: %s', async (text) => {
    const { write, inbox, queue, settle, said, caseId } = await aFamily();

    await write(text);
    await settle(caseId);

    expect(await inbox(caseId)).toEqual([{ text, is: 'unclear' }]);
    expect(await queue(caseId)).toEqual([{ kind: 'message', reason: 'text' }]);
    expect(said).toEqual([]);
  });

  it('is heard whoever tells of danger, and read by a person', async () => {
    const { write, inbox, queue, caseId } = await aFamily();

    await write('150/95', { from: CAREGIVERS });

    expect(await inbox(caseId)).toEqual([{ text: '150/95', is: 'bloodPressure' }]);
    expect(await queue(caseId)).toEqual([{ kind: 'message', reason: 'text' }]);
  });

  it("is a stranger's when the caregiver has said no", async () => {
    const { write, inbox, caseId } = await aFamily({ consent: 'refused' });

    await write('STOP', { from: CAREGIVERS });

    expect(await inbox(caseId)).toEqual([]);
  });

  it('is answered by a person to a caregiver who agreed, to nobody before', async () => {
    const answered = async (consent: Caregiver['consent']) => {
      const { needs, said, settle, caseId } = await aFamily({ consent });
      const { status } = await call(answerText(needs), {
        path: { caseId },
        body: { text: 'Please come tomorrow.' },
        at: AT,
        user: 'worker-1',
        groups: ['worker'],
      });
      await settle(caseId);
      return { status, to: said.map(({ to }) => to) };
    };

    expect(await answered('given')).toEqual({ status: 201, to: [CAREGIVERS] });
    expect(await answered('asked')).toEqual({ status: 409, to: [] });
  });
});

describe('a phone that is written to the record this moment', () => {
  const NEW = '+919812345670';
  /** Registered or corrected by a call, with nobody told of it yet. */
  const registeredNow = async () => {
    const all = await setUp();
    const { files } = all.world;
    const body = {
      programme: 'DEFAULT',
      area: 'north-1',
      language: 'en',
      mother: { givenName: 'Sowmya', familyName: 'Das', birthDate: '1998-05-04', phone: HERS },
      pregnancy: { expectedOn: '2026-06-01' },
      consent: { method: 'paper', scanReference: 'scan-1' },
    };
    const needs = { files, table: all.world.table, vault: testVault, programmes };
    const { body: answer } = await call(registerMother(needs), { body, at: AT });
    const caseId = String(answer['caseId']);
    const correct = (value: unknown) =>
      call(correctCase(needs), { path: { caseId }, body: { changes: [{ field: '/mother/phone', value }], reason: 'a new card' }, at: AT });
    return { ...all, needs, caseId, correct };
  };

  it('is hers from the registration on', async () => {
    const { write, inbox, caseId, said } = await registeredNow();

    await write('150/95');

    expect(await inbox(caseId)).toEqual([{ text: '150/95', is: 'bloodPressure' }]);
    expect(said).toEqual([]);
  });

  it('is hers from a correction on, and the one before is nobody’s', async () => {
    const { write, inbox, caseId, correct, said } = await registeredNow();

    expect(await correct(NEW)).toMatchObject({ status: 201, body: { status: 'applied' } });
    await write('150/95', { from: NEW });
    await write('good morning', { from: HERS });

    expect(await inbox(caseId)).toEqual([{ text: '150/95', is: 'bloodPressure' }]);
    expect(said).toEqual([{ to: HERS, text: expect.any(String) as string }]);
  });

  it('stays hers when a registration is told again after a correction', async () => {
    const { world, write, inbox, caseId, correct, needs } = await registeredNow();

    await correct(NEW);
    await deliverAll(world, caseId, followPhone(needs));
    await deliverAll(world, caseId, followPhone(needs));
    await write('150/95', { from: NEW });

    expect(await inbox(caseId)).toEqual([{ text: '150/95', is: 'bloodPressure' }]);
  });

  it('is hers in the case of her next pregnancy', async () => {
    const { world, write, inbox, caseId, needs } = await registeredNow();
    await world.files.change(caseId, aContext(AT, { causationId: 'ended' }), ({ root }) => ({
      root: { ...root, status: 'exited', pregnancy: { ...root.pregnancy, endedOn: parsePlainDate('2024-06-01'), outcome: 'liveBirth' } },
      answer: undefined,
    }));

    const again = await call(reEnrolMother(needs), { path: { caseId }, body: { pregnancy: { expectedOn: '2026-08-01' } }, at: AT });
    await write('150/95');

    expect(again.status).toBe(201);
    expect(await inbox(String(again.body['caseId']))).toEqual([{ text: '150/95', is: 'bloodPressure' }]);
  });
});
