import { readFileSync } from 'node:fs';
import { allOf } from '../../../functions/casefile/files.ts';
import { Children, Consents, Occurrences } from '../../../functions/casefile/case.ts';
import { recordBirth } from '../../../functions/registration/api/add-children.ts';
import { getCase } from '../../../functions/registration/api/get-case.ts';
import { registerBatch } from '../../../functions/registration/api/register-batch.ts';
import { registerMother } from '../../../functions/registration/api/register-mother.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aContext, aWorld, call, testVault, type World } from '../../support/world.ts';
import { shippedProgrammes as programmes } from '../../support/builders.ts';

const AT = '2026-03-01T10:00:00.000Z';

const aRegistration = (changes: Record<string, unknown> = {}) => ({
  programme: 'DEFAULT',
  area: 'north-1',
  language: 'en',
  mother: { givenName: 'Sowmya', familyName: 'Krishnamurti', birthDate: '1998-05-04', phone: '+919876543210', nationalId: '53' },
  children: [{ sex: 'female', bornOn: '2026-02-20', birthPlace: 'facility', facility: 'hf-1', certificate: 'BC-77' }],
  consent: { method: 'paper', scanReference: 'scan-1' },
  ...changes,
});

const aMother = (changes: Record<string, unknown> = {}) => ({ ...aRegistration().mother, ...changes });

describe('POST /registrations', () => {
  let engine: Engine;
  let world: World;
  const register = (body: unknown, options = {}) =>
    call(registerMother({ files: world.files, vault: testVault, programmes }), { body, at: AT, ...options });
  const pointersOf = (answer: { body: Record<string, unknown> }) =>
    (answer.body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);

  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());
  beforeEach(async () => {
    world = await aWorld(engine);
  });

  it('stores mother, child, consent and what happened to them, and announces them', async () => {
    const answer = await register(aRegistration());

    expect(answer.status).toBe(201);
    const caseId = String(answer.body['caseId']);
    const file = await world.files.open(caseId, aContext(AT));
    expect(file.root).toMatchObject({
      status: 'registered',
      area: 'north-1',
      version: 1,
      mother: { familyName: 'Krishnamurti', phone: '+919876543210' },
    });
    expect(allOf(file, Children)).toMatchObject([{ bornOn: '2026-02-20', birthRegistered: true, birthOrder: 1 }]);
    expect(allOf(file, Consents)).toMatchObject([{ method: 'paper', scanReference: 'scan-1', state: 'signed' }]);
    expect(
      allOf(file, Occurrences)
        .map(({ source }) => source)
        .sort(),
    ).toEqual(['application', 'birthRegistered', 'delivery', 'liveBirth']);
    expect(await world.factsOf(caseId)).toEqual(['MotherRegistered.v1', 'ConsentGiven.v1', 'ChildRegistered.v1']);
  });

  it('keeps numbers out of everything but their seals', async () => {
    const { body } = await register(aRegistration({ mother: aMother({ nationalId: 'NID-1234567' }) }));

    const file = await world.files.open(String(body['caseId']), aContext(AT));
    const events = await world.eventsOf(String(body['caseId']));
    expect(JSON.stringify([file, events])).not.toContain('NID-1234567');
    expect(JSON.stringify(events)).not.toMatch(/Sowmya|Krishnamurti|9876543210/);
    await expect(testVault.open(file.root.mother.nationalId ?? '', file.root.personId)).resolves.toBe('NID-1234567');
  });

  it.each([
    [
      "a mother's number",
      { mother: aMother({ nationalId: ' 5 3 ' }), children: [], pregnancy: { expectedOn: '2026-06-01' } },
      'mother-already-registered',
    ],
    ['a certificate', { mother: aMother({ nationalId: '54' }) }, 'certificate-already-registered'],
  ])('refuses %s the second time, and says nothing of the first', async (_, changes, problem) => {
    const first = await register(aRegistration());

    const second = await register(aRegistration(changes));

    expect(second.status).toBe(409);
    expect(second.headers['content-type']).toContain('application/problem+json');
    expect(second.body['type']).toBe(`urn:nestling:problem:${problem}`);
    expect(second.text).not.toContain(String(first.body['caseId']));
  });

  it('answers a retry under the same Idempotency-Key as the first time, and stores one case', async () => {
    const headers = { 'idempotency-key': 'retry-1' };
    const first = await register(aRegistration(), { headers });

    const second = await register(aRegistration(), { headers });
    const other = await register(aRegistration({ area: 'south-2' }), { headers });

    expect(second.body).toEqual(first.body);
    expect(await world.factsOf(String(first.body['caseId']))).toHaveLength(3);
    expect(other.status).toBe(422);
    expect(other.body['type']).toBe('urn:nestling:problem:idempotency-key-reused');
  });

  it.each([
    ['a birth in the future', { children: [{ sex: 'male', bornOn: '2026-03-05', birthPlace: 'home' }] }, 422, ['#/body/children/0/bornOn']],
    ['a mother of five', { mother: aMother({ birthDate: '2020-05-04' }), children: [], pregnancy: {} }, 422, ['#/body/mother/birthDate']],
    [
      'a child older than its mother',
      { mother: aMother({ birthDate: '2010-01-01' }), children: [{ sex: 'male', bornOn: '2009-12-31', birthPlace: 'home' }] },
      422,
      ['#/body/children/0/bornOn', '#/body/children/0/bornOn'],
    ],
    ['a phone that is none', { mother: aMother({ phone: '+91 12' }) }, 422, ['#/body/mother/phone']],
    ['a date that does not exist', { mother: aMother({ birthDate: '1998-02-30' }) }, 400, ['#/body/mother/birthDate']],
    ['an unknown field', { mother: aMother({ nickname: 'S' }) }, 400, ['#/body/mother/nickname']],
    ['a number of the wrong type', { area: 7 }, 400, ['#/body/area']],
    ['an ID that does not parse', { mother: aMother({ nationalId: '<script>' }) }, 400, ['#/body/mother/nationalId']],
    ['no consent', { consent: undefined }, 400, ['#/body/consent']],
    ['neither child nor pregnancy', { children: [] }, 422, ['#/body/pregnancy']],
    [
      'children of two deliveries',
      {
        children: [
          { sex: 'male', bornOn: '2025-03-01', birthPlace: 'home' },
          { sex: 'male', bornOn: '2026-02-20', birthPlace: 'home' },
        ],
      },
      422,
      ['#/body/children'],
    ],
  ])('refuses %s, and points at it', async (_, changes, status, pointers) => {
    const answer = await register(aRegistration(changes));

    expect(answer.status).toBe(status);
    expect(pointersOf(answer)).toEqual(pointers);
    const { items } = await world.table.pageOf('place', 'CASES#north-1', {}, {});
    expect(items).toEqual([]);
  });

  it('refuses a body that is not JSON, one that is too large, and one of another type', async () => {
    const broken = await register(undefined, { rawBody: '{"mother":' });
    const large = await register(undefined, { rawBody: JSON.stringify({ filler: 'x'.repeat(300_000) }) });
    const other = await register(aRegistration(), { headers: { 'content-type': 'text/plain' } });

    expect([broken.status, large.status, other.status]).toEqual([400, 413, 415]);
    expect(pointersOf(broken)).toEqual(['#/body']);
    const half = await register(aRegistration({ language: '\ud83d' }));
    expect([half.status, pointersOf(half)]).toEqual([400, ['#/body/language']]);
  });

  it('may be called with its scope only', async () => {
    const answer = await register(aRegistration(), { scopes: ['registration.read'] });

    expect(answer.status).toBe(403);
    expect(answer.body['type']).toBe('urn:nestling:problem:scope-missing');
  });

  it('lets the partner that registered a case read it, and no other partner', async () => {
    const { body } = await register(aRegistration(), { client: 'clinic-a', partner: true });
    const read = (client: string) =>
      call(getCase({ files: world.files }), { path: { caseId: String(body['caseId']) }, client, partner: true, at: AT });

    const own = await read('clinic-a');
    const foreign = await read('clinic-b');

    expect(own.status).toBe(200);
    expect(own.headers['etag']).toBe('"1"');
    expect(own.text).not.toContain('scan-1');
    expect(foreign.status).toBe(403);
  });

  it('takes a batch from offline in any order and twice', async () => {
    const batch = registerBatch({ files: world.files, vault: testVault, programmes, table: world.table });
    const { children: _none, ...registration } = aRegistration({ pregnancy: { lastMenstrualPeriodOn: '2025-05-20' } });
    const child = {
      kind: 'child',
      externalReference: 'c-1',
      motherReference: 'm-1',
      child: { sex: 'male', bornOn: '2026-02-25', birthPlace: 'home' },
    };
    const mother = { kind: 'mother', externalReference: 'm-1', registration };
    const send = (entries: unknown[]) => call(batch, { body: { entries }, at: AT });

    const early = await send([child]);
    const late = await send([child, mother]);
    const again = await send([child, mother]);

    const outcomesOf = ({ body }: { body: Record<string, unknown> }) =>
      (body['outcomes'] as { outcome: string; caseId?: string }[]).map(({ outcome }) => outcome);
    expect(outcomesOf(early)).toEqual(['waitsForMother']);
    expect(outcomesOf(late)).toEqual(['registered', 'registered']);
    expect(outcomesOf(again)).toEqual(['registered', 'registered']);
    const { caseId = '' } = (late.body['outcomes'] as { caseId?: string }[])[0] ?? {};
    expect(allOf(await world.files.open(caseId, aContext(AT)), Children)).toHaveLength(1);
  });

  it('records twins in two calls, and the same child once', async () => {
    const { body } = await register(aRegistration({ children: [], pregnancy: { lastMenstrualPeriodOn: '2025-05-20' } }));
    const path = { caseId: String(body['caseId']) };
    const birth = (child: object) =>
      call(recordBirth({ files: world.files, vault: testVault, programmes }), {
        path,
        body: { children: [{ sex: 'female', bornOn: '2026-02-25', birthPlace: 'home', ...child }] },
        at: AT,
      });

    const first = await birth({});
    const repeat = await birth({});
    const twin = await birth({ birthOrder: 2 });

    expect([first.status, repeat.status, twin.status]).toEqual([201, 409, 201]);
    expect(
      allOf(await world.files.open(path.caseId, aContext(AT)), Children)
        .map(({ birthOrder }) => birthOrder)
        .sort(),
    ).toEqual([1, 2]);
  });
});

describe('the samples of the events', () => {
  it('are JSON files with a source and a detail-type', () => {
    const sample = JSON.parse(readFileSync('events/samples/mother-registered.v1.json', 'utf8')) as Record<string, unknown>;

    expect(sample['detail-type']).toBe('MotherRegistered.v1');
  });
});
