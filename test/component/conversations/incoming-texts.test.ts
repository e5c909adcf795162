import { jest } from '@jest/globals';
import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { answerText } from '../../../functions/conversations/api/answer-text.ts';
import { dismissPreRegistration } from '../../../functions/conversations/api/dismiss-pre-registration.ts';
import { listPreRegistrations } from '../../../functions/conversations/api/list-pre-registrations.ts';
import { listTexts } from '../../../functions/conversations/api/list-texts.ts';
import { receiveText } from '../../../functions/conversations/api/receive-text.ts';
import { receiveText as consumeText } from '../../../functions/conversations/consumers/receive-text.ts';
import { followPhone } from '../../../functions/conversations/subscribers/follow-phone.ts';
import { tellAccesses } from '../../../functions/conversations/subscribers/tell-accesses.ts';
import { hearMother } from '../../../functions/care/subscribers/hear-mother.ts';
import { Contacts, Grievances, Notes, type Contact } from '../../../functions/care/records.ts';
import { Alerts } from '../../../functions/casefile/alert.ts';
import { Caregivers, type Caregiver } from '../../../functions/casefile/caregiver.ts';
import { Consents } from '../../../functions/casefile/case.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { Inbounds } from '../../../functions/casefile/inbound.ts';
import { Questions } from '../../../functions/casefile/question.ts';
import { Reviews } from '../../../functions/casefile/review.ts';
import { covers, isConsentedTo, isSealed } from '../../../functions/consent/domain/consent-record.ts';
import { consentByText } from '../../../functions/consent/subscribers/consent-by-text.ts';
import { programmeNumberOf } from '../../../functions/enrolment/domain/programme-number.ts';
import { sendAccountLink } from '../../../functions/enrolment/subscribers/send-account-link.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import { sendQueued } from '../../../functions/messaging/consumers/send-queued.ts';
import { tellMother } from '../../../functions/messaging/subscribers/tell-mother.ts';
import type { OutgoingText } from '../../../functions/partners/sms-gateway.ts';
import { textGateway } from '../../../functions/partners/http/text-gateway.ts';
import { Lines, type Line } from '../../../functions/payment/records.ts';
import { hearReceipt } from '../../../functions/payment/subscribers/hear-receipt.ts';
import { correctByText } from '../../../functions/updating/consumers/correct-by-text.ts';
import { finishPhoneChange } from '../../../functions/updating/subscribers/finish-phone-change.ts';
import { hearText } from '../../../functions/updating/subscribers/hear-text.ts';
import { CaregiverAsked, ItemFellDue, MotherRegistered, PaymentConfirmed } from '../../../events/catalogue.ts';
import { aCase, aCaseId, shippedProgrammes as programmes, type CaseSeed } from '../../support/builders.ts';
import { deliverAll } from '../../support/deliver.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, aWorld, call, testVault } from '../../support/world.ts';

const AT = '2026-03-01T10:00:00.000Z';
const later = (minutes: number): string => new Date(Date.parse(AT) + minutes * 60_000).toISOString();
const HERS = '+919876543210';
/** Of a country without a programme of its own. */
const STRANGER = '+33612345678';
const SECRET = 'secret-of-the-gateway';

let engine: Engine;
let named = 0;
let sent = 0;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());
jest.setTimeout(60_000);

interface Text {
  readonly to: string;
  readonly text: string;
}

const setUp = async () => {
  const world = await aWorld(engine);
  const said: Text[] = [];
  const texts = {
    send: ({ phone, text }: OutgoingText) => {
      said.push({ to: phone, text });
      return Promise.resolve({ state: 'sent' as const, gateway: 'sns', gatewayId: `sms-${String(said.length)}` });
    },
    announce: () => Promise.reject(new Error('nobody announces here')),
  };
  const needs = { ...world, vault: testVault, programmes, texts };
  const gateway = textGateway({
    country: { secret: { value: SECRET }, toleranceSeconds: 300, fields: { from: '/message/msisdn', text: '/message/body', id: '/id' } },
  });
  const operation = receiveText({ ...needs, textGateway: () => gateway });
  const subscriptions = [
    ...followPhone(needs),
    tellAccesses(needs),
    hearMother(needs),
    consentByText(needs),
    correctByText(needs),
    hearText(needs),
    finishPhoneChange(needs),
    sendAccountLink({ ...needs, apiBaseUrl: () => 'https://mothers.example/v1' }),
    ...hearReceipt(needs),
    ...tellMother(needs),
    sendQueued({ ...needs, newAttempt: () => `attempt-${String((sent += 1))}`, apiBaseUrl: () => 'https://n.example/v1' }),
  ];
  const settle = async (...caseIds: string[]): Promise<void> => {
    for (let round = 0; round < 3; round += 1) for (const caseId of caseIds) await deliverAll(world, caseId, subscriptions);
  };
  const post = (body: unknown, at = AT, headers: Record<string, string> = {}) => {
    const rawBody = JSON.stringify(body);
    const signature = `sha256=${createHmac('sha256', SECRET).update(`${at}.${rawBody}`).digest('hex')}`;
    const signed = { 'x-gateway-key': 'country', 'x-gateway-timestamp': at, 'x-gateway-signature': signature };
    return call(operation, { rawBody, headers: { ...signed, ...headers }, at });
  };
  const write = async (text: string, { from = HERS, at = AT, id = `text-${String((sent += 1))}` } = {}) => {
    const answer = await post({ id, message: { msisdn: from, body: text } }, at);
    expect(answer.status).toBe(202);
    return answer;
  };
  /** A case that is found by its phone, as a registration leaves it. */
  const aMother = async ({ root = {}, put = [] }: Pick<CaseSeed, 'root' | 'put'> = {}) => {
    const name = `texts ${String((named += 1))}`;
    const number = programmeNumberOf('NST', aCaseId(name), 0);
    const caseId = await aCase(world.files, {
      name,
      root: { status: 'enrolled', enrolled: { at: AT, programmeNumber: number }, workerId: 'worker-1', workerName: 'Asha', ...root },
      put,
    });
    await world.files.change(caseId, aContext(AT, { causationId: `registered ${name}` }), ({ root: { personId } }) => ({
      facts: [MotherRegistered.of({ personId, channel: 'worker', children: 0, hasNationalId: false })],
      answer: undefined,
    }));
    await settle(caseId);
    said.length = 0;
    return { caseId, number };
  };
  const file = (caseId: string) => world.files.open(caseId, aContext(AT));
  const inbox = async (caseId: string) => allOf(await file(caseId), Inbounds).map(({ text, intent }) => ({ text, is: intent.is }));
  const queue = async (caseId: string) =>
    allOf(await file(caseId), Reviews)
      .filter(({ status }) => status === 'open')
      .map(({ kind, about }) => ({ kind, reason: about['reason'] }));
  return { world, needs, said, settle, post, write, aMother, file, inbox, queue };
};

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

describe('another phone', () => {
  const NEW = '+919812345670';
  const DAY = 24 * 60;
  const codeIn = (said: readonly Text[], to = NEW): string =>
    said.flatMap((one) => (one.to === to ? (/\b\d{6}\b/.exec(one.text) ?? []) : [])).at(-1) ?? 'none';
  const wrong = (code: string): string => (code === '111111' ? '222222' : '111111');
  const asked = async () => {
    const all = await setUp();
    const mother = await all.aMother();
    await all.write('number +91 98123 45670');
    await all.settle(mother.caseId);
    const fallDue = async (minutes: number) => {
      const dueOn = parsePlainDate(later(minutes).slice(0, 10));
      await all.world.files.change(mother.caseId, aContext(later(minutes), { causationId: `sweep ${String(minutes)}` }), () => ({
        facts: [ItemFellDue.of({ kind: 'phoneChange', item: 'PHONECHANGE', dueOn })],
        answer: undefined,
      }));
      await all.settle(mother.caseId);
    };
    const phone = async () => (await all.file(mother.caseId)).root.mother.phone;
    return { ...all, ...mother, fallDue, phone };
  };

  it('is hers when it has answered its code and the old one did not stop it in time; each text once', async () => {
    const { world, said, write, settle, caseId, fallDue, phone, inbox } = await asked();
    expect(said).toEqual([
      { to: HERS, text: expect.stringMatching(/^Another phone was asked for .* answer NO/) as string },
      { to: NEW, text: expect.stringMatching(/answer from this phone with \d{6}/) as string },
    ]);

    await write(codeIn(said), { from: NEW, at: later(5), id: 'the code' });
    await write(codeIn(said), { from: NEW, at: later(5), id: 'the code' });
    await settle(caseId);
    expect(said.slice(2)).toEqual([
      { to: HERS, text: expect.stringMatching(/has answered. From Mar 3, 2026 we write there/) as string },
      { to: NEW, text: 'Thank you. From Mar 3, 2026 we write to this phone.' },
    ]);
    await fallDue(2 * DAY);
    expect(await phone()).toBe(HERS);
    await fallDue(2 * DAY + 5);
    await fallDue(2 * DAY + 65);

    expect(await phone()).toBe(NEW);
    const made = (await world.eventsOf(caseId)).filter(({ detailType }) => detailType === 'CaseCorrected.v1');
    expect(made.map(({ detail }) => detail.data['fields'])).toEqual([['mother.phone']]);
    await write('118/76', { from: NEW, at: later(3 * DAY) });
    expect((await inbox(caseId)).at(-1)).toEqual({ text: '118/76', is: 'bloodPressure' });
  });

  it.each([
    ['before the code came', false],
    ['after it', true],
  ])('is stopped by a no from the old one %s', async (_, isConfirmed) => {
    const { said, write, settle, caseId, fallDue, phone } = await asked();
    const code = codeIn(said);
    if (isConfirmed) await write(code, { from: NEW, at: later(5) });
    await settle(caseId);

    await write('NO', { at: later(DAY - 1) });
    await settle(caseId);
    await write(code, { from: NEW, at: later(DAY + 1) });
    await settle(caseId);
    await fallDue(4 * DAY);

    expect(await phone()).toBe(HERS);
    expect(said.filter(({ to }) => to === HERS).at(-1)?.text).toBe('Your phone was not changed. We go on writing here.');
  });

  it('is none for a code from any other phone, for a wrong one, and for one that comes too late', async () => {
    const { said, write, settle, caseId, fallDue, phone } = await asked();
    const code = codeIn(said);

    await write(code, { from: STRANGER, at: later(1) });
    await write(code, { at: later(2) });
    await write(wrong(code), { from: NEW, at: later(3) });
    expect(said.at(-1)).toEqual({ to: NEW, text: expect.stringMatching(/^This code is not right/) as string });
    await write(code, { from: NEW, at: later(DAY) });
    await settle(caseId);
    await fallDue(DAY + 1);
    await fallDue(4 * DAY);

    expect(await phone()).toBe(HERS);
    expect(said.at(-1)).toEqual({ to: HERS, text: 'Your phone was not changed. We go on writing here.' });
  });

  it('is given up after five wrong codes', async () => {
    const { said, write, settle, caseId, fallDue, phone } = await asked();
    const code = codeIn(said);

    for (let minute = 1; minute <= 5; minute += 1) await write(`code ${wrong(code)}`, { from: NEW, at: later(minute * 10) });
    await write(code, { from: NEW, at: later(60) });
    await settle(caseId);
    await fallDue(4 * DAY);

    expect(await phone()).toBe(HERS);
  });

  it('is the one that she asked for last; a code for an earlier one is none', async () => {
    const { said, write, settle, caseId, fallDue, phone } = await asked();
    const code = codeIn(said);
    const OTHER = '+919812345671';

    await write('number +91 98123 45671', { at: later(3) });
    await settle(caseId);
    await write(code, { from: NEW, at: later(4) });
    await write(codeIn(said, OTHER), { from: OTHER, at: later(5) });
    await settle(caseId);
    await fallDue(3 * DAY);

    expect(await phone()).toBe(OTHER);
  });

  it('is asked for three times an hour at most; then a person looks', async () => {
    const { said, write, settle, caseId, queue } = await asked();

    for (const minute of [1, 2, 3]) {
      await write(`number +91 98123 4567${String(minute)}`, { at: later(minute) });
      await settle(caseId);
    }

    expect(said.filter(({ text }) => /answer from this phone with/.test(text))).toHaveLength(3);
    expect(await queue(caseId)).toEqual([{ kind: 'message', reason: 'text' }]);
  });

  it('is not made where a worker has corrected the phone meanwhile', async () => {
    const { world, said, write, settle, caseId, fallDue, phone } = await asked();
    await write(codeIn(said), { from: NEW, at: later(5) });
    await settle(caseId);
    await world.files.change(caseId, aContext(later(6), { causationId: 'corrected' }), ({ root }) => ({
      root: { ...root, mother: { ...root.mother, phone: '+919812345699' } },
      answer: undefined,
    }));

    await fallDue(3 * DAY);

    expect(await phone()).toBe('+919812345699');
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

describe('a phone of several mothers', () => {
  it('is asked which of them writes, and what was written goes to her who is named', async () => {
    const { write, aMother, inbox, said, settle } = await setUp();
    const first = await aMother();
    const second = await aMother();

    await write('complaint about the queue');
    expect(said).toEqual([{ to: HERS, text: expect.stringMatching(/^More than one mother uses this phone/) as string }]);
    await write(second.number, { at: later(1) });
    await settle(first.caseId, second.caseId);

    expect(await inbox(first.caseId)).toEqual([]);
    expect(await inbox(second.caseId)).toEqual([{ text: 'complaint about the queue', is: 'complaint' }]);
    await write('150/95', { at: later(2) });
    expect((await inbox(second.caseId)).at(-1)).toEqual({ text: '150/95', is: 'bloodPressure' });
    await write(`${first.number} 120/80`, { at: later(3) });
    expect(await inbox(first.caseId)).toEqual([{ text: '120/80', is: 'bloodPressure' }]);
  });

  it('that tells of danger has a person look at each, and keeps no words of one with another', async () => {
    const { write, aMother, inbox, queue } = await setUp();
    const first = await aMother();
    const second = await aMother();

    await write('bleeding');

    expect([await queue(first.caseId), await queue(second.caseId)]).toEqual([
      [{ kind: 'message', reason: 'sharedPhone' }],
      [{ kind: 'message', reason: 'sharedPhone' }],
    ]);
    expect([await inbox(first.caseId), await inbox(second.caseId)]).toEqual([[], []]);
  });

  it('loses no blood pressure before it is known whose it is, and dates it by when it was told', async () => {
    const { write, aMother, inbox, file, settle } = await setUp();
    const first = await aMother();
    const second = await aMother({ root: { status: 'registered', enrolled: undefined, workerId: undefined, workerName: undefined } });

    await write('118/76');
    await write('thank you', { at: later(1) });
    await write('bp 121 80', { at: later(90) });
    await write(second.caseId.slice(0, 8), { at: later(26 * 60) });
    await settle(first.caseId, second.caseId);

    expect(await inbox(first.caseId)).toEqual([]);
    expect(await inbox(second.caseId)).toEqual([
      { text: '118/76', is: 'bloodPressure' },
      { text: 'thank you', is: 'help' },
      { text: 'bp 121 80', is: 'bloodPressure' },
    ]);
    expect(allOf(await file(second.caseId), Inbounds).map(({ receivedAt }) => receivedAt)).toEqual([AT, later(1), later(90)]);
  });

  it('gives what she wrote with her number to her as well as what was written before', async () => {
    const { write, aMother, inbox } = await setUp();
    await aMother();
    const { caseId, number } = await aMother();

    await write('118/76');
    await write(`${number} headache`, { at: later(1) });

    expect(await inbox(caseId)).toEqual([
      { text: '118/76', is: 'bloodPressure' },
      { text: 'headache', is: 'symptom' },
    ]);
  });

  it.each([
    ['bleeding', 'dangerSign', 'emergency', /^Go to the nearest clinic now/],
    ['172/114', 'bloodPressure', 'emergency', /^Go to the nearest clinic now/],
    ['118/76 headache', 'bloodPressure', 'emergency', /^Go to the nearest clinic now/],
  ])('that writes %s has a person called for each mother at once: %s, %s', async (text, kind, level, told) => {
    const { write, aMother, file, said } = await setUp();
    const mothers = [await aMother(), await aMother()];

    await write(text);

    for (const { caseId } of mothers) expect(allOf(await file(caseId), Alerts)).toMatchObject([{ kind, level, status: 'open' }]);
    expect(said).toEqual([{ to: HERS, text: expect.stringMatching(told) as string }]);
  });

  it.each(['118/76', '1720/114', 'no bleeding'])('that writes %s calls nobody', async (text) => {
    const { write, aMother, file, said } = await setUp();
    const { caseId } = await aMother();
    await aMother();

    await write(text);

    expect(allOf(await file(caseId), Alerts)).toEqual([]);
    expect(said).toEqual([{ to: HERS, text: expect.stringMatching(/^More than one mother/) as string }]);
  });

  it('tells nothing of a case whose number comes from another phone', async () => {
    const { write, aMother, queue, said, settle } = await setUp();
    const { caseId, number } = await aMother();

    await write(`${number} who looked`, { from: STRANGER });
    await settle(caseId);

    expect(await queue(caseId)).toEqual([{ kind: 'message', reason: 'otherPhone' }]);
    expect(said).toEqual([{ to: STRANGER, text: expect.stringMatching(/^We have your message/) as string }]);
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

describe('anything that a phone may send', () => {
  it('is taken, and never told to or of somebody else', async () => {
    const { write, aMother, inbox, said, queue } = await setUp();
    const mother = await aMother();
    const { caseId: other } = await aMother({
      root: { mother: { givenName: 'Rani', familyName: 'Das', birthDate: parsePlainDate('1999-01-01'), phone: '+919800000001' } },
    });
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('utf8')),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('utf16le')),
    );
    let minute = 0;

    await fc.assert(
      fc.asyncProperty(anyText, fc.constantFrom(HERS, STRANGER), async (text, from) => {
        minute += 10;
        await write(text, { from, at: later(minute) });
      }),
      { numRuns: 200, endOnFailure: true },
    );

    expect((await inbox(mother.caseId)).length).toBeGreaterThan(50);
    expect((await queue(mother.caseId)).map(({ kind }) => kind)).toContain('message');
    expect(await inbox(other)).toEqual([]);
    expect(said.every(({ to }) => to === STRANGER || to === HERS)).toBe(true);
    expect(said.some(({ text }) => /Asha|Rani|Devi|Das|NST/.test(text))).toBe(false);
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
