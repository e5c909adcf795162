import { createPublicKey, verify } from 'node:crypto';
import { jest } from '@jest/globals';
import { known, register, registrationOf } from '../../support/families.ts';
import { aCountry, type Body, type World } from '../../support/country.ts';

jest.setTimeout(120_000);

const CONSENT = '/govstack/consent';
const MESSAGING = '/govstack/messaging';
const VERIFICATION = 'mother-and-child-data.verification';

let world: World;
let caseId: string;
const ministry = () =>
  world.partner(
    'ministry-it',
    'exchange.use',
    'exchange.manage',
    'consent.read',
    'consent.write',
    'consent.audit',
    'consent.verify',
    'messages.send',
    'ministry',
  );

beforeAll(async () => {
  world = await aCountry();
  const registration = registrationOf(1, { lastMenstrualPeriodOn: '2023-12-01' });
  known(world, registration);
  ({ caseId } = await register(world, registration));
});
afterAll(() => world.stop());

describe('the Consent block', () => {
  it('shows the consent of a registration as signed revisions that anybody can verify with the public key', async () => {
    const { body } = await ministry().call('GET', `${CONSENT}/service/individual/record/consent-record/?individualId=${caseId}`);
    const [record] = body['consentRecords'] as Body[];

    const chain = (await ministry().call('GET', `${CONSENT}/audit/consent-record/${String(record?.['id'])}/revisions/`)).body;
    const key = (await ministry().call('GET', `${CONSENT}/public-key/`)).body;

    expect(chain).toMatchObject({ intact: true, revisions: [{ schemaName: 'consentRecord' }] });
    const [signature] = chain['signatures'] as Body[];
    const payload = Buffer.from(String(signature?.['payload']));
    expect(
      verify('sha256', payload, createPublicKey(String(key['publicKey'])), Buffer.from(String(signature?.['signature']), 'base64')),
    ).toBe(true);
  });

  it('withdraws a consent for our own questions to registers as for those of others', async () => {
    const ask = () =>
      ministry().call('GET', `${CONSENT}/service/verification/consent-records/?individualId=${caseId}&dataAgreementId=${VERIFICATION}`);
    const [record] = (await ask()).body['consentRecords'] as Body[];

    const answer = await ministry().call('PUT', `${CONSENT}/service/individual/record/consent-record/${String(record?.['id'])}/`, {
      consentRecord: { optIn: false },
    });
    await world.settle();

    expect(answer.status).toBe(200);
    expect((await ask()).body).toEqual({ consentRecords: [] });
    expect(world.facts(caseId)).toContain('ConsentWithdrawn');
    const { body } = await ministry().call('GET', `${CONSENT}/audit/consent-record/${String(record?.['id'])}/revisions/`);
    expect(body).toMatchObject({ intact: true, revisions: [{}, {}], signatures: [{}, {}] });
  });
});

describe('the Messaging block', () => {
  const email = (address: string) => ({
    senderInfo: { organisationName: 'Clinic' },
    recipientInfo: { email: address },
    emailContent: { title: 'Vaccination day', content: 'On Monday at nine.' },
  });
  const sent = async (address: string) => {
    const { body } = await ministry().call('POST', `${MESSAGING}/send/email/single`, email(address));
    await world.settle();
    return (
      await ministry().call('GET', `${MESSAGING}/status/email?status=delivered,bounced`, undefined, {
        requestUid: String(body['requestUid']),
      })
    ).body;
  };

  it('sends an e-mail and counts what came of it', async () => {
    expect(await sent('customer@example.com')).toEqual({ delivered: 1, bounced: 0 });
    expect(await sent('bounce@simulator.amazonses.com')).toEqual({ delivered: 0, bounced: 1 });
    expect(world.local.emails()).toMatchObject([
      { from: '"Clinic" <nestling@example.org>', to: ['customer@example.com'], subject: 'Vaccination day', text: 'On Monday at nine.' },
      { to: ['bounce@simulator.amazonses.com'] },
    ]);
    expect(world.local.deadLetters()).toEqual([]);
  });

  it('keeps what it says, and to whom, out of logs and events', () => {
    const seen = JSON.stringify([world.logs, world.local.events(), world.local.executions()]);

    expect(seen).not.toMatch(/customer@example\.com|On Monday at nine|Vaccination day/);
  });

  it('texts a mother by her case', async () => {
    const before = world.local.sms().length;

    const answer = await ministry().call('POST', `${MESSAGING}/send/sms/single`, {
      recipientInfo: { caseId },
      smsContent: { content: 'The clinic is open on Monday.' },
    });
    await world.settle();

    expect(answer.status).toBe(200);
    expect(
      world.local
        .sms()
        .slice(before)
        .map(({ message }) => message),
    ).toContainEqual(expect.stringContaining('The clinic is open on Monday.'));
  });
});
