import { place } from '../../../functions/casefile/entity.ts';
import { Reviews } from '../../../functions/casefile/review.ts';
import { allOf } from '../../../functions/casefile/files.ts';
import { keys } from '../../../functions/table/keys.ts';
import { aReview } from '../../support/consented-case.ts';
import { looksAt } from '../../support/looks.ts';
import { aContext } from '../../support/world.ts';
import {
  aForm,
  anApplication,
  aRegistrationBlock,
  AT,
  PDF,
  PROGRAMME_SERVICE,
  REVIEWED,
  type RegistrationBlock,
} from './registration-world.ts';

type Body = Record<string, unknown>;

describe('the registration block', () => {
  let block: RegistrationBlock;
  const apply = async (body: unknown = anApplication()) => block.hospital(`POST /services/${PROGRAMME_SERVICE}/applications`, { body });
  const ask = async (body: unknown = { applicantId: 'applicant-1', formData: { data: { reason: { value: 'lost' } } } }) =>
    block.hospital(`POST /services/${REVIEWED.id}/applications`, { body });
  const fileIdOf = ({ body }: { body: unknown }): string => String((body as Body)['fileId']);
  const pointersOf = ({ body }: { body: unknown }) => ((body as Body)['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);

  beforeEach(async () => {
    block = await aRegistrationBlock();
  });

  describe('services and forms', () => {
    it('has a service for every programme in force, and those on the shelf', async () => {
      const { body } = await block.hospital('GET /services');

      expect(body).toContainEqual(
        expect.objectContaining({
          id: PROGRAMME_SERVICE,
          serviceBody: expect.arrayContaining([{ code: 'programme', value: 'DEFAULT' }]) as unknown,
        }),
      );
      expect(body).toContainEqual(expect.objectContaining({ id: REVIEWED.id, name: 'A new card' }));
      expect((await block.hospital('GET /services', { query: { name: 'A new card' } })).body).toMatchObject([{ id: REVIEWED.id }]);
      expect((await block.hospital('GET /services', { query: { name: 'A new' } })).body).toEqual([]);
    });

    it('gives a form whose schema asks for what a registration takes', async () => {
      const [form] = (await block.hospital(`GET /services/${PROGRAMME_SERVICE}/eForms`)).body as Body[];
      const { body } = await block.hospital(`GET /eForms/${String(form?.['eFormId'])}`);

      expect(form).toMatchObject({ latest: true });
      expect(form).not.toHaveProperty('schema');
      expect(body).toMatchObject({
        schema: {
          required: ['registration', 'mother', 'consent'],
          properties: { mother: { required: ['givenName', 'familyName', 'birthDate'] } },
        },
      });
    });

    it('lets only the ministry set up a service, and names what is wrong with one', async () => {
      const refused = await block.send('PUT /services/x', { client: 'hospital', scopes: ['registration.read'], body: {} });
      const wrong = await block.ministry('PUT /services/x', {
        body: { name: 'X', version: '1', handling: { kind: 'registration', programme: 'NONE', mapping: [{ from: '/a', to: '/area' }] } },
      });

      expect(refused).toMatchObject({ status: 403, body: { code: 'ScopeMissing' } });
      expect(wrong.status).toBe(400);
      expect(pointersOf(wrong)).toEqual(['#/body/handling/programme']);
      expect((await block.ministry('GET /services/x')).status).toBe(404);
    });
  });

  describe('an application for a programme', () => {
    it('is a registration with her consent, and shows what was told without her number', async () => {
      const answer = await apply();

      expect(answer).toMatchObject({
        status: 200,
        body: {
          serviceId: PROGRAMME_SERVICE,
          applicantId: 'applicant-1',
          status: { code: 'PENDING', title: 'Pending' },
          ended: false,
          applicationData: { applicantId: 'applicant-1', formData: { data: { mother: { familyName: 'Krishnamurti' } } } },
        },
      });
      expect(JSON.stringify(answer.body)).not.toContain('"53"');
      expect(await block.factsOf(fileIdOf(answer))).toEqual(['MotherRegistered.v1', 'ConsentGiven.v1', 'ChildRegistered.v1']);
    });

    it('is the same one when it is sent twice', async () => {
      const [once, again] = [await apply(), await apply()];

      expect(fileIdOf(again)).toBe(fileIdOf(once));
      expect((await block.hospital('GET /applications')).body).toHaveLength(1);
    });

    it('names the fields of the form that are missing, wrong or unknown, and stores nothing', async () => {
      const { consent: _none, ...withoutConsent } = aForm({
        mother: { givenName: 'S', familyName: 'K', birthDate: '1998' },
        pets: { cat: 1 },
      });
      const answer = await apply(anApplication(withoutConsent));

      expect(answer.status).toBe(400);
      expect(pointersOf(answer).sort()).toEqual([
        '#/body/formData/data/consent',
        '#/body/formData/data/mother/birthDate',
        '#/body/formData/data/pets/cat',
      ]);
      expect((await block.hospital('GET /applications')).body).toEqual([]);
    });

    it('is refused by the domain with the place in the form', async () => {
      const answer = await apply(
        anApplication(aForm({ children: { list: [{ sex: 'female', bornOn: '2026-05-01', birthPlace: 'home' }] } })),
      );

      expect(answer).toMatchObject({ status: 422, body: { code: 'ImplausibleFact' } });
      expect(pointersOf(answer)).toEqual(['#/body/formData/data/children/list/0/bornOn']);
    });

    it('refuses a mother who is registered', async () => {
      await apply();
      const answer = await apply(anApplication(aForm(), { applicantId: 'somebody-else' }));

      expect(answer).toMatchObject({ status: 409, body: { code: 'MotherAlreadyRegistered' } });
    });

    it('needs the name of the calling system', async () => {
      const answer = await block.send(`POST /services/${PROGRAMME_SERVICE}/applications`, {
        client: 'hospital',
        scopes: ['registration.write'],
        body: anApplication(),
      });

      expect(answer.status).toBe(400);
      expect(pointersOf(answer)).toEqual(['#/headers/information-mediator-client']);
    });

    it('is read by its sender with an entry, and by no other partner', async () => {
      const fileId = fileIdOf(await apply());

      expect(await block.hospital(`GET /applications/${fileId}`)).toMatchObject({ status: 200, body: { fileId } });
      expect(await block.clinic(`GET /applications/${fileId}`)).toMatchObject({ status: 403, body: { code: 'CaseOfAnotherPartner' } });
      expect(await block.stranger(`GET /applications/${fileId}`)).toMatchObject({ status: 403, body: { code: 'AgreementMissing' } });
      expect(await looksAt(block.table, fileId)).toMatchObject([{ by: 'client:hospital', why: 'application' }]);
      expect(await block.table.all(keys.refusals('stranger'))).toMatchObject([
        { problem: 'AgreementMissing', operationId: 'getApplication' },
      ]);
    });

    it('is corrected by sending it in again; what cannot be corrected is refused', async () => {
      const fileId = fileIdOf(await apply());
      const corrected = await block.ministry(`PUT /applications/${fileId}`, {
        body: anApplication({ registration: { language: 'en' }, mother: { phone: '+919876500000', nationalId: '53' } }),
      });
      const fixed = await block.ministry(`PUT /applications/${fileId}`, {
        body: anApplication({ consent: { method: 'paper', scanReference: 'other' } }),
      });

      expect(corrected).toMatchObject({
        status: 200,
        body: { applicationData: { formData: { data: { mother: { phone: '+919876500000' } } } } },
      });
      expect((await block.files.open(fileId, aContext(AT))).root.mother.phone).toBe('+919876500000');
      expect(fixed.status).toBe(400);
      expect(pointersOf(fixed)).toEqual(['#/body/formData/data/consent']);
    });

    it('may be sent in again with the consent that it came with, and with a further document', async () => {
      const { body } = await block.hospital('POST /documents', { body: { file: PDF.toString('base64') } });
      const documentUrls = [(body as { url: string }).url];
      const fileId = fileIdOf(await apply());
      const whole = { body: anApplication(aForm(), { documentUrls }) };

      expect(await block.hospital(`PUT /applications/${fileId}`, whole)).toMatchObject({ status: 200 });
      expect((await block.hospital('GET /applications')).body).toMatchObject([{ documentUrls }]);
      expect(await block.ministry(`PUT /applications/${fileId}`, whole)).toMatchObject({ status: 200 });
    });

    it('is mapped by data onto a registration, for a service that the ministry defines', async () => {
      await block.ministry('PUT /services/short', {
        body: {
          name: 'Short form',
          version: '1',
          handling: {
            kind: 'registration',
            programme: 'DEFAULT',
            mapping: [
              { from: '/person/first', to: '/mother/givenName' },
              { from: '/person/last', to: '/mother/familyName' },
              { from: '/person/born', to: '/mother/birthDate' },
              { from: '/birth/on', to: '/children/0/bornOn' },
              { from: '/birth/sex', to: '/children/0/sex', values: { F: 'female', M: 'male' } },
              { value: 'home', to: '/children/0/birthPlace' },
              { value: 'north-1', to: '/area' },
              { value: 'en', to: '/language' },
              { from: '/consent', to: '/consent' },
            ],
          },
        },
      });
      const data = {
        person: { first: 'Maya', last: 'Rai', born: '1999-01-01' },
        birth: { on: '2026-02-01', sex: 'F' },
        consent: aForm().consent,
      };
      const answer = await block.hospital('POST /services/short/applications', { body: anApplication(data) });
      const wrong = await block.hospital('POST /services/short/applications', {
        body: anApplication({ ...data, person: { first: 'Maya', last: 'Rai', born: 'x' } }),
      });

      expect(answer).toMatchObject({
        status: 200,
        body: { applicationData: { formData: { data: { birth: { sex: 'F' }, person: { last: 'Rai' } } } } },
      });
      expect((await block.files.open(fileIdOf(answer), aContext(AT))).root).toMatchObject({ programme: 'DEFAULT', area: 'north-1' });
      expect(pointersOf(wrong)).toEqual(['#/body/formData/data/person/born']);
    });
  });

  describe('an application that a person looks at', () => {
    it('waits as a task, is sent back, waits again, and is approved', async () => {
      const fileId = fileIdOf(await ask());
      const [task] = (await block.ministry('GET /tasks', { query: { fileId } })).body as Body[];
      const back = await block.ministry(`POST /tasks/${String(task?.['taskId'])}/complete`, {
        body: { data: { decision: { value: 'sendBack' }, note: { value: 'a page is missing' } } },
      });
      const waiting = await block.ministry('GET /tasks', { query: { fileId } });
      const again = await block.hospital(`PUT /applications/${fileId}`, {
        body: { applicantId: 'applicant-1', formData: { data: { reason: { value: 'stolen' } } } },
      });
      const [second] = (await block.ministry('GET /tasks', { query: { area: REVIEWED.area } })).body as Body[];
      const done = await block.ministry(`POST /tasks/${String(second?.['taskId'])}/complete`, { body: { data: { decision: 'approve' } } });
      const late = await block.hospital(`PUT /applications/${fileId}`, { body: { applicantId: 'applicant-1' } });

      expect(back).toMatchObject({ status: 200, body: { fileId, status: { code: 'SENDBACK' } } });
      expect(waiting.body).toEqual([]);
      expect(again).toMatchObject({ status: 200, body: { status: { code: 'PENDING' } } });
      expect(second?.['taskId']).not.toBe(task?.['taskId']);
      expect(done).toMatchObject({ status: 200, body: { status: { code: 'APPROVED' } } });
      expect(await block.hospital(`GET /applications/${fileId}`)).toMatchObject({ body: { status: { code: 'APPROVED' }, ended: true } });
      expect(late).toMatchObject({ status: 409, body: { code: 'StatusRefuses', currentStatus: 'APPROVED' } });
      const statistics = await block.ministry('GET /data/statistics', { query: { registrationName: 'A new card' } });
      expect(statistics.body).toMatchObject([{ processed: 2, approved: 1, sentBack: 1, rejected: 0 }]);
    });

    it('fits the form that the ministry set up, when it is sent in and again', async () => {
      const form = { type: 'object', properties: { reason: { type: 'object', properties: { value: { enum: ['lost', 'stolen'] } } } } };
      await block.ministry('PUT /eForms/card-form', { body: { name: 'Card', schema: { ...form, additionalProperties: false } } });
      await block.ministry(`PUT /services/${REVIEWED.id}`, {
        body: { name: 'A new card', version: '2', eForms: ['card-form'], handling: { kind: 'review', area: REVIEWED.area } },
      });
      const of = (data: unknown, more = {}) => ({ applicantId: 'applicant-2', formData: { data, ...more } });
      const wrong = await ask(of({ reason: { value: 'bored' }, pet: { value: 'cat' } }));
      const other = await ask(of({}, { eFormId: 'another' }));

      expect([wrong.status, ...pointersOf(wrong)]).toEqual([400, '#/body/formData/data/reason/value', '#/body/formData/data/pet']);
      expect([other.status, ...pointersOf(other)]).toEqual([400, '#/body/formData/eFormId']);
      const suites = await block.test(`POST /services/${REVIEWED.id}/applications`, { body: of({}, { eFormId: 'another' }) });
      expect(suites.status).toBe(200);
      expect((await block.hospital('GET /applications')).body).toEqual([]);
      const fileId = fileIdOf(await ask(of({ reason: { value: 'lost' } })));
      const again = await block.hospital(`PUT /applications/${fileId}`, { body: of({ reason: { value: 'bored' } }) });
      expect([again.status, ...pointersOf(again)]).toEqual([400, '#/body/formData/data/reason/value']);
    });

    it.each([
      ['a type that is none', { type: 'objekt' }],
      ['a pattern that is none', { type: 'object', properties: { a: { type: 'string', pattern: '(' } } }],
      ['a schema elsewhere', { $ref: 'https://example.org/form.json' }],
    ])('has no form with %s', async (_what, schema) => {
      const answer = await block.ministry('PUT /eForms/broken', { body: { name: 'Broken', schema } });

      expect([answer.status, ...pointersOf(answer)]).toEqual([400, '#/body/schema']);
      expect((await block.ministry('GET /eForms/broken')).status).toBe(404);
    });

    it('is not taken by a service that is closed', async () => {
      await block.ministry(`PUT /services/${REVIEWED.id}`, {
        body: { name: 'A new card', version: '2', isClosed: true, handling: { kind: 'review', area: REVIEWED.area } },
      });

      expect(await ask()).toMatchObject({ status: 409, body: { code: 'StatusRefuses', currentStatus: 'closed' } });
    });

    it('is decided by somebody else than who sent it in, and by nobody of another area', async () => {
      const sue = block.staff('sue', 'supervisor', 'area:north-1');
      const body = { applicantId: 'applicant-1', formData: { data: {} } };
      const fileId = fileIdOf(await sue(`POST /services/${REVIEWED.id}/applications`, { body }));
      const partners = fileIdOf(await ask());
      const taskOf = async (of: string) => {
        const [task] = (await block.ministry('GET /tasks', { query: { fileId: of } })).body as Body[];
        return `POST /tasks/${String(task?.['taskId'])}/complete`;
      };
      const decision = { body: { data: { decision: 'approve' } } };
      const another = { status: 403, body: { code: 'SecondPersonNeeded' } };

      expect(await sue(await taskOf(fileId), decision)).toMatchObject(another);
      expect(await block.hospital(await taskOf(partners), decision)).toMatchObject(another);
      expect(await block.staff('bea', 'supervisor', 'area:south-1')(await taskOf(fileId), decision)).toMatchObject({ status: 403 });
      expect(await block.staff('ann', 'worker', 'area:north-1')(await taskOf(fileId), decision)).toMatchObject({ status: 200 });
    });

    it('keeps no document that is not its own when it is sent in again, and each such sending', async () => {
      const { body } = await block.clinic('POST /documents', { body: { file: PDF.toString('base64') } });
      const fileId = fileIdOf(await ask());
      const again = (documentUrls: readonly string[]) =>
        block.hospital(`PUT /applications/${fileId}`, {
          body: { applicantId: 'applicant-1', documentUrls },
          at: '2026-03-02T10:00:00.000Z',
        });
      const foreign = await again([(body as { url: string }).url]);

      expect([foreign.status, ...pointersOf(foreign)]).toEqual([400, '#/body/documentUrls/0']);
      expect((await again([])).status).toBe(200);
      expect((await block.table.all(keys.audit(fileId))).filter(({ at }) => at === '2026-03-02T10:00:00.000Z')).toHaveLength(1);
    });

    it('keeps nothing that no table takes, whichever way it comes', async () => {
      const data = `{"reason":{"value":${'['.repeat(60)}${']'.repeat(60)}}}`;
      const sent = [
        block.hospital(`POST /services/${REVIEWED.id}/applications`, { body: `{"applicantId":"a","formData":{"data":${data}}}` }),
        block.hospital(`POST /services/${REVIEWED.id}/applications`, {
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ applicantId: 'a', formData: `{"data":${data}}` }).toString(),
        }),
        ask({ applicantId: '\ud800' }),
        ask({ applicantId: 'a', formData: { data: { reason: { value: 1e200 } } } }),
      ];

      expect((await Promise.all(sent)).map(({ status }) => status)).toEqual([400, 400, 400, 400]);
      expect((await block.hospital('GET /applications')).body).toEqual([]);
    });

    it('is decided once, and by one of its options', async () => {
      const fileId = fileIdOf(await ask());
      const [task] = (await block.ministry('GET /tasks', { query: { fileId } })).body as Body[];
      const route = `POST /tasks/${String(task?.['taskId'])}/complete`;

      expect(await block.ministry(route)).toMatchObject({ status: 400 });
      expect(pointersOf(await block.ministry(route, { body: { data: {} } }))).toEqual(['#/body/data/decision']);
      expect((await block.ministry(route, { body: { data: { decision: 'reject' } } })).status).toBe(200);
      expect((await block.ministry(route, { body: { data: { decision: 'reject' } } })).status).toBe(200);
      expect(await block.ministry(route, { body: { data: { decision: 'approve' } } })).toMatchObject({ status: 409 });
    });

    it('is for staff of its area and for its sender, each look leaving an entry', async () => {
      const fileId = fileIdOf(await ask());

      expect((await block.staff('ann', 'worker', 'area:north-1')(`GET /applications/${fileId}`)).status).toBe(200);
      expect(await block.staff('bea', 'worker', 'area:south-1')(`GET /applications/${fileId}`)).toMatchObject({
        status: 403,
        body: { code: 'OutsideYourArea' },
      });
      expect((await block.clinic('GET /applications', { query: { applicantId: 'applicant-1' } })).body).toEqual([]);
      expect((await block.staff('ann', 'worker', 'area:north-1')('GET /applications')).body).toMatchObject([{ fileId }]);
      const looks = await block.table.all(keys.audit(fileId));
      expect(looks.filter(({ by }) => by === 'user:ann')).toHaveLength(1);
    });
  });

  it('shows a review of a case as a task, and decides it', async () => {
    const caseId = fileIdOf(await apply());
    const review = aReview({ token: 'secret-token' });
    await block.files.change(caseId, aContext(AT), () => ({ put: [place(Reviews, review)], answer: null }));
    const taskId = `${caseId}.${review.reviewId}`;

    const listed = await block.staff('sue', 'supervisor', 'area:north-1')('GET /tasks');
    const shown = await block.ministry(`GET /tasks/${taskId}`);
    const wrong = await block.ministry(`POST /tasks/${taskId}/complete`, { body: { data: { decision: 'perhaps' } } });
    const done = await block.ministry(`POST /tasks/${taskId}/complete`, { body: { data: { decision: 'accept' } } });

    expect(listed.body).toMatchObject([{ taskId, fileId: caseId, status: { code: 'PENDING' } }]);
    expect(shown).toMatchObject({ status: 200, body: { taskId, formVariables: { decision: { options: ['accept', 'refuse'] } } } });
    expect(JSON.stringify(shown.body)).not.toContain('secret-token');
    expect(pointersOf(wrong)).toEqual(['#/body/data/decision']);
    expect(done).toMatchObject({ status: 200, body: { taskId, fileId: caseId, status: { code: 'APPROVED' } } });
    expect(allOf(await block.files.open(caseId, aContext(AT)), Reviews)).toMatchObject([
      { status: 'decided', decision: 'accept', decidedBy: 'client:ministry-it' },
    ]);
    expect((await block.ministry(`GET /tasks/${caseId}.${caseId}`)).status).toBe(404);
  });

  describe('documents', () => {
    const upload = (file: unknown) => block.hospital('POST /documents', { body: { file } });

    it('keeps a scan under an id, once, and gives it to whoever may see its application', async () => {
      const first = await upload([PDF.toString('base64')]);
      const again = await upload(`data:application/pdf;base64,${PDF.toString('base64')}`);
      const { url } = first.body as { url: string };
      const path = url.replace('/govstack/registration', '');
      const fileId = fileIdOf(await apply(anApplication(aForm(), { documentUrls: [url] })));

      expect(first).toMatchObject({ status: 200, body: { code: 200, type: 'application/pdf' } });
      expect(again.body).toEqual(first.body);
      expect(block.stored.size).toBe(1);
      expect(await block.hospital(`GET ${path}`)).toMatchObject({
        status: 200,
        headers: { 'content-type': 'application/pdf' },
        body: PDF.toString('base64'),
      });
      expect((await block.clinic(`GET ${path}`)).status).toBe(403);
      expect((await block.staff('bea', 'worker', 'area:south-1')(`GET ${path}`)).status).toBe(403);
      expect(await looksAt(block.table, fileId)).toMatchObject([{ by: 'client:hospital', why: 'document' }]);
    });

    it.each([
      ['a page of HTML', Buffer.from('<html><script>').toString('base64')],
      ['a program', Buffer.from([0x4d, 0x5a, 0x90, 0]).toString('base64')],
      ['a PDF that says it is a picture', `data:image/png;base64,${PDF.toString('base64')}`],
      ['nothing', ''],
      ['no base64', 'ä'],
      ['too much', Buffer.concat([PDF, Buffer.alloc(3 * 1024 * 1024)]).toString('base64')],
    ])('refuses %s, and keeps nothing', async (_what, file) => {
      const answer = await upload(file);

      expect(answer).toMatchObject({ status: 400, body: { code: 'InvalidRequest', traceId: expect.any(String) as unknown } });
      expect(pointersOf(answer)).toEqual(['#/body/file']);
      expect(block.stored.size).toBe(0);
    });

    it('takes a form, and no document that another client brought', async () => {
      const form = await block.clinic('POST /documents', {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ file: PDF.toString('base64') }).toString(),
      });
      const answer = await apply(anApplication(aForm(), { documentUrls: [(form.body as { url: string }).url] }));

      expect(form.status).toBe(200);
      expect(answer.status).toBe(400);
      expect(pointersOf(answer)).toEqual(['#/body/documentUrls/0']);
    });
  });

  describe('statistics', () => {
    it.each([[''], ["''"], ['invalid_header'], ['eGovStack/GOV/90000009/']])('refuses the client header %p', async (name) => {
      const answer = await block.ministry('GET /data/statistics/1.0', { headers: { 'information-mediator-client': name } });

      expect(answer.status).toBe(400);
    });

    it('reads a query that stands twice in the address, and knows no name that nobody gave', async () => {
      await block.ministry('PUT /registrationNames/MCTS', { body: {} });
      const answer = await block.ministry('GET /data/statistics/1.0', {
        query: { startDate: '2021-01-30', endDate: '2021-03-30', registrationName: 'MCTS', timeframe: 'month?startDate=2021-01-30' },
      });

      expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json; charset=utf-8' } });
      expect((answer.body as Body[]).map(({ references }) => references)).toMatchObject([
        { startDate: '2021-01-01', endDate: '2021-01-31', timeframeMonth: true },
        { startDate: '2021-02-01', endDate: '2021-02-28' },
        { startDate: '2021-03-01', endDate: '2021-03-31' },
      ]);
      expect((await block.ministry('GET /data/statistics', { query: { registrationName: 'n0tex1st' } })).status).toBe(404);
      const long = await block.ministry('GET /data/statistics', { query: { startDate: '2020-01-30', endDate: '2026-03-30' } });
      expect([long.status, ...pointersOf(long)]).toEqual([400, '#/query/endDate']);
    });
  });

  it('keeps records of a conformance suite for a test client, and for nobody else', async () => {
    const task = { fileId: 'f', name: 'n', description: 'd', serviceId: 's', serviceName: 'S', created: AT };

    expect((await block.ministry('PUT /testTasks/t', { body: task })).status).toBe(403);
    expect((await block.test('PUT /testTasks/t', { body: task })).status).toBe(200);
    expect((await block.test('POST /tasks/t/complete', { body: { data: {} } })).status).toBe(200);
    expect((await block.test('POST /documents', { body: { file: Buffer.from('a text').toString('base64') } })).status).toBe(200);
  });
});
