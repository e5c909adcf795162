import { createHash, createPublicKey, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
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

describe('the Scheduler block', () => {
  const SCHEDULER = '/govstack/scheduler';
  const organizer = () => world.partner('ministry-it', 'exchange.use', 'care.read', 'care.write', 'messages.send', 'ministry');
  const calledBy = (qry: unknown, more = '') =>
    `requestor_id=organizer&request_token=1${more}${qry === undefined ? '' : `&qry=${encodeURIComponent(JSON.stringify(qry))}`}`;
  const make = async (kind: string, details: unknown): Promise<string> => {
    const name = kind === 'event' || kind === 'entity' ? 'details' : `${kind}_details`;
    const made = await organizer().call('POST', `${SCHEDULER}/${kind}/new?${calledBy({ [name]: details })}`);
    expect(made).toMatchObject({ status: 200 });
    return JSON.parse(JSON.stringify(made.body)) as string;
  };
  const hours = (from: number): string => new Date(Date.parse(world.local.clock.now()) + from * 3_600_000).toISOString();

  it('alerts those who take part in an event, at the time of the schedule, each by her own way, and tells its log', async () => {
    const received: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
    const receiver = createServer((request, response) => {
      void text(request).then((body) => {
        received.push({ headers: request.headers, body });
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    receiver.unref();
    const { port } = receiver.address() as AddressInfo;
    const texted = () => world.local.sms().filter(({ message }) => message.includes('Bring the card of your child.')).length;
    const mailed = () => world.local.emails().filter(({ to }) => to.includes('nurse@example.com'));

    const entity_id = await make('entity', { name: 'Kisumu clinic' });
    const event_id = await make('event', { name: 'Open day', host_entity_id: entity_id, slots: [{ from: hours(72), to: hours(76) }] });
    const nurse = await make('resource', { name: 'Nurse', email: 'nurse@example.com' });
    const kiosk = await make('subscriber', {
      name: 'Kiosk',
      alert_url: `http://127.0.0.1:${String(port)}/alerts`,
      alert_preference: 'url',
    });
    const message_id = await make('message', { entity_id, category: 'reminder', message_body: 'Bring the card of your child.' });
    for (const [participant_type, participant_id] of [
      ['resource', nurse],
      ['subscriber', kiosk],
      ['subscriber', `case:${caseId}`],
    ])
      await make('appointment', { event_ids: [event_id], participant_type, participant_id });
    const scheduleId = await make('alert_schedule', { event_id, target_category: 'both', message_id, alert_datetime: hours(24) });
    const moved = { details: { alert_datetime: hours(48) } };
    const move = `${SCHEDULER}/alert_schedule/modifications?${calledBy(moved, `&alert_schedule_id=${scheduleId}`)}`;
    expect(await organizer().call('PUT', move)).toMatchObject({ status: 200 });
    await world.settle();

    await world.local.clock.advanceBy({ hours: 47 });
    await world.settle();
    expect([mailed().length, received.length, texted()]).toEqual([0, 0, 0]);
    await world.local.clock.advanceBy({ hours: 2 });
    await world.settle();
    await world.local.clock.advanceBy({ hours: 20 });
    await world.settle();
    receiver.close();

    expect(mailed()).toMatchObject([{ subject: 'Open day: reminder', text: expect.stringContaining('Bring the card') as unknown }]);
    expect(texted()).toBe(1);
    const [call, ...more] = received;
    expect(more).toEqual([]);
    const key = (await ministry().call('GET', `${CONSENT}/public-key/`)).body;
    const digest = createHash('sha256')
      .update(call?.body ?? '')
      .digest('hex');
    const signed = Buffer.from(`${String(call?.headers['nestling-timestamp'])}.${digest}`);
    const signature = Buffer.from(String(call?.headers['nestling-signature']), 'base64');
    expect(verify('sha256', signed, createPublicKey(String(key['publicKey'])), signature)).toBe(true);
    const log = await organizer().call('GET', `${SCHEDULER}/log/list_details?limit=100&${calledBy({ log_filter: { category: 'alert' } })}`);
    const entries = (log.body as unknown as { details: { log_data: string } }[][]).flat().map(({ details }) => details.log_data);
    expect(entries).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/status:sent,.*handed_over:3/),
        expect.stringMatching(/way:url,status:sent,tries:1/),
      ]) as unknown,
    );
    expect(world.local.deadLetters()).toEqual([]);
    expect(JSON.stringify([world.logs, world.local.events(), world.local.executions()])).not.toMatch(/nurse@example|Bring the card/);
  });
});
