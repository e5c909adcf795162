import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { Hands } from '../../../infra/local/journey/hands.ts';
import { aCountry, type World } from '../../support/country.ts';
import { childOf, known, register, registrationOf } from '../../support/families.ts';

jest.setTimeout(180_000);

const BLOCK = '/govstack/digital-registries';
const HEADERS = { 'information-mediator-client': 'XX/GOV/0001/hospital' };
const ROOT = join(import.meta.dirname, '../../..');

let world: World;
let caseId: string;
let number: string;
let silent: string;
let ministry: Hands;
const family = registrationOf(1, {
  nationalId: 'IN-77012345',
  lastMenstrualPeriodOn: undefined as never,
  children: [childOf(1, '2024-02-20', { nationalId: 'C-880077', certificate: 'BC-990088' })],
});
const other = registrationOf(2, { purposes: ['verification', 'programme', 'messages'], lastMenstrualPeriodOn: '2023-09-05' });

beforeAll(async () => {
  world = await aCountry();
  ministry = world.partner('ministry-it', 'exchange.use', 'exchange.manage', 'registration.read', 'consent.read', 'ministry');
  known(world, family);
  known(world, other);
  ({ caseId } = await register(world, family));
  ({ caseId: silent } = await register(world, other));
  number = String((await world.caseOf(caseId))['programmeNumber']);
  await ministry.call('PUT', '/govstack/information-mediator/agreements/hospital', {
    member: 'XX/GOV/0001/hospital',
    blocks: ['digital-registries'],
    from: '2024-01-01',
  });
});
afterAll(() => world.stop());

const read = (who: Hands, content: unknown) => who.call('POST', `${BLOCK}/data/mcts/1.0/read`, { query: { content } }, HEADERS);

describe('the membership of a family, for another system', () => {
  it('is read by a partner with agreement, scope and consent', async () => {
    const hospital = world.partner('hospital', 'exchange.use', 'registration.read');

    expect(await read(hospital, { child: { citizenId: 'C-880077' } })).toMatchObject({
      status: 200,
      body: {
        content: {
          ID: number,
          status: 'enrolled',
          child: { citizenId: 'C-880077', birthdate: '2024-02-20' },
          caretaker: { lastNames: 'Kumari' },
        },
      },
    });
    expect(await read(hospital, { ID: number })).toMatchObject({ status: 200 });
  });

  it('is refused without any one of the three, with the reason, and the refusal is kept', async () => {
    const withoutScope = await read(world.partner('hospital', 'exchange.use'), { ID: number });
    const withoutAgreement = await read(world.partner('insurer', 'exchange.use', 'registration.read'), { ID: number });
    const withoutConsent = await read(world.partner('hospital', 'exchange.use', 'registration.read'), { ID: silent });

    expect([withoutScope, withoutAgreement, withoutConsent].map(({ status, body }) => [status, body['type']])).toEqual([
      [403, 'urn:nestling:problem:scope-missing'],
      [403, 'urn:nestling:problem:agreement-missing'],
      [403, 'urn:nestling:problem:consent-missing'],
    ]);
    const kept = async (client: string) =>
      ((await ministry.call('GET', `/govstack/information-mediator/refusals/${client}`)).body['items'] as { problem: string }[]).map(
        ({ problem }) => problem,
      );
    expect(await kept('hospital')).toEqual(expect.arrayContaining(['ScopeMissing', 'ConsentMissing']));
    expect(await kept('insurer')).toEqual(['AgreementMissing']);
  });

  it('tells the mother who read it, and who was turned away', async () => {
    const usage = (userId: string) =>
      ministry.call('GET', `${BLOCK}/data/myPersonalDataUsage?userId=${userId}&databaseId=MCTS`, undefined, HEADERS);
    const hospital = { readerId: 'client:hospital', readerApplicationName: 'hospital' };

    expect((await usage('IN-77012345')).body).toEqual(
      expect.arrayContaining([expect.objectContaining({ ...hospital, reason: 'digital registries: read of mcts 1.0' })]),
    );
    expect((await usage(silent)).body).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...hospital, reason: 'digital registries: read of mcts 1.0, refused: no consent' }),
      ]),
    );
  });

  it('leaves no number of hers in keys or logs', async () => {
    const keys = (await world.dump()).map((item) => {
      const { pk, sk } = JSON.parse(item) as Record<string, { S: string }>;
      return `${String(pk?.S)} ${String(sk?.S)}`;
    });

    expect(keys.filter((key) => /77012345|880077/.test(key))).toEqual([]);
    expect(world.logs.filter((line) => /77012345|880077/.test(line))).toEqual([]);
  });
});

describe('a file of a record', () => {
  it('is brought and read at an address of its own, and its bytes go when another takes its place, or when no record names it', async () => {
    const paper = Buffer.from('%PDF-1.4 a deed').toString('base64');
    const hands = world.partner('ministry-it', 'exchange.use', 'exchange.manage', 'registration.read', 'registration.write', 'ministry');
    const upload = async () =>
      (await world.expectDone(hands.call('POST', `${BLOCK}/files`, { file: paper }, HEADERS))) as { url: string; type: string };
    const bytes = () => world.local.files().filter(({ key }) => key.startsWith('registries/')).length;
    const owner = { type: 'string', personal: true, searchable: true };
    const fields = { number: { type: 'string' }, owner, deed: { type: 'file' } };
    const homes = { databaseId: 50, code: 'HOMES', title: 'Homes', key: 'number', subject: 'owner', fields };
    await world.expectDone(hands.call('PUT', `${BLOCK}/registries/homes/1`, homes));
    const statusOf = async ({ url }: { url: string }) => (await hands.call('GET', url, undefined, HEADERS)).status;
    const named = ({ url, type }: { url: string; type: string }) => ({
      write: { content: { number: '1', owner: 'P-77', deed: { url, type, originalName: 'deed.pdf' } } },
    });

    const [first, second] = [await upload(), await upload()];
    await world.expectDone(hands.call('POST', `${BLOCK}/data/homes/1/create`, named(first), HEADERS));
    expect([bytes(), await statusOf(first)]).toEqual([2, 200]);
    const query = { content: { number: '1' } };
    await world.expectDone(hands.call('PUT', `${BLOCK}/data/homes/1/update`, { query, ...named(second) }, HEADERS));
    expect([bytes(), await statusOf(first), await statusOf(second)]).toEqual([1, 404, 200]);
    const unnamed = await upload();
    expect(bytes()).toBe(2);
    await world.local.clock.advanceBy({ days: 8 });
    expect([bytes(), await statusOf(unnamed), await statusOf(second)]).toEqual([1, 404, 200]);
  });
});

/** `npm run import` against the country, in a process of its own. */
const load = async (folder: string): Promise<{ code: number | null; out: string }> => {
  const token = await world.local.token({
    client: 'ministry-it',
    scopes: ['exchange.use', 'exchange.manage', 'ministry'].map((scope) => `nestling/${scope}`),
  });
  const command = spawn(process.execPath, ['infra/cli/import.ts', folder, '--url', world.local.apiUrl, '--token', token], { cwd: ROOT });
  let out = '';
  command.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  return new Promise((resolve) => command.on('close', (code) => resolve({ code, out })));
};

describe('reference data', () => {
  it('is loaded from a folder, as often as wanted, and found where it belongs', async () => {
    const folder = 'test/conformance/digital-registries';

    const loaded = await load(folder);

    expect(loaded).toMatchObject({ code: 0, out: expect.stringContaining('24 of 24 taken, 0 refused') as unknown });
    expect(await load(folder)).toEqual(loaded);
    const list = await ministry.call('GET', `${BLOCK}/data/registryname/111?filter=FirstName&search=John%20Helmut`, undefined, HEADERS);
    expect(list).toMatchObject({ status: 200, body: { count: 1, results: [{ ID: 'EE378627348899' }] } });
  });
});
