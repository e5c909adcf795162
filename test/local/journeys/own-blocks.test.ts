import { jest } from '@jest/globals';
import { aCountry, type World } from '../../support/country.ts';
import { known, phoneOf, register, registrationOf } from '../../support/families.ts';

jest.setTimeout(120_000);

const MESSAGING = '/govstack/messaging';
const ADDRESSES = ['first@example.com', 'bounce@example.com', 'third@example.com'];
const PHONE = phoneOf(53);

let world: World;
let caseId: string;

beforeAll(async () => {
  world = await aCountry({ ownConsentBlock: true, ownMessagingBlock: true });
});
afterAll(() => world.stop());

describe('a country with Consent and Messaging blocks of its own', () => {
  const ministry = () => world.partner('ministry-it', 'exchange.use', 'messages.send', 'ministry');
  const handed = (kind: 'email' | 'sms') => world.partners.control.messages().filter((request) => request.kind === kind);
  const count = (fact: string) => world.facts(caseId).filter((name) => name === fact).length;
  const send = async (operation: string, body: unknown): Promise<string> => {
    const answer = await world.expectDone(ministry().call('POST', `${MESSAGING}/send/${operation}`, body));
    return String(answer['requestUid']);
  };
  const emailAll = (title: string) =>
    send('email/batch', {
      senderInfo: { organisationName: 'Clinic' },
      recipientInfo: { batchEmailAsBase64: Buffer.from(JSON.stringify(ADDRESSES.map((email) => ({ email })))).toString('base64') },
      emailContent: { title, content: 'On Monday at nine.' },
    });
  const statusOf = async (requestUid: string) => {
    const path = `${MESSAGING}/status/email?status=scheduled,processing,delivered,bounced,notSent`;
    return (await ministry().call('GET', path, undefined, { requestUid })).body;
  };
  const none = { scheduled: 0, processing: 0, delivered: 0, bounced: 0, notSent: 0 };

  it('hands the texts of the programme over to its block, once each, and hears when they arrive', async () => {
    const registration = registrationOf(53, { lastMenstrualPeriodOn: '2023-12-01' });
    known(world, registration);
    ({ caseId } = await register(world, registration));
    await world.local.clock.advanceBy({ minutes: 5 });

    const texts = handed('sms');
    expect(texts.map(({ messages }) => messages[0]?.to)).toEqual(Array(count('MessageQueued')).fill(PHONE));
    expect(new Set(texts.map(({ content }) => content)).size).toBe(texts.length);
    expect(world.facts(caseId)).toContain('MotherEnrolled');
    expect(count('MessageDelivered')).toBe(texts.length);
    expect(world.local.sms()).toEqual([]);
    expect(world.sentTexts().map(({ to, message }) => [to, message])).toEqual(texts.map(({ content }) => [PHONE, content]));
  });

  it('hands e-mails over together and counts what the block says became of them, by its call or when it is asked', async () => {
    const called = await emailAll('Vaccination day');
    await world.local.clock.advanceBy({ minutes: 2 });
    expect(await statusOf(called)).toEqual({ ...none, delivered: 2, bounced: 1 });

    world.partners.control.setFault({ target: 'messaging.callback', kind: 'silent' });
    const asked = await emailAll('Weighing day');
    await world.local.clock.advanceBy({ minutes: 2 });
    expect(await statusOf(asked)).toEqual({ ...none, processing: 3 });
    await world.local.clock.advanceBy({ hours: 24 });
    world.partners.control.clearFaults();

    expect(await statusOf(asked)).toEqual({ ...none, delivered: 2, bounced: 1 });
    expect(handed('email').map(({ title, messages }) => [title, messages.map(({ to }) => to)])).toEqual([
      ['Vaccination day', ADDRESSES],
      ['Weighing day', ADDRESSES],
    ]);
    expect(world.local.emails()).toEqual([]);
  });

  it('loses nothing and sends nothing twice when the block is down and comes back', async () => {
    const before = handed('sms').length;
    world.partners.control.setFault({ target: 'messaging', kind: 'refuse', status: 503 });
    const requestUid = await emailAll('Open day');
    await send('sms/single', { recipientInfo: { caseId }, smsContent: { content: 'The clinic is open on Monday.' } });
    await world.local.clock.advanceBy({ minutes: 20 });
    expect(await statusOf(requestUid)).toEqual({ ...none, scheduled: 3 });
    // the next gateway in the order takes a text
    expect(world.local.sms().map(({ phoneNumber }) => phoneNumber)).toEqual([PHONE]);

    world.partners.control.clearFaults();
    await world.local.clock.advanceBy({ hours: 13 });

    expect(await statusOf(requestUid)).toEqual({ ...none, delivered: 2, bounced: 1 });
    expect(handed('email').filter(({ title }) => title === 'Open day')).toHaveLength(1);
    expect([handed('sms').length, world.local.sms().length]).toEqual([before, 1]);
    expect(world.local.deadLetters()).toEqual([]);
  });

  it('has a mother forgotten in its consent block, but for what that has to retain, when her case is erased', async () => {
    const standing = () => world.partners.control.consents().map(({ dataAgreementId, optIn }) => [dataAgreementId, optIn]);
    expect(standing().filter(([, optIn]) => optIn)).toHaveLength(4);
    const { erasedOn } = await world.expectDone(world.manager.call('POST', `/cases/${caseId}/erasure`, {}));

    await world.passTo(`${String(erasedOn)}T18:00:00.000Z`);
    // the last texts that reached her put it off
    await world.passDays(7);

    expect(world.facts(caseId)).toEqual(expect.arrayContaining(['ConsentWithdrawn', 'CaseErased']));
    expect(standing()).toEqual([['da-programme', false]]);
    expect((await world.dump()).filter((item) => item.includes('CONSENT-REGISTER'))).toEqual([]);
    expect(world.local.deadLetters()).toEqual([]);
  });

  it('keeps addresses and words out of logs and events', () => {
    expect(JSON.stringify([world.logs, world.local.events(), world.local.executions()])).not.toMatch(
      /@example\.com|On Monday at nine|Open day|The clinic is open/,
    );
  });
});
