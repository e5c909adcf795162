import type { Bundle, Resource } from '@medplum/fhirtypes';
import { readEverything } from '../../../functions/fhir/api/read-everything.ts';
import { readResource } from '../../../functions/fhir/api/read-resource.ts';
import { searchResources } from '../../../functions/fhir/api/search-resources.ts';
import { CASE_TYPES } from '../../../functions/fhir/domain/resource-types.ts';
import { childPatientId } from '../../../functions/fhir/domain/ids.ts';
import { parsePlainDate } from '../../../functions/kernel/dates.ts';
import { faultsOf } from '../../support/fhir-validator.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { call, worldOn, type World } from '../../support/world.ts';
import { AT, entriesOf, needsOf, SCOPES } from './fhir-world.ts';
import { aCaregiver, aRichCase, FIRST, NATIONAL_NUMBERS, SECOND } from './rich-case.ts';

const like = (fields: Readonly<Record<string, unknown>>): unknown => expect.objectContaining(fields);
const listing = (elements: readonly unknown[]): unknown => expect.arrayContaining([...elements]);

const everything = async (world: World, patientId: string, query: Record<string, string> = { _count: '500' }) => {
  const answer = await call(readEverything(needsOf(world)), { path: { type: 'Patient', id: patientId }, query, scopes: SCOPES, at: AT });
  return { answer, resources: entriesOf(answer) };
};

const named = (resources: readonly Resource[], type: string, fits: (resource: Record<string, unknown>) => boolean = () => true) =>
  resources.filter((one) => one.resourceType === type && fits(one as unknown as Record<string, unknown>)) as unknown as Record<
    string,
    unknown
  >[];

const coded = (code: string) => (resource: Record<string, unknown>) =>
  ((resource['code'] as { coding?: { code: string }[] }).coding ?? []).some((one) => one.code === code);

describe('the resources of a rich case', () => {
  let world: World;
  let caseId: string;
  let mother: readonly Resource[];
  let first: readonly Resource[];

  beforeAll(async () => {
    world = worldOn(memoryTable());
    caseId = await aRichCase(world);
    mother = (await everything(world, caseId)).resources;
    first = (await everything(world, childPatientId(caseId, FIRST))).resources;
  });

  it('are of every type that is served', () => {
    const types = new Set([...mother, ...first].map(({ resourceType }) => resourceType));

    expect([...types].sort()).toEqual([...CASE_TYPES].sort());
  });

  it('all validate against the definitions of R4', async () => {
    const second = (await everything(world, childPatientId(caseId, SECOND))).resources;

    expect([...mother, ...first, ...second].flatMap(faultsOf)).toEqual([]);
  });

  it('have ids of 64 characters at most, each once', () => {
    const ids = [...mother, ...first].map(({ resourceType, id }) => `${resourceType}/${String(id)}`);

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.test(id))).toEqual([]);
  });

  it('are each read by their id', async () => {
    for (const resource of [...mother, ...first]) {
      const path = { type: resource.resourceType, id: String(resource.id) };

      expect((await call(readResource(needsOf(world)), { path, scopes: SCOPES, at: AT })).body).toEqual(resource);
    }
  });

  it('refer to resources that are there', () => {
    const there = new Set([...mother, ...first].map(({ resourceType, id }) => `${resourceType}/${String(id)}`));
    const references = [...JSON.stringify([...mother, ...first]).matchAll(/"reference":"([^"#]+)"/g)].map(
      ([, reference = '']) => reference,
    );
    const elsewhere = [...new Set(references)].filter((reference) => !there.has(reference) && !reference.includes('RelatedPerson'));

    expect(references.length).toBeGreaterThan(30);
    expect(elsewhere).toEqual([]);
  });

  it('never hold a national number, a note for staff, the words of a text, or free text of a visit', () => {
    const text = JSON.stringify([...mother, ...first]);

    for (const secret of [NATIONAL_NUMBERS.mother, NATIONAL_NUMBERS.child, 'neighbour', 'head aches', 'husband', 'tired', 'worker-1'])
      expect(text).not.toContain(secret);
  });

  it('say who the mother is, and that she is related to her children', () => {
    const [patient] = named(mother, 'Patient');

    expect(patient).toMatchObject({
      id: caseId,
      name: [{ use: 'official', family: 'Devi', given: ['Asha'] }],
      gender: 'female',
      birthDate: '2000-05-20',
      telecom: [{ system: 'phone', value: '+919876543210' }],
      link: [{ type: 'seealso' }, { type: 'seealso' }],
    });
    expect(named(first, 'RelatedPerson')).toEqual([
      like({
        patient: { reference: `Patient/${childPatientId(caseId, FIRST)}`, type: 'Patient' },
        relationship: [
          { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'MTH', display: 'mother' }], text: 'mother' },
        ],
      }),
    ]);
  });

  it('tell twins apart, and when one died', async () => {
    const [ravi] = named((await everything(world, childPatientId(caseId, SECOND))).resources, 'Patient');

    expect(named(first, 'Patient')).toEqual([like({ birthDate: '2026-01-05', multipleBirthInteger: 1, gender: 'female' })]);
    expect(ravi).toMatchObject({ multipleBirthInteger: 2, deceasedDateTime: '2026-02-20', gender: 'male' });
  });

  it('give a blood pressure as a panel with two components in mm[Hg]', () => {
    const [pressure] = named(mother, 'Observation', coded('85354-9'));
    const unit = { unit: 'mm[Hg]', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' };

    expect(pressure).toMatchObject({ status: 'final', effectiveDateTime: '2026-01-15T08:10:00.000Z' });
    expect(pressure?.['component']).toEqual([
      {
        code: like({ coding: listing([{ system: 'http://loinc.org', code: '8480-6' }]) }),
        valueQuantity: { value: 162, ...unit },
      },
      {
        code: like({ coding: listing([{ system: 'http://loinc.org', code: '8462-4' }]) }),
        valueQuantity: { value: 104, ...unit },
      },
    ]);
  });

  it('give the weight at birth in grams, a total with its code, and a reading that was wrong as such', () => {
    expect(named(first, 'Observation', coded('8339-4'))).toEqual([
      like({
        effectiveDateTime: '2026-01-05',
        valueQuantity: { value: 2320, unit: 'g', system: 'http://unitsofmeasure.org', code: 'g' },
      }),
    ]);
    expect(named(mother, 'Observation', coded('55758-7'))).toEqual([like({ valueInteger: 5, status: 'final' })]);
    expect(named(mother, 'Observation', coded('8867-4'))).toEqual([like({ status: 'entered-in-error' })]);
  });

  it('code a dose in the systems that know it, keep a half-known day, and say why a series is not given', () => {
    const [bcg] = named(first, 'Immunization', ({ lotNumber }) => lotNumber === 'L-17');
    const codes = (bcg?.['vaccineCode'] as { coding: { system: string; code: string }[] }).coding.map(
      ({ system, code }) => `${system}|${code}`,
    );

    expect(codes).toEqual([
      'http://id.who.int/icd/release/11/mms|XM4639',
      'http://www.whocc.no/atc|L03AX03',
      'http://snomed.info/sct|418268006',
      'http://hl7.org/fhir/sid/cvx|19',
      'urn:nestling:vaccine|BCG',
    ]);
    expect(named(first, 'Immunization', ({ occurrenceDateTime }) => occurrenceDateTime === '2026-01')).toHaveLength(1);
    expect(named(first, 'Immunization', ({ status }) => status === 'not-done')).toEqual([
      like({ statusReason: { text: 'refused', coding: [like({ code: 'PATOBJ' })] } }),
    ]);
    expect(named(first, 'Immunization', ({ status }) => status === 'entered-in-error')).toHaveLength(1);
  });

  it('recommend what is due at the time of the request, to the living only', async () => {
    const [forecast] = named(first, 'ImmunizationRecommendation');
    const due = (forecast?.['recommendation'] as { description: string; dateCriterion: { value: string }[] }[]).find(
      ({ description }) => description === 'PENTA1',
    );

    expect(forecast).toMatchObject({ date: AT });
    // six weeks after the birth on 5 January
    expect(due?.dateCriterion.map(({ value }) => value)).toContain('2026-02-16');
    expect(named((await everything(world, childPatientId(caseId, SECOND))).resources, 'ImmunizationRecommendation')).toEqual([]);
  });

  it('show a referral as a request and as the task that sees to it', () => {
    expect(named(mother, 'ServiceRequest')).toEqual([
      like({ status: 'active', intent: 'order', priority: 'urgent', authoredOn: '2026-02-02T11:00:00.000Z' }),
    ]);
    expect(named(mother, 'Task')).toEqual([
      like({
        status: 'in-progress',
        lastModified: '2026-02-03T09:00:00.000Z',
        owner: like({ display: 'Food bank' }),
      }),
    ]);
  });

  it('propose what lies ahead, and say what was kept and what was missed', () => {
    const byStatus = named(mother, 'Appointment').map(({ status, requestedPeriod }) => [status, requestedPeriod]);

    expect(byStatus).toContainEqual(['proposed', [{ start: '2026-02-12', end: '2026-03-10' }]]);
    expect(byStatus.map(([status]) => status).sort()).toEqual(['fulfilled', 'noshow', 'proposed']);
    expect(named(mother, 'Encounter', ({ status }) => status === 'finished')).toEqual([like({ class: like({ code: 'HH' }) })]);
  });

  it('say which consent is verified by its seal', () => {
    expect(named(mother, 'Consent')).toEqual([
      like({
        status: 'active',
        verification: [like({ verified: true })],
        dateTime: '2026-01-10T09:00:00.000Z',
      }),
    ]);
  });

  it('leave out the wording of an instrument that is not free', () => {
    const epds = named(mother, 'QuestionnaireResponse', ({ questionnaire }) => questionnaire === 'urn:nestling:questionnaire:EPDS|1');

    expect(epds).toEqual([
      like({
        status: 'stopped',
        item: [{ linkId: '1', answer: [{ valueCoding: like({ code: '2', display: 'option 2' }) }] }],
      }),
    ]);
  });
});

describe('resources of those who are gone', () => {
  it('say that a mother died, and who looks after her child', async () => {
    const world = worldOn(memoryTable());
    const diedOn = parsePlainDate('2026-02-25');
    const her = { givenName: 'Asha', familyName: 'Devi', birthDate: parsePlainDate('2000-05-20'), diedOn };
    const caseId = await aRichCase(world, { mother: her, put: [aCaregiver()] });

    const mother = (await everything(world, caseId)).resources;
    const first = (await everything(world, childPatientId(caseId, FIRST))).resources;

    expect(named(mother, 'Patient')).toEqual([like({ deceasedDateTime: '2026-02-25' })]);
    expect(named(mother, 'EpisodeOfCare')).toEqual([like({ status: 'finished', period: { start: '2026-01-11', end: '2026-02-25' } })]);
    expect(named(first, 'RelatedPerson').map(({ active, name }) => [active, name])).toEqual([
      [false, [{ use: 'official', family: 'Devi', given: ['Asha'] }]],
      [true, [{ use: 'official', given: ['Mina'] }]],
    ]);
    expect([...mother, ...first].flatMap(faultsOf)).toEqual([]);
  });

  it('are gone when a record was erased', async () => {
    const world = worldOn(memoryTable());
    const caseId = await aRichCase(world, { erasedOn: parsePlainDate('2026-02-01') });

    const { answer } = await everything(world, caseId);

    expect(answer).toMatchObject({ status: 410, body: { resourceType: 'OperationOutcome', issue: [{ code: 'deleted' }] } });
  });
});

describe('questionnaires', () => {
  it('are those of the programmes, valid, and without words that are not free', async () => {
    const world = worldOn(memoryTable());

    const answer = await call(searchResources(needsOf(world)), { path: { type: 'Questionnaire' }, query: {}, scopes: SCOPES });
    const resources = entriesOf(answer);

    expect(resources.map(({ id }) => id)).toEqual([
      'AHC-HRSN',
      'BIMF',
      'EPDS',
      'PHQ-2',
      'PHQ-9',
      'PRAPARE',
      'SATISFACTION',
      'SOCIAL-NEEDS',
    ]);
    expect(resources.flatMap(faultsOf)).toEqual([]);
    expect(JSON.stringify(resources.find(({ id }) => id === 'EPDS'))).not.toContain('"text"');
    expect(JSON.stringify(resources.find(({ id }) => id === 'PHQ-2'))).toContain('"text"');
    expect(faultsOf(answer.body as unknown as Bundle)).toEqual([]);
  });
});

describe('the validator of these tests', () => {
  it('finds a missing element, a code outside its value set, and a broken invariant', () => {
    const wrong = [
      { resourceType: 'Observation', id: 'a', code: { text: 'pulse' } },
      { resourceType: 'Patient', id: 'b', gender: 'woman' },
      { resourceType: 'Appointment', id: 'c', status: 'fulfilled', participant: [{ status: 'accepted', actor: { display: 'she' } }] },
    ] as unknown as readonly Resource[];

    expect(wrong.map((resource) => faultsOf(resource).length > 0)).toEqual([true, true, true]);
  });
});
