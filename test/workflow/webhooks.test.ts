import { spawn } from 'node:child_process';
import { text as textOf } from 'node:stream/consumers';
import { jest } from '@jest/globals';
import { aCountry, type World } from '../support/country.ts';
import { aWorkerThere, known, registrationOf } from '../support/families.ts';
import { leaksOf } from '../support/privacy.ts';
import type { Hands } from '../../infra/local/journey/hands.ts';

jest.setTimeout(120_000);

/** 32 bytes in the text of Standard Webhooks, as the sandbox's receiver knows it. */
const CONSENT_SECRET = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;

const FACTS = ['MotherRegistered', 'CaseVerified', 'EligibilityDecided', 'MotherEnrolled', 'MotherDied'];

let world: World;
let hospital: Hands;
let webhookId: string;
let secret: string;

beforeAll(async () => {
  world = await aCountry();
  await aWorkerThere(world);
  hospital = world.partner('hospital', 'webhooks.write', 'webhooks.read', 'registration.write');
  const made = await world.expectDone(
    hospital.call('POST', '/webhooks', { url: `${world.partners.baseUrl}/webhooks/hospital`, facts: FACTS }),
  );
  webhookId = String(made['webhookId']);
  secret = String(made['secret']);
  world.partners.control.setWebhookReceiver({ name: 'hospital', secrets: [secret] });
});
afterAll(() => world.stop());
afterEach(() => world.partners.control.clearFaults());

const registered = async (n: number, givenName: string, who = hospital): Promise<string> => {
  const registration = registrationOf(n, { givenName, birthDate: `1996-10-${String(10 + n)}`, lastMenstrualPeriodOn: '2023-11-20' });
  known(world, registration);
  const answer = await world.expectDone(who.call('POST', '/registrations', registration));
  return String(answer['caseId']);
};
const pass = async (minutes: number): Promise<void> => {
  await world.local.clock.advanceBy({ minutes });
  await world.settle();
};
/** What the hospital took of a case, in the order of arrival. */
const taken = (caseId: string) =>
  world.partners.control
    .webhooks()
    .map(({ body, ...rest }) => ({ ...rest, event: body as { id: string; type: string; caseId: string; sequence: number } }))
    .filter(({ event }) => event.caseId === caseId);
const types = (caseId: string): readonly string[] => taken(caseId).map(({ event }) => event.type.replace('.v1', ''));
const deliveries = async (state: string) =>
  (await world.expectDone(hospital.call('GET', `/webhooks/${webhookId}/deliveries?state=${state}`)))['items'] as readonly Readonly<
    Record<string, unknown>
  >[];

/** Has the dead letters of a webhook sent once more, by the command. */
const replayed = async (subscription: string) => {
  const token = await world.local.token({ client: 'hospital', scopes: ['nestling/webhooks.write'] });
  const command = spawn(process.execPath, [
    'infra/cli/webhooks.ts',
    ...['replay', '--subscription', subscription, '--dead', '--url', world.local.apiUrl, '--token', token],
  ]);
  const [out, code] = await Promise.all([textOf(command.stdout), new Promise<number | null>((resolve) => command.once('close', resolve))]);
  await pass(1);
  return { out, code };
};

describe('a partner with a webhook', () => {
  it('that was down gets all of a case in its order when it is mended, each once', async () => {
    world.partners.control.setFault({ kind: 'down', target: 'webhooks' });
    const caseId = await registered(1, 'Meenakshi');
    await pass(3);
    expect(taken(caseId)).toEqual([]);
    expect(await deliveries('retrying')).toMatchObject([{ caseId, type: 'MotherRegistered.v1' }]);

    world.partners.control.clearFaults();
    await pass(120);

    expect(types(caseId)).toEqual(['MotherRegistered', 'CaseVerified', 'EligibilityDecided', 'MotherEnrolled']);
    expect(taken(caseId).every(({ verified, replay }) => verified && !replay)).toBe(true);
    const sequences = taken(caseId).map(({ event }) => event.sequence);
    expect(sequences).toEqual([...new Set(sequences)].sort((left, right) => left - right));
    expect(world.path('WebhookLane', caseId).at(-1)).toBe('Lane left');
  });

  it('hears nothing of a case that somebody else has registered', async () => {
    const caseId = await registered(2, 'Parvati', world.worker);

    expect(taken(caseId)).toEqual([]);
  });

  it('whose answer was lost is sent the same event once more, under its id', async () => {
    world.partners.control.setFault({ kind: 'lostAnswer', target: 'webhooks', times: 1 });
    const caseId = await registered(3, 'Savitri');
    await pass(5);

    const [first, second] = taken(caseId);
    expect(second?.id).toBe(first?.id);
    expect(types(caseId)).toEqual(['MotherRegistered', 'MotherRegistered', 'CaseVerified', 'EligibilityDecided', 'MotherEnrolled']);
  });

  it('gets a dead letter by the command, and everything after it without', async () => {
    world.partners.control.setFault({ kind: 'refuse', status: 422, target: 'webhooks', times: 8 });
    const caseId = await registered(4, 'Damayanti');
    await world.passDays(3);
    await world.settle();
    expect(types(caseId)).toEqual(['CaseVerified', 'EligibilityDecided', 'MotherEnrolled']);
    expect(await deliveries('dead')).toMatchObject([{ caseId, type: 'MotherRegistered.v1', tries: 8, lastError: 'status 422' }]);

    const { out, code } = await replayed(webhookId);

    expect({ out, code }).toEqual({ out: expect.stringMatching(/^replay [0-9a-f-]{36} has begun/) as string, code: 0 });
    expect(types(caseId)).toEqual(['CaseVerified', 'EligibilityDecided', 'MotherEnrolled', 'MotherRegistered']);
    expect(taken(caseId).at(-1)).toMatchObject({ verified: true, replay: true });
    expect(await deliveries('dead')).toEqual([]);
  });

  it('has a fact and an event of another system pushed: retried, then a dead letter, then replayed by the command', async () => {
    const ministry = world.partner('ministry-it', 'exchange.use', 'exchange.manage', 'ministry');
    const subscriber = world.partner('hospital', 'exchange.use', 'webhooks.write', 'webhooks.read', 'registration.write');
    const im = '/govstack/information-mediator';
    const room = `${im}/r1/XX/GOV/0001/mcts`;
    const as = (name: string) => ({ 'x-govstack-client': `XX/GOV/${name}` });
    const pushTo = `${world.partners.baseUrl}/webhooks/pushed`;
    const member = { member: 'XX/GOV/0001/mcts', name: 'Mother and child tracking', services: [] };
    const agreement = { member: 'XX/GOV/0002/hospital', blocks: ['information-mediator', 'consent'], from: '2024-01-01', pushTo };
    await world.expectDone(ministry.call('PUT', `${im}/members/ours`, member));
    await world.expectDone(ministry.call('PUT', `${im}/agreements/hospital`, agreement));
    const type = { eventType: 'campDay', schema: { type: 'object' } };
    await world.expectDone(ministry.call('POST', `${room}/api/v1/eventType`, type, as('0001/ministry')));
    const secrets: string[] = [];
    const ids: string[] = [];
    for (const eventType of ['campDay', 'MotherRegistered']) {
      const body = { eventType, options: { TTL: 1_209_600, FIFO: true } };
      const made = await world.expectDone(subscriber.call('POST', `${room}/api/v1/subs/${eventType}`, body, as('0002/hospital')));
      secrets.push(String(made['secret']));
      ids.push(String(made['id']));
    }
    world.partners.control.setWebhookReceiver({ name: 'pushed', secrets });
    const publish = async (place: string) =>
      String(
        (
          await world.expectDone(
            ministry.call('POST', `${room}/pub/v1/campDay`, { eventType: 'campDay', event: { place } }, as('0001/ministry')),
          )
        )['id'],
      );
    const pushed = () => world.partners.control.webhooks().filter(({ receiver, verified }) => receiver === 'pushed' && verified);

    world.partners.control.setFault({ kind: 'refuse', status: 500, target: 'webhooks', times: 3 });
    const north = await publish('north');
    await pass(1);
    const south = await publish('south');
    await pass(10);
    expect(pushed().map(({ id, body }) => [id, (body as { event: { place: string } }).event.place])).toEqual([
      [north, 'north'],
      [south, 'south'],
    ]);

    world.partners.control.setFault({ kind: 'refuse', status: 422, target: 'webhooks', times: 8 });
    const east = await publish('east');
    await world.passDays(3);
    await world.settle();
    world.partners.control.clearFaults();
    await replayed(ids[0] ?? '');
    expect(pushed().at(-1)).toMatchObject({ id: east, replay: true });

    const caseId = await registered(5, 'Sulochana', subscriber);
    await pass(1);
    expect(pushed().at(-1)?.body).toMatchObject({ eventType: 'MotherRegistered', event: { type: 'MotherRegistered.v1', caseId } });
  });

  it("is told of consents by a webhook of the Consent block, under the partner's own secret", async () => {
    const subscriber = world.partner('hospital', 'exchange.use', 'webhooks.write', 'registration.write', 'consent.write');
    const payloadUrl = `${world.partners.baseUrl}/webhooks/consents`;
    const webhook = { payloadUrl, contentType: 'application/json', disabled: false, secretKey: CONSENT_SECRET };
    world.partners.control.setWebhookReceiver({ name: 'consents', secrets: [CONSENT_SECRET] });
    await world.expectDone(subscriber.call('POST', '/govstack/consent/config/webhook/', { webhook }));
    world.partners.control.setFault({ kind: 'refuse', status: 500, target: 'webhooks', times: 1 });
    const caseId = await registered(6, 'Madhavi', subscriber);
    await pass(5);

    const told = world.partners.control.webhooks().filter(({ receiver }) => receiver === 'consents');
    expect(told).toMatchObject([{ verified: true, body: { event: 'consent.allowed' } }]);
    const records = (told[0]?.body as { consentRecords: { individual: unknown; optIn: boolean }[] }).consentRecords;
    expect(records.length).toBeGreaterThan(0);
    expect(records.every(({ individual, optIn }) => optIn && JSON.stringify(individual) === JSON.stringify({ id: caseId }))).toBe(true);
  });

  it('leaves no name and no secret where they must not be', async () => {
    expect(leaksOf(world, ['Meenakshi', 'Savitri', 'Damayanti', 'Sulochana', 'Madhavi', secret, CONSENT_SECRET])).toEqual([]);
    const bodies = JSON.stringify(world.partners.control.webhooks());
    expect(['Meenakshi', 'Savitri', 'Damayanti', 'Sulochana', 'Madhavi', '+9198'].filter((word) => bodies.includes(word))).toEqual([]);
    expect((await world.dump()).filter((item) => item.includes(secret) || item.includes(CONSENT_SECRET))).toEqual([]);
  });
});
