import { jest } from '@jest/globals';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { done, type Hands } from '../../../infra/local/journey/hands.ts';
import { aCountry, type World } from '../../support/country.ts';
import { childOf, known, registrationOf } from '../../support/families.ts';
import { faultsOf } from '../../support/fhir-validator.ts';
import { leaksOf } from '../../support/privacy.ts';

jest.setTimeout(240_000);

const JSON_BODY = { 'content-type': 'application/fhir+json' };
const SCOPES = [
  'care.read',
  'registration.read',
  'registration.write',
  'consent.read',
  'referral.read',
  'messaging.read',
  'screening.read',
];

let world: World;
let caseId: string;
let refusedCase: string;
let child: string;
const radha = registrationOf(1, {
  givenName: 'Radhika',
  familyName: 'Chaturvedi',
  nationalId: 'IN-77012345',
  lastMenstrualPeriodOn: '2023-05-29',
  children: [childOf(1, '2024-03-01', { givenName: 'Ushalata', nationalId: 'C-880077', certificate: 'BC-990088' })],
});
const silent = registrationOf(2, { purposes: ['verification', 'programme', 'messages'], lastMenstrualPeriodOn: '2023-12-01' });

const resourcesOf = (body: unknown): readonly Resource[] => ((body as Bundle).entry ?? []).flatMap(({ resource }) => resource ?? []);
const partner = () => world.partner('clinic-1', ...SCOPES);
const MEDIATOR = '/govstack/information-mediator';
const ministry = () => world.partner('ministry-it', 'exchange.use', 'exchange.manage', 'ministry');
/** Why a client was turned away, by the names of the refusals. */
const refusalsOf = async (client: string) =>
  (
    (await done(ministry().call('GET', `${MEDIATOR}/refusals/${client}`)))['items'] as { where: string; problem: string; reason: string }[]
  ).map(({ where, problem, reason }) => [where, problem, reason]);

/** Asks for an export and gives its id, from the address where it can be followed. */
const startedExport = async (by: Hands): Promise<string> => {
  const { status } = await by.call('GET', '/fhir/$export', undefined, { prefer: 'respond-async' });
  expect(status).toBe(202);
  const [latest] = world.local.executions().filter(({ machine }) => /fhir-?export/i.test(machine));
  return (JSON.parse(latest?.input ?? '{}') as { exportId: string }).exportId;
};

beforeAll(async () => {
  world = await aCountry();
  known(world, radha);
  known(world, silent);
  await done(ministry().call('PUT', `${MEDIATOR}/agreements/clinic-1`, { blocks: ['fhir'], from: '2024-01-01' }));
  refusedCase = String((await done(partner().call('POST', '/registrations', silent)))['caseId']);
  caseId = String((await world.expectDone(partner().call('POST', '/registrations', radha)))['caseId']);
  await done(
    world.worker.call('POST', `/cases/${caseId}/visits`, {
      kind: 'PNC-2',
      on: '2024-03-04',
      place: 'home',
      observations: [
        { readings: [{ kind: 'bloodPressure', values: { systolic: 118, diastolic: 76 }, measuredAt: '2024-03-04T08:30:00.000Z' }] },
      ],
    }),
  );
});
afterAll(() => world.stop());

describe('a family, as other systems read it', () => {
  it('is all there, and valid', async () => {
    const mother = resourcesOf((await partner().call('GET', `/fhir/Patient/${caseId}/$everything?_count=500`)).body);
    const [other] = mother.flatMap((one) => (one.resourceType === 'Patient' ? (one.link ?? []).map((link) => link.other.reference) : []));
    const { body: related } = await partner().call('GET', `/fhir/${String(other)}`);
    child = (related as { patient: { reference: string } }).patient.reference.replace('Patient/', '');
    const infant = resourcesOf((await partner().call('GET', `/fhir/Patient/${child}/$everything`)).body);

    expect(new Set(mother.map(({ resourceType }) => resourceType))).toEqual(
      new Set(['Patient', 'EpisodeOfCare', 'Encounter', 'Observation', 'CarePlan', 'Consent', 'Appointment', 'Communication']),
    );
    expect(mother.find(({ resourceType }) => resourceType === 'EpisodeOfCare')).toMatchObject({ status: 'active' });
    expect(infant.find(({ resourceType }) => resourceType === 'Patient')).toMatchObject({ birthDate: '2024-03-01', gender: 'female' });
    expect(infant.map(({ resourceType }) => resourceType)).toContain('ImmunizationRecommendation');
    expect([...mother, ...infant].flatMap(faultsOf)).toEqual([]);
    expect(JSON.stringify([mother, infant])).not.toMatch(/IN-77012345|C-880077|BC-990088/);
  });

  it('is found by national number in a body, and her blood pressure by its code', async () => {
    const found = await world
      .partner('clinic-1', ...SCOPES)
      .call('POST', '/fhir/Patient/_search', { identifier: 'urn:nestling:national-id|IN-77012345' }, JSON_BODY);
    const infant = await partner().call('POST', '/fhir/Patient/_search', { identifier: 'urn:nestling:national-id|C-880077' });
    const pressure = await partner().call(
      'GET',
      `/fhir/Observation?patient=${caseId}&code=http://loinc.org%7C85354-9&date=ge2024-03-01&date=lt2024-04`,
    );

    expect(resourcesOf(found.body).map(({ id }) => id)).toEqual([caseId]);
    expect(resourcesOf(infant.body).map(({ id }) => id)).toEqual([child]);
    expect(resourcesOf(pressure.body)).toEqual([expect.objectContaining({ status: 'final' })]);
  });

  it('is refused to a partner without the scope or the agreement, with the reason, and the ministry can see that it was tried', async () => {
    const withoutScope = await world.partner('clinic-2', 'exchange.use').call('GET', `/fhir/Patient/${caseId}`);
    const withoutAgreement = await world.partner('clinic-2', ...SCOPES).call('GET', `/fhir/Patient/${caseId}`);
    // its function may put this entry, and write nothing else
    const ofAFile = await world.partner('clinic-2', 'exchange.use').call('GET', `/fhir/$export/${caseId}/Patient-1`);

    const where = 'GET /fhir/{type}/{id}';
    const scope = 'this needs the scope nestling/care.read';
    const scopeOfFiles = 'this needs the scope nestling/fhir.export';
    const agreement = 'no agreement with this client opens FHIR today';
    expect(withoutScope).toMatchObject({ status: 403, body: { issue: [{ code: 'forbidden', diagnostics: scope }] } });
    expect(withoutAgreement).toMatchObject({ status: 403, body: { issue: [{ code: 'forbidden', diagnostics: agreement }] } });
    expect(ofAFile).toMatchObject({ status: 403, body: { issue: [{ code: 'forbidden', diagnostics: scopeOfFiles }] } });
    expect((await refusalsOf('clinic-2')).sort()).toEqual([
      ['GET /fhir/$export/{exportId}/{file}', 'ScopeMissing', scopeOfFiles],
      [where, 'AgreementMissing', agreement],
      [where, 'ScopeMissing', scope],
    ]);
  });

  it('is refused to a partner without her consent, and she and the ministry can see that it was tried', async () => {
    const answer = await partner().call('GET', `/fhir/Patient/${refusedCase}`);
    const { items } = (await world.supervisor.call('GET', `/cases/${refusedCase}/accesses`)).body as {
      items: { by: string; why: string }[];
    };

    expect(answer).toMatchObject({ status: 403, body: { resourceType: 'OperationOutcome', issue: [{ code: 'forbidden' }] } });
    expect(items).toContainEqual(expect.objectContaining({ by: 'client:clinic-1', why: 'fhir, refused: no consent to sharing' }));
    expect(await refusalsOf('clinic-1')).toEqual([
      ['GET /fhir/{type}/{id}', 'ConsentMissing', 'the mother has given no consent to sharing that can be verified'],
    ]);
  });

  it('is told of to nobody without a token, but what the server can do is', async () => {
    expect((await world.nobody.call('GET', `/fhir/Patient/${caseId}`)).status).toBe(401);
    const { status, body } = await world.nobody.call('GET', '/fhir/metadata');

    expect(status).toBe(200);
    expect(faultsOf(body as unknown as Resource)).toEqual([]);
    expect((body as { url: string }).url).toBe(`${world.local.apiUrl}/fhir/metadata`);
  });

  it.each([
    ['/fhir/Medication/1', 404],
    ['/fhir/Patient/0b3e7f0e-8f5b-4b6a-9d4b-0f8a4b1c2d3e', 404],
    ['/fhir/Observation', 400],
    ['/fhir/Observation?patient=x&_include=Observation:subject', 400],
  ])('answers %s by %i with an OperationOutcome', async (path, status) => {
    expect(await world.supervisor.call('GET', path)).toMatchObject({ status, body: { resourceType: 'OperationOutcome' } });
  });

  it('is exported with all others as files of lines, until these are taken away', async () => {
    const warehouse = world.partner('warehouse', 'fhir.export', 'ministry');
    const address = `/fhir/$export/${await startedExport(warehouse)}`;
    expect((await warehouse.call('GET', address)).status).toBe(202);
    await world.settle();
    const { output } = (await done(warehouse.call('GET', address))) as unknown as {
      output: { type: string; url: string; count: number }[];
    };
    const lines: Resource[] = [];
    for (const { url, count } of output) {
      const { status, body } = await warehouse.call('GET', url.replace(world.local.apiUrl, ''));
      const found = String(body['text']).trimEnd().split('\n');
      expect([status, found.length]).toEqual([200, count]);
      lines.push(...found.map((line) => JSON.parse(line) as Resource));
    }

    expect(lines.filter(({ resourceType }) => resourceType === 'Patient').map(({ id }) => id)).toEqual(
      expect.arrayContaining([caseId, refusedCase, child]),
    );
    expect(lines.flatMap(faultsOf)).toEqual([]);
    expect(JSON.stringify(lines)).not.toMatch(/IN-77012345|C-880077|BC-990088/);

    const files = () => world.local.files().filter(({ key }) => key.startsWith('exports/'));
    expect(files()).toHaveLength(output.length);
    expect((await warehouse.call('DELETE', address)).status).toBe(202);
    await world.settle();
    expect((await warehouse.call('GET', address)).status).toBe(404);
    expect(files()).toEqual([]);
    expect((await world.dump()).filter((item) => item.includes('exportFile'))).toEqual([]);
  });

  it('leaves nothing personal in a log or an event', () => {
    expect(leaksOf(world, ['Radhika', 'Chaturvedi', 'IN-77012345', 'C-880077'])).toEqual([]);
  });
});
