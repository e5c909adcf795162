/** Every operation of the definitions of Digital Registries, called and held to the answer that it is defined to give. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiDefinition, findDefinition } from '../../support/api-definition.ts';
import type { BlockAnswer } from '../../support/block-call.ts';
import { aRegistriesBlock } from '../../component/govstack/registries-world.ts';

const EXAMPLE = { id: 'EE378627348834', firstName: 'John Helmut', lastName: 'Smith Carry', birthCertificateId: 'RR-1234567889' };
const UUID = '80bcb084-fa17-11ed-be56-0242ac120002';
const string = { type: 'string', searchable: true };
const REGISTRY = {
  databaseId: 353,
  code: 'MCTS',
  title: 'Citizens',
  key: 'id',
  partners: 'none',
  fields: { id: string, firstName: string, lastName: string, birthCertificateId: string },
};
const ENTRY = {
  content: {
    child: { citizenId: 'ID2', firstName: 'Usha', lastNames: 'Bajaj', birthdate: '2026-02-20', gender: 'Female' },
    caretaker: { citizenId: 'ID1', firstName: 'Sowmya', lastNames: 'Bajaj', birthdate: '1998-05-01', phone: '+919876543210' },
  },
  registration: {
    programme: 'IN-PMMVY2',
    area: 'gaya-7',
    language: 'en',
    birthPlace: 'facility',
    consent: { method: 'paper', scanReference: 'scan-1' },
    applicant: { categories: ['NFSA_RATION_CARD'], employment: 'none', bankAccount: 'own', livingChildren: 0 },
  },
};

const of = (content: unknown) => ({ query: { content } });
const to = (content: unknown) => ({ write: { content } });
type Call = readonly [path: string, options: { body?: unknown; query?: Record<string, string> }, status: number];

/** A call, or several, of each operation; paths in the spelling of the operation. */
const CALLS: Readonly<Record<string, readonly Call[]>> = {
  'GET /data/{registryName}/{versionNumber}': [
    ['/data/people/1', {}, 200],
    ['/data/people/1', { query: { pageSize: '1', page: '2' } }, 200],
    ['/data/people/1', { query: { 'query.firstName': 'Nobody' } }, 200],
  ],
  'POST /data/{registryName}/{versionNumber}/create': [['/data/people/1/create', { body: to({ ...EXAMPLE, id: 'EE1' }) }, 200]],
  'POST /data/{registryName}/{versionNumber}/exists': [
    ['/data/people/1/exists', { body: of({ id: EXAMPLE.id }) }, 200],
    ['/data/people/1/exists', { body: of({ id: 'nobody' }) }, 200],
  ],
  'POST /data/{registryName}/{versionNumber}/read': [
    ['/data/people/1/read', { body: of({ firstName: 'John Helmut' }) }, 200],
    ['/data/people/1/read', { body: of({ firstName: 'Nobody' }) }, 404],
  ],
  'PUT /data/{registryName}/{versionNumber}/update': [
    ['/data/people/1/update', { body: { ...of({ id: EXAMPLE.id }), ...to({ lastName: 'Smith' }) } }, 200],
  ],
  'PUT /data/{registryName}/{versionNumber}/updateEntries': [
    ['/data/people/1/updateEntries', { body: { ...of({ firstName: 'John Helmut' }), ...to({ lastName: 'Smith' }) } }, 200],
  ],
  'POST /data/{registryName}/{versionNumber}/updateOrCreate': [
    ['/data/people/1/updateOrCreate', { body: { ...of({ id: 'EE2' }), ...to({ ...EXAMPLE, id: 'EE2' }) } }, 200],
  ],
  'DELETE /data/{registryName}/{versionNumber}/{ID}/delete': [['/data/people/1/EE-absent/delete', {}, 204]],
  'DELETE /data/{registryName}/{versionNumber}/{id}/delete': [['/data/people/1/EE-absent/delete', {}, 204]],
  'GET /data/{registryName}/{versionNumber}/{uuid}/readValue/{field}.{ext}': [[`/data/people/1/${UUID}/readValue/firstName.json`, {}, 200]],
  'GET /data/myPersonalDataUsage': [['/data/myPersonalDataUsage', { query: { userId: 'EE378129277266', databaseId: 'MCTS' } }, 404]],
  'GET /data/mypersonalDataUsage': [['/data/mypersonalDataUsage', { query: { userId: 'EE378129277266', databaseId: '...' } }, 400]],
  'POST /data/mcts/createEntries': [['/data/mcts/createEntries', { body: { write: [ENTRY] } }, 201]],
  'GET /database/{id}': [
    ['/database/353', {}, 200],
    ['/database/1', {}, 200],
  ],
  'DELETE /database/{id}': [['/database/999', {}, 200]],
  'POST /database/modify': [
    [
      '/database/modify',
      { body: { code: 'MCR', schema: { type: 'object', properties: { ID: { type: 'string', primaryKey: true } }, required: ['ID'] } } },
      200,
    ],
  ],
  'GET /databases': [['/databases', {}, 200]],
};

const aFullBlock = async () => {
  const block = aRegistriesBlock();
  await block.call('PUT', '/registries/people/1', { body: REGISTRY });
  await block.call('PUT', `/registries/people/1/records/${UUID}`, { body: { content: EXAMPLE } });
  return block;
};

describe.each(['data-1.3.0.json', 'data-1.3.0.yaml', 'database-1.3.0.json', 'database-1.3.0.yaml'])(
  'Digital Registries as in %s',
  (name) => {
    const file = findDefinition(`digital-registries/${name}`);
    const folder = mkdtempSync(join(tmpdir(), 'nestling-registries-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    if (file === undefined) {
      it('is not here to be held to', () => expect(file).toBeUndefined());
      return;
    }
    // two schemas are spelled in two ways in the definition of databases itself
    const repaired = join(folder, name);
    writeFileSync(
      repaired,
      readFileSync(file, 'utf8')
        .replaceAll('schemas/DatabasesSchema', 'schemas/databasesSchema')
        .replace(/^ {4}databaseInfo:/m, '    DatabaseInfo:'),
    );
    const definition = apiDefinition(repaired);

    it.each(definition.operations)('%s', async (operation) => {
      const block = await aFullBlock();
      const [method = ''] = operation.split(' ');
      const calls = CALLS[operation] ?? [];

      expect(calls).not.toEqual([]);
      for (const [path, options, status] of calls) {
        const answer: BlockAnswer = await block.call(method, path, options);

        expect([operation, answer.status]).toEqual([operation, status]);
        expect(definition.faultsOf(operation, { status: answer.status, body: answer.body })).toEqual([]);
      }
    });
  },
);

describe('who read a membership', () => {
  const file = findDefinition('digital-registries/data-1.3.0.yaml');

  it('is told as the definition says', async () => {
    const block = await aFullBlock();
    const created = await block.call('POST', '/data/mcts/createEntries', { body: { write: [ENTRY] } });
    const [{ uuid }] = (created.body as { receive: [{ uuid: string }] }).receive;
    await block.call('POST', '/data/mcts/1.0/read', { body: of({ ID: uuid }) });

    const answer = await block.call('GET', '/data/myPersonalDataUsage', { query: { userId: 'ID1', databaseId: 'MCTS' } });

    expect(answer).toMatchObject({ status: 200, body: [{ readerId: 'client:client-1' }, { readerId: 'client:client-1' }] });
    if (file !== undefined)
      expect(apiDefinition(file).faultsOf('GET /data/myPersonalDataUsage', { status: answer.status, body: answer.body })).toEqual([]);
  });
});
