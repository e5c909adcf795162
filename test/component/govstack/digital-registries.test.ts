import { aConsentedCase } from '../../support/consented-case.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { aWorld } from '../../support/world.ts';
import { aRegistriesBlock, CLIENT, CATS, MITZI, pointers } from './registries-world.ts';

const SCOPES = ['registration.read', 'registration.write', 'consent.read', 'exchange.manage'];
const TEST_CLIENT = { scopes: [...SCOPES, 'ministry', 'conformance.test'] };
const statusOf = async (answer: Promise<{ status: number }>): Promise<number> => (await answer).status;

describe('a registry of data', () => {
  let block: ReturnType<typeof aRegistriesBlock>;
  beforeEach(async () => {
    block = aRegistriesBlock();
    await block.define();
  });

  it('keeps a record and gives it back by its key, by any searchable value, and by all values together', async () => {
    expect(await block.create(MITZI)).toMatchObject({ status: 200, body: { content: MITZI } });

    for (const query of [{ chip: 'C-1' }, { name: 'Mitzi' }, { holder: 'P-77' }, { lives: 9 }, MITZI])
      expect(await block.read(query)).toMatchObject({ status: 200, body: { content: MITZI } });
    expect(await block.read({ chip: 'C-1', name: 'Other' })).toMatchObject({ status: 404, body: { detail: 'no record found' } });
  });

  it('says whether there is a record', async () => {
    await block.create(MITZI);

    expect((await block.exists({ name: 'Mitzi' })).body).toMatchObject({ answer: { status: true } });
    expect((await block.exists({ name: 'Nobody' })).body).toMatchObject({ answer: { status: false } });
  });

  it.each<[string, unknown, string]>([
    ['an unknown field', { ...MITZI, colour: 'red' }, '#/body/write/content/colour'],
    ['a value of another type', { ...MITZI, lives: 'nine' }, '#/body/write/content/lives'],
    ['a date that is none', { ...MITZI, bornOn: '2026-02-30' }, '#/body/write/content/bornOn'],
    ['a value outside its list', { ...MITZI, status: 'asleep' }, '#/body/write/content/status'],
    ['no key', { name: 'Mitzi' }, '#/body/write/content/chip'],
    ['no required field', { chip: 'C-1' }, '#/body/write/content/name'],
    ['an unknown field further down', { ...MITZI, home: { roof: 'red' } }, '#/body/write/content/home/roof'],
  ])('refuses a record with %s, and keeps nothing', async (_what, content, pointer) => {
    const answer = await block.create(content);

    expect(answer.status).toBe(400);
    expect(pointers(answer)).toEqual([pointer]);
    expect((await block.list()).count).toBe(0);
  });

  it.each<[string, string, string, unknown, string]>([
    ['no body', 'POST', '/data/cats/1/create', undefined, '#/body/write'],
    ['no content', 'POST', '/data/cats/1/create', { write: {} }, '#/body/write/content'],
    ['a body that is a list', 'POST', '/data/cats/1/create', [], '#/body'],
    ['an unknown member', 'POST', '/data/cats/1/read', { query: { content: { chip: 'x' } }, limit: 1 }, '#/body/limit'],
    ['nothing asked', 'POST', '/data/cats/1/read', { query: { content: {} } }, '#/body/query/content'],
    ['a field that is not searched', 'POST', '/data/cats/1/read', { query: { content: { bed: 'sofa' } } }, '#/body/query/content'],
    ['a field that is none', 'POST', '/data/cats/1/exists', { query: { content: { colour: 'red' } } }, '#/body/query/content/colour'],
    ['a flat question of a real client', 'POST', '/data/cats/1/exists', { chip: 'C-1' }, '#/body/query'],
    ['no body', 'PUT', '/data/cats/1/update', undefined, '#/body/write'],
    [
      'a part of another type',
      'PUT',
      '/data/cats/1/updateEntries',
      { query: { content: { name: 'a' } }, write: { content: { lives: 'x' } } },
      '#/body/write/content/lives',
    ],
    ['no query', 'POST', '/data/cats/1/updateOrCreate', { write: { content: MITZI } }, '#/body/query'],
  ])('refuses %s: %s %s', async (_what, method, path, body, pointer) => {
    const answer = await block.call(method, path, { body });

    expect(answer.status).toBe(400);
    expect(pointers(answer)).toContain(pointer);
  });

  it('asks for the name of the calling system', async () => {
    for (const headers of [{}, { 'information-mediator-client': 'hospital' }]) {
      const answer = await block.read({ chip: 'C-1' }, { headers });

      expect(answer.status).toBe(400);
      expect(pointers(answer)).toEqual(['#/headers/information-mediator-client']);
    }
  });

  it('answers a registry that there is not by 404, a path by 404 and a method by 405', async () => {
    expect(await statusOf(block.call('GET', '/data/dogs/1'))).toBe(404);
    expect(await statusOf(block.call('GET', '/nothing'))).toBe(404);
    expect(await block.call('GET', '/data/cats/1/create')).toMatchObject({ status: 405, headers: { allow: 'POST' } });
  });

  it('refuses a key that is there, or replaces the record where the registry says so', async () => {
    await block.create(MITZI);

    expect(await statusOf(block.create({ ...MITZI, name: 'Second', bed: 'chair' }))).toBe(409);
    expect((await block.read({ chip: 'C-1' })).body).toMatchObject({ content: { name: 'Mitzi' } });

    await block.define({ onExisting: 'replace' });
    expect(await statusOf(block.create({ chip: 'C-1', name: 'Second' }))).toBe(200);
    expect((await block.read({ chip: 'C-1' })).body).toEqual({ content: { chip: 'C-1', name: 'Second' } });
    expect((await block.exists({ name: 'Mitzi' })).body).toMatchObject({ answer: { status: false } });
  });

  it('keeps values unique only where the condition holds', async () => {
    await block.create(MITZI);

    expect(await block.create({ ...MITZI, chip: 'C-2' })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('bed') as unknown },
    });
    expect(await statusOf(block.create({ ...MITZI, chip: 'C-2', status: 'dead' }))).toBe(200);
    const revive = { query: { content: { chip: 'C-2' } }, write: { content: { status: 'alive' } } };
    expect(await statusOf(block.call('PUT', '/data/cats/1/update', { body: revive }))).toBe(409);
    await block.call('PUT', '/data/cats/1/update', {
      body: { query: { content: { chip: 'C-1' } }, write: { content: { status: 'dead' } } },
    });
    expect(await statusOf(block.call('PUT', '/data/cats/1/update', { body: revive }))).toBe(200);
  });

  it('changes a record, finds it by its new values only, and takes the same change again', async () => {
    await block.create(MITZI);
    const body = { query: { content: { chip: 'C-1', name: 'Mitzi' } }, write: { content: { chip: 'C-9', name: 'Kitty', lives: 8 } } };

    expect(await statusOf(block.call('PUT', '/data/cats/1/update', { body }))).toBe(200);
    expect(await statusOf(block.call('PUT', '/data/cats/1/update', { body }))).toBe(200);

    expect((await block.read({ chip: 'C-9' })).body).toEqual({ content: { ...MITZI, chip: 'C-9', name: 'Kitty', lives: 8 } });
    expect(await statusOf(block.read({ chip: 'C-1' }))).toBe(404);
    expect((await block.list({ 'query.lives': '9' })).count).toBe(0);
    expect(await statusOf(block.call('PUT', '/data/cats/1/update', { body: { ...body, write: { content: { name: 'X' } } } }))).toBe(404);
  });

  it('changes the record of the written key where there is no query', async () => {
    await block.create(MITZI);

    expect(await statusOf(block.call('PUT', '/data/cats/1/update', { body: { write: { content: { chip: 'C-1', lives: 7 } } } }))).toBe(200);
    expect((await block.read({ chip: 'C-1' })).body).toMatchObject({ content: { lives: 7 } });
  });

  it.each(['updateEntries', 'update-entries'])('changes all records that fit, all or none: %s', async (spelling) => {
    for (const chip of ['C-1', 'C-2', 'C-3'])
      await block.create({ chip, name: chip === 'C-3' ? 'Tom' : 'Mitzi', lives: 9, status: 'alive', bed: chip });
    const change = (write: unknown) =>
      block.call('PUT', `/data/cats/1/${spelling}`, { body: { query: { content: { name: 'Mitzi' } }, write: { content: write } } });

    expect(await change({ lives: 8 })).toMatchObject({ status: 200, body: { updated: 2 } });
    expect((await block.list({ 'query.lives': '8' })).count).toBe(2);
    expect(await statusOf(change({ bed: 'C-3' }))).toBe(409);
    expect((await block.list({ 'query.lives': '8' })).results.map(({ bed }) => bed)).toEqual(['C-1', 'C-2']);
    await change({ name: 'Gone' });
    expect(await change({ lives: 1 })).toMatchObject({ status: 200, body: { updated: 0 } });
  });

  it.each(['updateOrCreate', 'update-or-create'])('changes a record or creates it: %s', async (spelling) => {
    const call = (query: unknown, content: unknown) =>
      block.call('POST', `/data/cats/1/${spelling}`, { body: { query: { content: query }, write: { content } } });

    expect(await call({ chip: 'C-1' }, MITZI)).toMatchObject({ status: 200, body: { content: MITZI } });
    expect(await call({ chip: 'C-1' }, { lives: 3 })).toMatchObject({ status: 200, body: { content: { ...MITZI, lives: 3 } } });
    expect((await block.list()).count).toBe(1);
  });

  it('deletes by key or uuid, twice as well, and gives the key and the unique values free', async () => {
    await block.create(MITZI);

    expect(await statusOf(block.call('DELETE', '/data/cats/1/C-1/delete'))).toBe(204);
    expect(await statusOf(block.call('DELETE', '/data/cats/1/C-1/delete'))).toBe(204);
    expect((await block.list()).count).toBe(0);
    expect(await statusOf(block.create(MITZI))).toBe(200);
  });

  it.each(['readValue', 'read-value'])('reads one value of a record: %s', async (spelling) => {
    await block.create(MITZI);

    expect(await block.call('GET', `/data/cats/1/C-1/${spelling}/name.json`)).toMatchObject({ status: 200, body: 'Mitzi' });
    expect(await block.call('GET', `/data/cats/1/C-1/${spelling}/lives.json`)).toMatchObject({ status: 200, body: { value: 9 } });
    expect(pointers(await block.call('GET', `/data/cats/1/C-1/${spelling}/name.pdf`))).toEqual(['#/path/ext']);
    expect(pointers(await block.call('GET', `/data/cats/1/C-1/${spelling}/colour.json`))).toEqual(['#/path/field']);
    expect(await statusOf(block.call('GET', `/data/cats/1/C-2/${spelling}/name.json`))).toBe(404);
  });

  it('takes no personal key in a path or a query', async () => {
    await block.define({ databaseId: 41, key: 'holder', subject: 'holder' }, 'holders/1');
    const deleted = await block.call('DELETE', '/data/holders/1/P-77/delete');
    const listed = await block.call('GET', '/data/cats/1', { query: { 'query.holder': 'P-77' } });

    expect([deleted.status, ...pointers(deleted)]).toEqual([400, '#/path/ID']);
    expect([listed.status, ...pointers(listed)]).toEqual([400, '#/query/holder']);
  });

  it('puts a record of reference data under its uuid, as often as it comes', async () => {
    const path = '/registries/cats/1/records/5f0e4a7e-8a53-4d6e-9a0b-2f6f0c1d2e3f';

    for (const lives of [9, 9, 8])
      expect(await block.call('PUT', path, { body: { content: { ...MITZI, lives } } })).toMatchObject({
        status: 200,
        body: { content: { lives } },
      });
    expect((await block.list()).count).toBe(1);
    expect(pointers(await block.call('PUT', path, { body: { content: { chip: 1 } } }))).toContain('#/body/content/chip');
  });
});

describe('a list of a registry', () => {
  const block = aRegistriesBlock();
  beforeAll(async () => {
    await block.define();
    for (let n = 1; n <= 5; n += 1)
      await block.create(
        { chip: `C-${String(n)}`, name: n % 2 === 0 ? 'Even' : 'Odd', lives: n },
        { at: `2026-03-0${String(n)}T10:00:00.000Z` },
      );
  });
  const chips = async (query: Readonly<Record<string, string>>) => (await block.list(query)).results.map(({ chip }) => chip);

  it('is in the order of creation, or the other way round', async () => {
    expect(await chips({})).toEqual(['C-1', 'C-2', 'C-3', 'C-4', 'C-5']);
    expect(await chips({ ordering: 'descending', pageSize: '2' })).toEqual(['C-5', 'C-4']);
  });

  it('leads from page to page', async () => {
    const first = await block.list({ pageSize: '2' });
    const next = new URL(String(first.next));
    const second = await block.list(Object.fromEntries(next.searchParams));
    const last = await block.list({ pageSize: '2', page: '3' });

    expect(first).toMatchObject({ count: 2 });
    expect(first.previous).toBeUndefined();
    expect(`${next.origin}${next.pathname}`).toBe('https://api.example/govstack/digital-registries/data/cats/1');
    expect(second.results.map(({ chip }) => chip)).toEqual(['C-3', 'C-4']);
    expect(Object.fromEntries(new URL(String(second.previous)).searchParams)).toEqual({ ordering: 'ascending', page: '1', pageSize: '2' });
    expect(last.results.map(({ chip }) => chip)).toEqual(['C-5']);
    expect(last.next).toBeUndefined();
    expect((await block.list({ pageSize: '2', page: '9' })).results).toEqual([]);
  });

  it('is searched by a field, by several, and by filter with search', async () => {
    expect(await chips({ 'query.name': 'Even' })).toEqual(['C-2', 'C-4']);
    expect(await chips({ 'query.name': 'Even', 'query.lives': '4' })).toEqual(['C-4']);
    expect(await chips({ filter: 'name', search: 'Odd', ordering: 'descending' })).toEqual(['C-5', 'C-3', 'C-1']);
    expect(await chips({ 'query.chip': 'C-3' })).toEqual(['C-3']);
    expect(await chips({ 'query.lives': 'many' })).toEqual([]);
  });

  it.each<[Readonly<Record<string, string>>, string]>([
    [{ 'query.colour': 'red' }, '#/query/colour'],
    [{ 'query.bed': 'sofa' }, '#/query/bed'],
    [{ search: 'Odd' }, '#/query/filter'],
    [{ filter: 'name' }, '#/query/search'],
    [{ ordering: 'sideways' }, '#/query/ordering'],
    [{ page: '0' }, '#/query/page'],
    [{ page: '21' }, '#/query/page'],
    [{ pageSize: '1000' }, '#/query/pageSize'],
    [{ colour: 'red' }, '#/query/colour'],
  ])('refuses %j', async (query, pointer) => {
    const answer = await block.call('GET', '/data/cats/1', { query });

    expect([answer.status, ...pointers(answer)]).toEqual([400, pointer]);
  });
});

describe('two creations at once', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());

  it('give one record and one refusal, for a key and for a unique value', async () => {
    const { create, define, list } = aRegistriesBlock((await aWorld(engine)).table);
    await define();

    const ofKey = await Promise.all([create({ chip: 'C-1', name: 'A' }), create({ chip: 'C-1', name: 'B' })]);
    const ofBed = await Promise.all(['C-2', 'C-3', 'C-4'].map((chip) => create({ ...MITZI, chip })));

    expect(ofKey.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(ofBed.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect((await list()).count).toBe(2);
  });
});

describe('definitions of registries', () => {
  const block = aRegistriesBlock();

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['no key among the fields', { key: 'tail' }, '#/body/key'],
    ['a subject that is not searched', { subject: 'bed' }, '#/body/subject'],
    ['a unique rule over what is no single value', { unique: [{ fields: ['home'] }] }, '#/body/unique/0/fields'],
    ['an unknown type', { fields: { ...CATS.fields, name: { type: 'text' } } }, '#/body/fields/name/type'],
    ['the number of the memberships', { databaseId: 1 }, '#/body/databaseId'],
    ['an unknown member', { colour: 'red' }, '#/body/colour'],
  ])('are refused with %s', async (_what, changes, pointer) => {
    const answer = await block.define(changes);

    expect([answer.status, ...pointers(answer)]).toEqual([400, pointer]);
    expect(await statusOf(block.call('GET', '/data/cats/1'))).toBe(404);
  });

  it('never take the name or the number of another', async () => {
    const fresh = aRegistriesBlock();
    await fresh.define();

    expect(pointers(await fresh.define({}, 'mcts/2'))).toEqual(['#/body/name']);
    expect(await statusOf(fresh.define({}, 'dogs/1'))).toBe(409);
    expect(await statusOf(fresh.define())).toBe(200);
  });

  it('change as they like while there is no record, and then only so that all stay fit and findable', async () => {
    const fresh = aRegistriesBlock();
    await fresh.define();
    expect(await statusOf(fresh.define({ unique: [] }))).toBe(200);
    await fresh.create(MITZI);
    const { lives: _lives, ...fewer } = CATS.fields;

    expect(pointers(await fresh.define({ unique: [], fields: fewer }))).toEqual(['#/body/fields/lives']);
    expect(pointers(await fresh.define({ unique: [], fields: { ...CATS.fields, tail: { type: 'string', required: true } } }))).toEqual([
      '#/body/fields/tail/required',
    ]);
    expect(await statusOf(fresh.define({ unique: [], fields: { ...CATS.fields, tail: { type: 'string' } } }))).toBe(200);
  });

  it('come as schemas as well, with what the definition of the block has for them', async () => {
    const fresh = aRegistriesBlock();
    const schema = {
      type: 'object',
      properties: {
        ID: { type: 'string', primaryKey: true, description: 'number' },
        child: { type: 'object', properties: { id: { type: 'string' } } },
      },
      required: ['ID'],
    };
    const body = { groupName: 'Test', catalogName: 'Mother and Child', code: 'MCR', schema };

    expect(await fresh.call('POST', '/database/modify', { body })).toMatchObject({ status: 200, body: schema });
    const { body: all } = await fresh.call('GET', '/databases');
    expect(all).toMatchObject({
      databases: [
        { id: 1, name: 'mcts' },
        { id: 2, name: 'MCR', version: '1', schema },
      ],
    });
    expect(await fresh.call('GET', '/database/2')).toMatchObject({
      status: 200,
      body: { id: 2, name: 'MCR', genericServices: [{ name: 'list' }, {}, {}, {}, {}, {}, {}, {}, {}] },
    });
    expect(
      await statusOf(fresh.call('POST', '/data/MCR/1/create', { body: { write: { content: { ID: '1', child: { id: 'c' } } } } })),
    ).toBe(200);
    expect(await statusOf(fresh.call('DELETE', '/database/2'))).toBe(409);
    await fresh.call('DELETE', '/data/MCR/1/1/delete');
    const deleted = [await fresh.call('DELETE', '/database/2'), await fresh.call('DELETE', '/database/2')];
    expect(deleted.map(({ status, body: said }) => [status, said])).toEqual([
      [200, 'Success'],
      [200, 'Success'],
    ]);
    expect(await statusOf(fresh.call('GET', '/database/2'))).toBe(404);
    expect(await statusOf(fresh.call('DELETE', '/database/1'))).toBe(409);
  });

  it('are refused as schemas that a real system cannot mean; the suite’s own spellings are for test clients', async () => {
    const fresh = aRegistriesBlock();
    const body = {
      group_name: 'Test',
      code: 'MCR',
      schema: {
        type: 'some object',
        properties: { ID: { type: 'some string', primaryKey: true, triggers: [{}] } },
        required: ['ID', 'tail'],
      },
    };
    const suites = { ...body, schema: { ...body.schema, required: ['ID'] } };

    expect(pointers(await fresh.call('POST', '/database/modify', { body }))).toEqual([
      '#/body/group_name',
      '#/body/schema/required',
      '#/body/schema/properties/ID/triggers',
      '#/body/schema/properties/ID/type',
    ]);
    expect(await statusOf(fresh.call('POST', '/database/modify', { body: suites, ...TEST_CLIENT }))).toBe(200);
    expect(pointers(await fresh.call('GET', '/database/first'))).toEqual(['#/path/id']);
  });

  it('are the ministry’s business', async () => {
    const scopes = ['registration.read', 'registration.write', 'consent.read'];

    expect(await statusOf(block.call('PUT', '/registries/cats/1', { body: CATS, scopes }))).toBe(403);
    expect(await statusOf(block.call('POST', '/database/modify', { body: {}, scopes }))).toBe(403);
    expect(await statusOf(block.call('DELETE', '/database/2', { scopes }))).toBe(403);
  });
});

describe('what the suite alone may send', () => {
  it('is a question of existence without its wrapping', async () => {
    const block = aRegistriesBlock();
    await block.define();
    await block.create(MITZI);

    expect((await block.call('POST', '/data/cats/1/exists', { body: { chip: 'C-1' }, ...TEST_CLIENT })).body).toMatchObject({
      answer: { status: true },
    });
    expect(await statusOf(block.call('POST', '/data/cats/1/exists', TEST_CLIENT))).toBe(400);
  });
});

/** Who and why, of readings and changes, in alphabetical order. */
const reasonsIn = (body: unknown): readonly string[] =>
  (body as readonly { readerId: string; reason: string }[]).map(({ readerId, reason }) => `${readerId} ${reason}`).toSorted();

describe('readings of a registry about persons', () => {
  it('are kept for each of them, and told to who asks for her', async () => {
    const block = aRegistriesBlock();
    await block.define();
    await block.create(MITZI);
    await block.create({ ...MITZI, chip: 'C-2', holder: 'P-88', bed: 'chair' });
    await block.read({ chip: 'C-1' }, { client: 'hospital' });
    await block.call('GET', '/data/cats/1', { client: 'vet', at: '2026-03-01T11:00:00.000Z' });
    const usage = (userId: string, databaseId: string) => block.call('GET', '/data/myPersonalDataUsage', { query: { userId, databaseId } });

    const { body } = await usage('P-77', 'CATS');
    expect((body as unknown[])[0]).toMatchObject({
      readerId: 'client:vet',
      reason: 'digital registries: list of cats 1',
      searchDateTime: '2026-03-01T11:00:00.000Z',
    });
    expect(reasonsIn(body)).toEqual([
      'client:client-1 digital registries: creation of cats 1',
      'client:hospital digital registries: read of cats 1',
      'client:vet digital registries: list of cats 1',
    ]);
    expect((await usage('P-88', 'CATS')).body).toHaveLength(2);
    expect(await statusOf(usage('P-99', 'CATS'))).toBe(404);
    expect(await statusOf(usage('P-77', 'DOGS'))).toBe(404);
    expect(pointers(await usage('...', 'CATS'))).toEqual(['#/query/userId']);
    expect(pointers(await usage('P-77', '...'))).toEqual(['#/query/databaseId']);
    expect(pointers(await block.call('GET', '/data/myPersonalDataUsage', { query: { userId: 'P-77' } }))).toEqual(['#/query/databaseId']);
  });

  it('are kept for changes and deletions as well, for whom the record was about and for whom it is now', async () => {
    const block = aRegistriesBlock();
    await block.define();
    await block.create(MITZI, { at: '2026-03-01T10:00:00.000Z' });
    const change = { query: { content: { chip: 'C-1' } }, write: { content: { holder: 'P-88' } } };
    await block.call('PUT', '/data/cats/1/update', { body: change, client: 'shelter', at: '2026-03-02T10:00:00.000Z' });
    await block.call('DELETE', '/data/cats/1/C-1/delete', { client: 'town', at: '2026-03-03T10:00:00.000Z' });
    const usage = async (userId: string) =>
      reasonsIn((await block.call('GET', '/data/myPersonalDataUsage', { query: { userId, databaseId: 'CATS' } })).body);

    expect(await usage('P-77')).toEqual([
      'client:client-1 digital registries: creation of cats 1',
      'client:shelter digital registries: change of cats 1',
    ]);
    expect(await usage('P-88')).toEqual([
      'client:shelter digital registries: change of cats 1',
      'client:town digital registries: deletion of cats 1',
    ]);
  });
});

describe('who asks for readings', () => {
  it('is led on to earlier ones by the time of the last', async () => {
    const block = aRegistriesBlock();
    await block.define();
    await block.create(MITZI, { at: '2026-03-01T10:00:00.000Z' });
    for (const day of ['02', '03']) await block.read({ chip: 'C-1' }, { at: `2026-03-${day}T10:00:00.000Z` });
    const told = async (query: Readonly<Record<string, string>>) =>
      (
        (await block.call('GET', '/data/myPersonalDataUsage', { query: { userId: 'P-77', databaseId: 'CATS', ...query } })).body as {
          searchDateTime: string;
        }[]
      ).map(({ searchDateTime }) => searchDateTime.slice(8, 10));

    expect(await told({})).toEqual(['03', '02', '01']);
    expect(await told({ until: '2026-03-02T10:00:00.000Z' })).toEqual(['02', '01']);
    expect(
      pointers(await block.call('GET', '/data/myPersonalDataUsage', { query: { userId: 'P', databaseId: 'C', until: 'now' } })),
    ).toEqual(['#/query/until']);
  });

  it('is led on in a case as well', async () => {
    const block = aRegistriesBlock();
    const caseId = await aConsentedCase(block.world);
    const read = (at: string) => block.call('POST', '/data/mcts/1.0/read', { body: { query: { content: { ID: caseId } } }, at });
    for (const day of ['02', '03']) await read(`2026-03-${day}T10:00:00.000Z`);
    const query = { userId: caseId, databaseId: 'MCTS', until: '2026-03-02T10:00:00.000Z' };

    const { body } = await block.call('GET', '/data/myPersonalDataUsage', { query });

    expect((body as { searchDateTime: string }[])[0]).toMatchObject({ searchDateTime: '2026-03-02T10:00:00.000Z' });
  });
});

describe('what a personal field says', () => {
  /** Everything that is written, as text. */
  const watched = () => {
    const table = memoryTable();
    const written: string[] = [];
    const block = aRegistriesBlock({
      ...table,
      transact: (writes, token) => {
        written.push(...writes.map((write) => JSON.stringify(write)));
        return table.transact(writes, token);
      },
    });
    return { block, written };
  };

  it('stands in no key and in no record in clear, nor in the answer that is kept for a repeat', async () => {
    const { block, written } = watched();
    await block.define();
    const repeatable = { headers: { ...CLIENT, 'idempotency-key': 'one' } };
    const first = await block.create(MITZI, repeatable);
    await block.read({ holder: 'P-77' });

    expect(written.length).toBeGreaterThan(5);
    expect(written.filter((item) => item.includes('P-77'))).toEqual([]);
    expect((await block.create(MITZI, repeatable)).body).toEqual(first.body);
    expect((await block.read({ holder: 'P-77' })).body).toMatchObject({ content: MITZI });
  });

  it('comes back whole however long it is, in whatever script', async () => {
    const { block } = watched();
    await block.define();
    for (const holder of ['x', 'अ'.repeat(999), '👶🏽'.repeat(1_500), 'y'.repeat(10_000)]) {
      const chip = `C-${String(holder.length)}`;
      await block.create({ ...MITZI, chip, holder, bed: chip });
      expect((await block.read({ chip })).body).toMatchObject({ content: { holder } });
    }
  });
});

describe('a partner', () => {
  const asPartner = { client: 'hospital', scopes: ['registration.read', 'registration.write', 'consent.read'] };
  const agreed = async () => {
    const block = aRegistriesBlock();
    await block.world.table.transact(
      [
        {
          put: {
            pk: 'SHELF#partnerAgreement#all',
            sk: 'hospital',
            entity: 'partnerAgreement',
            version: 1,
            client: 'hospital',
            member: 'XX/GOV/0001/hospital',
            blocks: ['digital-registries'],
            from: '2026-01-01',
          },
        },
      ],
      'agreement',
    );
    return block;
  };

  it('reads a registry that is open to it, and writes to none that is not', async () => {
    const block = await agreed();
    await block.define();
    await block.create(MITZI);

    expect(await statusOf(block.read({ chip: 'C-1' }, asPartner))).toBe(200);
    expect(await block.create({ ...MITZI, chip: 'C-2' }, asPartner)).toMatchObject({
      status: 403,
      body: { detail: 'this registry is not open to partners who write' },
    });
    await block.define({ partners: 'none' });
    expect(await statusOf(block.read({ chip: 'C-1' }, asPartner))).toBe(403);
    // another registry of the same code is open, and tells nothing of this one
    await block.define({ databaseId: 41 }, 'open-cats/1');
    const usage = { query: { userId: 'P-77', databaseId: 'CATS' } };
    expect(await statusOf(block.call('GET', '/data/myPersonalDataUsage', { ...usage, ...asPartner }))).toBe(404);
    expect(await statusOf(block.call('GET', '/data/myPersonalDataUsage', usage))).toBe(200);
  });

  it('reads a membership under her consent only, without phone or number; each try is hers to see', async () => {
    const block = await agreed();
    const caseId = await aConsentedCase(block.world, { purposes: ['programme', 'sharing'], area: 'north-1' });
    const silent = await aConsentedCase(block.world, {
      purposes: ['programme'],
      personId: 'b2c3d4e5-0000-4000-8000-000000000001' as never,
    });
    const read = (ID: string, options = {}) =>
      block.call('POST', '/data/mcts/1.0/read', { body: { query: { content: { ID } } }, ...options });
    const why = async (userId: string) =>
      (
        (await block.call('GET', '/data/myPersonalDataUsage', { query: { userId, databaseId: 'MCTS' } })).body as readonly Record<
          string,
          unknown
        >[]
      ).map(({ readerId, readerApplicationName, reason }) => [readerId, readerApplicationName, reason]);

    const shared = await read(caseId, asPartner);
    const own = await read(caseId);
    const refused = await read(silent, asPartner);

    expect(shared).toMatchObject({
      status: 200,
      body: { content: { ID: caseId, status: 'registered', caretaker: { firstName: 'Asha', lastNames: 'Devi' } } },
    });
    expect((shared.body as { content: { caretaker: object } }).content.caretaker).not.toHaveProperty('phone');
    expect(own).toMatchObject({ status: 200, body: { content: { caretaker: { phone: '+919876543210' } } } });
    expect(refused).toMatchObject({ status: 403, body: { detail: 'the mother has not consented to sharing, or has withdrawn it' } });
    expect(await why(caseId)).toEqual(
      expect.arrayContaining([
        ['client:hospital', 'hospital', 'digital registries: read of mcts 1.0'],
        ['client:client-1', undefined, 'digital registries: read of mcts 1.0'],
      ]),
    );
    expect(await why(silent)).toContainEqual(['client:hospital', 'hospital', 'digital registries: read of mcts 1.0, refused: no consent']);
    expect(
      await statusOf(block.call('GET', '/data/myPersonalDataUsage', { query: { userId: caseId, databaseId: 'MCTS' }, ...asPartner })),
    ).toBe(403);
  });
});

describe('the registry of memberships', () => {
  const entry = (changes: Readonly<Record<string, unknown>> = {}, content: Readonly<Record<string, unknown>> = {}) => ({
    content: {
      ID: 'MCTS-31',
      child: { citizenId: 'ID2', firstName: 'Usha', lastNames: 'Bajaj', birthdate: '2026-02-20', gender: 'Female' },
      caretaker: { citizenId: 'ID1', firstName: 'Sowmya', lastNames: 'Bajaj', birthdate: '1998-05-01', phone: '+919876543210' },
      ...content,
    },
    registration: {
      programme: 'IN-PMMVY2',
      area: 'gaya-7',
      language: 'en',
      birthPlace: 'facility',
      consent: { method: 'paper', scanReference: 'scan-1' },
      applicant: { categories: ['NFSA_RATION_CARD'], employment: 'none', bankAccount: 'own', livingChildren: 0 },
      ...changes,
    },
  });
  const send = (block: ReturnType<typeof aRegistriesBlock>, ...write: readonly unknown[]) =>
    block.call('POST', '/data/mcts/createEntries', { body: { write } });
  const ask = async (block: ReturnType<typeof aRegistriesBlock>, content: unknown) =>
    (await block.call('POST', '/data/mcts/1.0/exists', { body: { query: { content } } })).body;

  it('registers a child with its caretaker and her consent, once', async () => {
    const block = aRegistriesBlock();

    const answer = await send(block, entry());

    expect(answer).toMatchObject({ status: 201, body: { receive: [{ content: { child: { firstName: 'Usha' } } }] } });
    const [{ uuid }] = (answer.body as { receive: [{ uuid: string }] }).receive;
    expect(await block.world.factsOf(uuid)).toEqual(['MotherRegistered.v1', 'ConsentGiven.v1', 'ChildRegistered.v1']);
    expect(await send(block, entry())).toMatchObject({ status: 201, body: { receive: [{ uuid }] } });
    expect(await send(block, entry({}, { ID: 'MCTS-32' }))).toMatchObject({ status: 409 });
  });

  it('answers the same entry again as it was registered then, and shows what is kept of it', async () => {
    const block = aRegistriesBlock();
    const email = 'sowmya@example.org';
    const sent = entry({}, { child: { ...entry().content.child, nationality: 'IN' }, caretaker: { ...entry().content.caretaker, email } });
    const answers = [
      await send(block, sent),
      await block.call('POST', '/data/mcts/createEntries', { body: { write: [sent] }, at: '2026-03-09T10:00:00.000Z' }),
    ];

    for (const { body } of answers) {
      const [received] = (body as { receive: [{ content: { child: object; caretaker: object } }] }).receive;
      expect(received).toMatchObject({ content: { start: '2026-03-01' }, createdAt: '2026-03-01T10:00:00.000Z' });
      expect(received.content.child).not.toHaveProperty('nationality');
      expect(received.content.caretaker).not.toHaveProperty('email');
    }
  });

  it('finds a membership by the number of the child or of the mother, and shows a number to who asked by it', async () => {
    const block = aRegistriesBlock();
    await send(block, entry());
    const read = async (content: unknown) =>
      ((await block.call('POST', '/data/mcts/1.0/read', { body: { query: { content } } })).body as { content: unknown }).content;

    expect(await ask(block, { child: { citizenId: 'ID2' } })).toMatchObject({ answer: { status: true } });
    expect(await ask(block, { child: { citizenId: 'ID2' }, caretaker: { citizenId: 'ID1' } })).toMatchObject({ answer: { status: true } });
    expect(await ask(block, { child: { citizenId: 'ID2' }, caretaker: { citizenId: 'ID3' } })).toMatchObject({ answer: { status: false } });
    expect(await ask(block, { ID: 'PM2XYZ' })).toMatchObject({ answer: { status: false } });
    expect(await read({ child: { citizenId: 'ID2' } })).toMatchObject({
      child: { citizenId: 'ID2', firstName: 'Usha', birthdate: '2026-02-20', gender: 'Female' },
      caretaker: { firstName: 'Sowmya' },
    });
    expect(await read({ child: { citizenId: 'ID2' } })).not.toHaveProperty('caretaker.citizenId');
  });

  it.each<[string, unknown, string]>([
    ['no consent', entry({ consent: undefined }), '#/body/write/0/registration/consent'],
    ['no registration', { ...entry(), registration: undefined }, '#/body/write/0/registration'],
    ['a child without its birthday', entry({}, { child: {} }), '#/body/write/0/content/child/birthdate'],
    ['an unknown member', entry({}, { colour: 'red' }), '#/body/write/0/content/colour'],
    ['a payment without its way', entry({}, { paymentId: '9876543210' }), '#/body/write/0/registration/paymentModality'],
  ])('refuses an entry with %s, and keeps nothing', async (_what, sent, pointer) => {
    const block = aRegistriesBlock();

    const answer = await send(block, sent);

    expect([answer.status, ...pointers(answer)]).toEqual([400, pointer]);
    expect(await ask(block, { child: { citizenId: 'ID2' } })).toMatchObject({ answer: { status: false } });
  });

  it('names the fields of the entry where a fact cannot be true', async () => {
    const block = aRegistriesBlock();
    const child = { citizenId: 'ID2', birthdate: '2027-01-01' };

    const answer = await send(block, entry({}, { child }));

    expect(answer.status).toBe(422);
    expect(pointers(answer)).toEqual(['#/body/write/0/content/child/birthdate']);
  });

  it('is read only, and listed by number only', async () => {
    const block = aRegistriesBlock();
    const content = { ID: 'x' };

    expect(await statusOf(block.call('POST', '/data/mcts/1.0/create', { body: { write: { content } } }))).toBe(409);
    expect(await statusOf(block.call('DELETE', '/data/mcts/1.0/x/delete'))).toBe(409);
    expect(await statusOf(block.call('GET', '/data/mcts/1.0'))).toBe(400);
    expect(await block.call('GET', '/data/mcts/1.0', { query: { 'query.ID': 'x' } })).toMatchObject({
      status: 200,
      body: { count: 0, results: [] },
    });
    expect(pointers(await block.call('POST', '/data/mcts/1.0/read', { body: { query: { content: {} } } }))).toEqual([
      '#/body/query/content',
    ]);
    expect(pointers(await block.call('POST', '/data/mcts/1.0/read', { body: { query: { content: { name: 'x' } } } }))).toEqual([
      '#/body/query/content/name',
    ]);
    expect(await statusOf(block.call('POST', '/data/mcts/9/read', { body: { query: { content } } }))).toBe(404);
  });

  it('gives single values by the number', async () => {
    const block = aRegistriesBlock();
    const caseId = await aConsentedCase(block.world);

    expect(await block.call('GET', `/data/mcts/1.0/${caseId}/readValue/status.json`)).toMatchObject({ status: 200, body: 'registered' });
    expect(await statusOf(block.call('GET', `/data/mcts/1.0/${caseId}/readValue/colour.json`))).toBe(404);
  });
});
