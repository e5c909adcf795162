/** What a registry of data does beyond values: words, files, states. */
import { jest } from '@jest/globals';
import { startEngine, type Engine } from '../../support/engine.ts';
import { aWorld } from '../../support/world.ts';
import { aRegistriesBlock, CATS, MITZI, pointers } from './registries-world.ts';

const statusOf = async (answer: Promise<{ status: number }>): Promise<number> => (await answer).status;
const PDF = Buffer.from('%PDF-1.4 a vaccination card');
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]);

/** Homes of a town, with a description to search and two papers. */
const HOMES = {
  databaseId: 50,
  code: 'HOMES',
  title: 'Homes',
  key: 'number',
  partners: 'write',
  fields: {
    number: { type: 'string' },
    owner: { type: 'string', searchable: true, personal: true },
    kind: { type: 'string', searchable: true },
    about: { type: 'string', fulltext: true },
    notes: { type: 'string', fulltext: true },
    deed: { type: 'file' },
    picture: { type: 'file' },
  },
};

const aBlock = async (changes: Readonly<Record<string, unknown>> = {}, table?: Parameters<typeof aRegistriesBlock>[0]) => {
  const block = aRegistriesBlock(table);
  const define = (more: Readonly<Record<string, unknown>>) =>
    block.call('PUT', '/registries/homes/1', { body: { ...HOMES, ...changes, ...more } });
  expect(await define({})).toMatchObject({ status: 200 });
  const create = (content: unknown, options = {}) =>
    block.call('POST', '/data/homes/1/create', { body: { write: { content } }, ...options });
  const update = (number: string, content: unknown, options = {}) =>
    block.call('PUT', '/data/homes/1/update', { body: { query: { content: { number } }, write: { content } }, ...options });
  const list = async (query: Readonly<Record<string, string>>) => {
    const { body } = await block.call('GET', '/data/homes/1', { query });
    return (body as { results: { number: string }[] }).results.map(({ number }) => number);
  };
  const upload = async (bytes = PDF, options = {}) =>
    (await block.call('POST', '/files', { body: { file: bytes.toString('base64') }, ...options })).body as { url: string; type: string };
  return { ...block, define, create, update, list, upload };
};

describe('a search by words', () => {
  const filled = async () => {
    const block = await aBlock();
    for (const [day, home] of [
      ['01', { number: '1', kind: 'hut', about: 'A blue house by the old river', notes: 'leaks' }],
      ['02', { number: '2', kind: 'flat', about: 'Blue door, NEW roof' }],
      ['03', { number: '3', kind: 'flat', about: 'माँ का घर', notes: 'old and blue' }],
    ] as const)
      await block.create(home, { at: `2026-03-${day}T10:00:00.000Z` });
    return block;
  };

  it('finds what has all words, in whatever case and script, in one text or in any', async () => {
    const { list } = await filled();

    expect(await list({ search: 'BLUE' })).toEqual(['1', '2', '3']);
    expect(await list({ search: 'old blue' })).toEqual(['1', '3']);
    expect(await list({ search: 'old blue', filter: 'about' })).toEqual(['1']);
    expect(await list({ search: 'घर' })).toEqual(['3']);
    expect(await list({ search: 'blue', 'query.kind': 'flat', ordering: 'descending' })).toEqual(['3', '2']);
    expect(await list({ search: 'riv' })).toEqual([]);
  });

  it('follows changes and deletions', async () => {
    const { list, update, call } = await filled();
    await update('1', { about: 'A green house' });
    await call('DELETE', '/data/homes/1/2/delete');

    expect(await list({ search: 'blue' })).toEqual(['3']);
    expect(await list({ search: 'green' })).toEqual(['1']);
  });

  it.each<[Readonly<Record<string, string>>, string]>([
    [{ search: '...' }, '#/query/search'],
    [{ search: 'blu*' }, '#/query/search'],
    [{ search: '^blue|green' }, '#/query/search'],
    [{ search: Array.from({ length: 26 }, (_, n) => `w${String(n)}`).join(' ') }, '#/query/search'],
    [{ filter: 'about' }, '#/query/search'],
    [{ search: 'blue', filter: 'deed' }, '#/query/deed'],
    [{ search: 'blue', filter: 'toString' }, '#/query/toString'],
    [{ search: 'P-77', filter: 'owner' }, '#/query/owner'],
  ])('refuses %j', async (query, pointer) => {
    const answer = await (await filled()).call('GET', '/data/homes/1', { query });

    expect([answer.status, ...pointers(answer)]).toEqual([400, pointer]);
  });

  it('is shown in what is said of the registry, and is for texts that are nobody’s', async () => {
    const { call } = await aBlock();
    const wrong = (fields: unknown) => call('PUT', '/registries/others/1', { body: { ...HOMES, databaseId: 51, fields } });

    expect((await call('GET', '/database/50')).body).toMatchObject({
      schemaTags: [{ path: '/about', isFulltext: true }, { path: '/notes' }],
    });
    expect(pointers(await wrong({ ...HOMES.fields, owner: { type: 'string', fulltext: true, personal: true } }))).toEqual([
      '#/body/fields/owner/fulltext',
    ]);
    expect(pointers(await wrong({ ...HOMES.fields, rooms: { type: 'integer', fulltext: true } }))).toEqual([
      '#/body/fields/rooms/fulltext',
    ]);
  });
});

describe('a file of a record', () => {
  const named = ({ url, type }: { url: string; type: string }) => ({ url, originalName: 'deed.pdf', type });
  const keyOf = ({ url }: { url: string }) => `registries/${url.split('/').at(-1) ?? ''}`;

  it('is uploaded, named by its record, and read by who may read that', async () => {
    const block = await aBlock();
    const file = await block.upload();
    const deed = named(file);

    expect(await block.create({ number: '1', deed })).toMatchObject({ status: 200, body: { content: { deed } } });
    expect((await block.call('GET', '/data/homes/1/1/readValue/deed.json')).body).toEqual({ value: deed });
    expect(await block.call('GET', file.url.replace('/govstack/digital-registries', ''))).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/pdf' },
      body: PDF.toString('base64'),
    });
    expect(await statusOf(block.call('GET', '/files/00000000-0000-4000-8000-000000000000'))).toBe(404);
  });

  it('is seen before that by who brought it and by the ministry, and afterwards as the registry says', async () => {
    const block = await aBlock();
    await block.world.table.transact(
      ['hospital', 'clinic'].map((client) => ({
        put: {
          pk: 'SHELF#partnerAgreement#all',
          sk: client,
          entity: 'partnerAgreement',
          version: 1,
          client,
          blocks: ['digital-registries'],
          from: '2026-01-01',
        },
      })),
      'agreements',
    );
    const as = (client: string) => ({ client, scopes: ['registration.read', 'registration.write'] });
    const file = await block.upload(PDF, as('hospital'));
    const look = (client: string) => statusOf(block.call('GET', file.url.replace('/govstack/digital-registries', ''), as(client)));

    expect([await look('hospital'), await look('clinic')]).toEqual([200, 403]);
    const foreign = await block.create({ number: '1', deed: named(file) }, as('clinic'));
    expect([foreign.status, ...pointers(foreign)]).toEqual([400, '#/body/write/content/deed/url']);
    await block.create({ number: '1', deed: named(file) }, as('hospital'));
    expect(await look('clinic')).toBe(200);
    expect(await statusOf(block.update('1', { about: 'x' }, as('clinic')))).toBe(200);
    await block.define({ partners: 'none' });
    expect([await look('clinic'), await look('hospital')]).toEqual([403, 403]);
  });

  it.each<[string, (file: { url: string; type: string }) => unknown, string]>([
    [
      'was never uploaded',
      () => ({
        url: '/govstack/digital-registries/files/00000000-0000-4000-8000-000000000000',
        originalName: 'x',
        type: 'application/pdf',
      }),
      '/url',
    ],
    ['lies elsewhere', () => ({ url: 'https://example.org/x.pdf', originalName: 'x', type: 'application/pdf' }), '/url'],
    ['is of another type than it says', (file) => ({ ...named(file), type: 'image/png' }), '/type'],
    ['is a number', () => ({ $documentId: 7 }), ''],
    ['is a text', () => 'deed.pdf', ''],
  ])('is refused where it %s, and nothing is kept', async (_what, fileOf, place) => {
    const block = await aBlock();
    const answer = await block.create({ number: '1', deed: fileOf(await block.upload()) });

    expect([answer.status, ...pointers(answer)]).toEqual([400, `#/body/write/content/deed${place}`]);
    expect(await block.list({})).toEqual([]);
  });

  it('has one place', async () => {
    const block = await aBlock();
    const deed = named(await block.upload());

    expect(pointers(await block.create({ number: '1', deed, picture: deed }))).toEqual(['#/body/write/content/picture/url']);
    await block.create({ number: '1', deed, kind: 'hut' });
    expect(pointers(await block.create({ number: '2', deed }))).toEqual(['#/body/write/content/deed/url']);
    await block.create({ number: '2', kind: 'hut' });
    const all = { query: { content: { kind: 'hut' } }, write: { content: { picture: named(await block.upload(PNG)) } } };
    expect(pointers(await block.call('PUT', '/data/homes/1/updateEntries', { body: all }))).toEqual(['#/body/write/content/picture']);
  });

  it('goes with its record, and when another takes its place', async () => {
    const block = await aBlock();
    const [first, second] = [await block.upload(), await block.upload(PNG)];
    await block.create({ number: '1', deed: named(first) });
    expect(block.objects.keys()).toHaveLength(2);

    expect(await statusOf(block.update('1', { deed: named(second) }))).toBe(200);
    await block.deliver();
    expect(block.objects.keys()).toEqual([keyOf(second)]);
    expect(await statusOf(block.call('GET', first.url.replace('/govstack/digital-registries', '')))).toBe(404);
    expect(await statusOf(block.call('DELETE', '/data/homes/1/1/delete'))).toBe(204);
    await block.deliver();
    expect(block.objects.keys()).toEqual([]);
  });

  it('goes with its record also where its bytes cannot be removed at first, and nobody reads it in between', async () => {
    const block = await aBlock();
    const file = await block.upload();
    await block.create({ number: '1', deed: named(file) });
    jest.spyOn(block.objects, 'remove').mockRejectedValueOnce(new Error('slow down'));

    expect(await statusOf(block.call('DELETE', '/data/homes/1/1/delete'))).toBe(204);
    await block.deliver();
    expect(block.objects.keys()).toEqual([keyOf(file)]);
    expect(await statusOf(block.call('GET', file.url.replace('/govstack/digital-registries', '')))).toBe(404);
    await block.deliver();
    expect(block.objects.keys()).toEqual([]);
  });

  it('goes a week after its upload where no record has named it', async () => {
    const block = await aBlock();
    const [left, kept] = [await block.upload(), await block.upload(PNG)];
    await block.create({ number: '1', deed: named(kept) });
    const swept = async (on: string) => {
      await block.sweep(on);
      // what is due is let go, and what is let go is removed
      await block.deliver();
      await block.deliver();
      return [...block.objects.keys()].sort();
    };

    expect(await swept('2026-03-07')).toEqual([keyOf(left), keyOf(kept)].sort());
    expect(await swept('2026-03-08')).toEqual([keyOf(kept)]);
    expect(await statusOf(block.call('GET', left.url.replace('/govstack/digital-registries', '')))).toBe(404);
    expect(await swept('2026-03-09')).toEqual([keyOf(kept)]);
  });

  it('is the same one when the upload is repeated with its key', async () => {
    const block = await aBlock();
    const headers = { 'information-mediator-client': 'XX/GOV/0001/hospital', 'idempotency-key': 'one' };

    const file = await block.upload(PDF, { headers });
    expect((await block.upload(PDF, { headers })).url).toBe(file.url);
    expect(block.objects.keys()).toEqual([keyOf(file)]);
  });

  it('is there when its upload is repeated that failed on the way to the store, and does not come back once it is gone', async () => {
    const block = await aBlock();
    const headers = { 'information-mediator-client': 'XX/GOV/0001/hospital', 'idempotency-key': 'one' };
    jest.spyOn(block.objects, 'put').mockRejectedValueOnce(new Error('slow down'));

    expect(await statusOf(block.call('POST', '/files', { body: { file: PDF.toString('base64') }, headers }))).toBe(500);
    const file = await block.upload(PDF, { headers });
    expect(block.objects.keys()).toEqual([keyOf(file)]);
    await block.create({ number: '1', deed: named(file) });
    await block.call('DELETE', '/data/homes/1/1/delete');
    await block.deliver();
    expect((await block.upload(PDF, { headers })).url).toBe(file.url);
    expect(block.objects.keys()).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['empty', ''],
    ['a program', Buffer.from('MZ program').toString('base64')],
    ['too large', Buffer.alloc(3 * 1024 * 1024 + 1, '%PDF-').toString('base64')],
    ['called something else', { name: 'x.png', base64: PDF.toString('base64') }],
    ['several', [PDF.toString('base64'), PDF.toString('base64')]],
  ])('is not taken when it is %s', async (_what, file) => {
    const block = await aBlock();
    const answer = await block.call('POST', '/files', { body: { file } });

    expect([answer.status, ...pointers(answer)]).toEqual([400, '#/body/file']);
    expect(block.objects.keys()).toEqual([]);
  });
});

describe('the state of a registry', () => {
  it.each<[string, number, number]>([
    ['draft', 409, 409],
    ['disabled', 409, 409],
    ['archived', 200, 409],
    ['published', 200, 409],
  ])('%s answers a reading by %d', async (state, reading) => {
    const block = await aBlock();
    if (state !== 'draft') await block.create({ number: '1' });
    expect(await statusOf(block.define({ state }))).toBe(200);

    expect(await statusOf(block.call('POST', '/data/homes/1/exists', { body: { query: { content: { number: '1' } } } }))).toBe(reading);
    expect(await statusOf(block.create({ number: '2' }))).toBe(state === 'published' ? 200 : 409);
    expect((await block.call('GET', '/database/50')).body).toMatchObject({
      isDraft: state === 'draft',
      isDisabled: state === 'disabled',
      isArchived: state === 'archived',
    });
  });

  it('is no draft again while there are records', async () => {
    const block = await aBlock();
    await block.create({ number: '1' });

    expect(pointers(await block.define({ state: 'draft' }))).toEqual(['#/body/state']);
  });
});

describe('records that no table takes', () => {
  it.each<[string, string, string]>([
    ['a number without end', '{"number":"1","x":1e400}', '/x'],
    ['half a character', '{"number":"\\ud800"}', '/number'],
    ['a name that every object has', '{"number":"1","constructor":1}', '/constructor'],
    ['a name that some code reads', '{"number":"1","toString":"x"}', '/toString'],
    ['endless nesting', `{"number":"1","x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, `/x${'/0'.repeat(20)}`],
  ])('are refused for %s', async (_what, content, place) => {
    const block = await aBlock();
    const answer = await block.call('POST', '/data/homes/1/create', { body: `{"write":{"content":${content}}}` });

    expect(answer.status).toBe(400);
    expect(pointers(answer)[0]).toContain(`#/body/write/content${place}`);
    expect(await block.list({})).toEqual([]);
  });

  it('are not read by such names either', async () => {
    const block = await aBlock();
    await block.create({ number: '1' });

    expect(pointers(await block.call('GET', '/data/homes/1/1/readValue/toString.json'))).toEqual(['#/path/field']);
    expect(await statusOf(block.call('GET', '/data/mcts/1.0/x/readValue/toString.json'))).toBe(404);
    expect(pointers(await block.call('POST', '/data/homes/1/read', { body: { query: { content: { valueOf: 1 } } } }))).toEqual([
      '#/body/query/content/valueOf',
    ]);
    expect(pointers(await block.define({ key: 'toString' }))).toEqual(['#/body/key']);
  });
});

describe('calls that come together', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());

  it('delete a record once, and all find it gone', async () => {
    const block = aRegistriesBlock((await aWorld(engine)).table);
    await block.define();
    await block.create(MITZI);

    const answers = await Promise.all(Array.from({ length: 4 }, () => block.call('DELETE', '/data/cats/1/C-1/delete')));

    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
  });

  it('update or create one record, whichever of them is first', async () => {
    const block = aRegistriesBlock((await aWorld(engine)).table);
    await block.define();
    const call = (lives: number) =>
      block.call('POST', '/data/cats/1/updateOrCreate', {
        body: { query: { content: { chip: 'C-1' } }, write: { content: { ...MITZI, lives } } },
      });

    const answers = await Promise.all([1, 2, 3].map(call));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await block.list()).count).toBe(1);
  });

  it('keep numbers as JSON has them', async () => {
    const block = aRegistriesBlock((await aWorld(engine)).table);
    await block.define({ fields: { ...CATS.fields, weight: { type: 'number' } } });
    for (const [chip, weight] of [
      ['C-1', 1.2345678901234567e20],
      ['C-2', 1e-20],
      ['C-3', -1e120],
    ] as const) {
      await block.create({ chip, name: 'Big', weight });
      expect((await block.read({ chip })).body).toMatchObject({ content: { weight } });
    }
  });
});
