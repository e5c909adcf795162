import { apiDefinition, findDefinition } from '../../support/api-definition.ts';
import {
  aForm,
  anApplication,
  aRegistrationBlock,
  PDF,
  PROGRAMME_SERVICE,
  REVIEWED,
  type RegistrationBlock,
} from '../../component/govstack/registration-world.ts';
import type { BlockCall } from '../../support/block.ts';

type Body = Record<string, unknown>;

/** How to call an operation so that it answers with a status; `undefined` for a status that it gives only when something is broken. */
interface Example {
  readonly path?: Readonly<Record<string, string>>;
  readonly call?: BlockCall;
}

/** What every example finds: a case and an application that were sent in, and a task. */
const seeded = async (block: RegistrationBlock) => {
  const caseFile = await block.ministry(`POST /services/${PROGRAMME_SERVICE}/applications`, { body: anApplication() });
  const asked = await block.ministry(`POST /services/${REVIEWED.id}/applications`, {
    body: { applicantId: 'applicant-1', created: '2026-02-28T10:00:00.000Z', formData: { data: { reason: { value: 'lost' } } } },
  });
  const [form] = (await block.ministry(`GET /services/${PROGRAMME_SERVICE}/eForms`)).body as Body[];
  const fileId = String((asked.body as Body)['fileId']);
  const [task] = (await block.ministry('GET /tasks', { query: { fileId } })).body as Body[];
  return {
    caseId: String((caseFile.body as Body)['fileId']),
    fileId,
    eFormId: String(form?.['eFormId']),
    taskId: String(task?.['taskId']),
  };
};
type Seeded = Awaited<ReturnType<typeof seeded>>;

const NONE = { serviceId: 'none', eFormId: 'none', fileId: 'none', taskId: 'none' };

/** Of each operation of the definition: the calls whose answers are held to it, by status. */
const EXAMPLES: Readonly<Record<string, (has: Seeded) => Readonly<Record<string, readonly Example[]>>>> = {
  'GET /services': () => ({ 200: [{}, { call: { query: { name: 'none' } } }] }),
  'GET /services/{serviceId}': () => ({
    200: [{ path: { serviceId: PROGRAMME_SERVICE } }, { path: { serviceId: REVIEWED.id } }],
    404: [{ path: NONE }],
  }),
  'GET /services/{serviceId}/eForms': () => ({ 200: [{ path: { serviceId: PROGRAMME_SERVICE } }, { path: { serviceId: REVIEWED.id } }] }),
  'GET /eForms/{eFormId}': ({ eFormId }) => ({ 200: [{ path: { eFormId } }], 404: [{ path: NONE }] }),
  'POST /services/{serviceId}/applications': () => ({
    200: [
      {
        path: { serviceId: PROGRAMME_SERVICE },
        call: {
          body: anApplication(
            aForm({
              mother: { givenName: 'Maya', familyName: 'Rai', birthDate: '1999-01-01' },
              children: undefined,
              pregnancy: { expectedOn: '2026-06-01' },
            }),
          ),
        },
      },
      { path: { serviceId: REVIEWED.id }, call: { body: { applicantId: 'applicant-2' } } },
    ],
    404: [{ path: NONE, call: { body: { applicantId: 'applicant-1' } } }],
  }),
  'POST /documents': () => ({
    200: [{ call: { query: { additionalMetadata: 'consent sheet' }, body: { file: [PDF.toString('base64')] } } }],
    400: [{}, { call: { body: { file: ['PGh0bWw+'] } } }],
  }),
  'GET /applications': () => ({
    200: [{}, { call: { query: { sortBy: 'created', sortOrder: 'desc', firstResult: '1', maxResult: '1' } } }],
  }),
  'GET /applications/{fileId}': ({ fileId, caseId }) => ({
    200: [{ path: { fileId } }, { path: { fileId: caseId } }],
    404: [{ path: NONE }],
  }),
  'PUT /applications/{fileId}': ({ fileId, caseId }) => ({
    200: [
      { path: { fileId }, call: { body: { applicantId: 'applicant-1', formData: { data: { reason: { value: 'stolen' } } } } } },
      { path: { fileId: caseId }, call: { body: anApplication({ mother: { phone: '+919876500000' } }) } },
    ],
    404: [{ path: NONE, call: { body: { applicantId: 'applicant-1' } } }],
  }),
  'GET /tasks': ({ fileId }) => ({ 200: [{}, { call: { query: { fileId } } }, { call: { query: { fileId: 'none' } } }] }),
  'GET /tasks/{taskId}': ({ taskId }) => ({ 200: [{ path: { taskId } }], 404: [{ path: NONE }] }),
  'POST /tasks/{taskId}/complete': ({ taskId }) => ({
    200: [{ path: { taskId }, call: { body: { data: { decision: { value: 'approve' } } } } }],
    404: [{ path: NONE, call: { body: { data: {} } } }],
  }),
  'GET /data/statistics': () => ({
    200: [{}, { call: { query: { startDate: '2026-01-01', endDate: '2026-03-01', registrationName: 'DEFAULT', timeframe: 'month' } } }],
    400: [{ call: { headers: { 'information-mediator-client': 'nobody' } } }, { call: { query: { startDate: 'yesterday' } } }],
    404: [{ call: { query: { registrationName: 'none' } } }],
  }),
};

const filled = (route: string, path: Readonly<Record<string, string>>): string =>
  route.replace(/\{(\w+)\}/g, (_, name: string) => path[name] ?? '');

describe.each(['registration.json', 'statistics.json'])('the registration block, held to %s', (name) => {
  const file = findDefinition(`registration/${name}`);
  if (file === undefined) {
    it('says that the definition is not here', () => {
      console.warn(`skipped: ${name} is not beside the project`);
      expect(findDefinition(`registration/${name}`)).toBeUndefined();
    });
    return;
  }
  const definition = apiDefinition(file);

  it.each(definition.operations.map((route) => [route]))('%s', async (route) => {
    const block = await aRegistrationBlock();
    const examples = EXAMPLES[route]?.(await seeded(block)) ?? {};

    expect(Object.keys(examples)).toContain('200');
    for (const [status, calls] of Object.entries(examples)) {
      for (const { path = {}, call } of calls) {
        const answer = await block.ministry(filled(route, path), call);
        expect({ route, status: answer.status, body: answer.body }).toMatchObject({ status: Number(status) });
        expect(definition.faultsOf(route, answer)).toEqual([]);
        expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
      }
    }
  });
});
