import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

interface Put {
  readonly url: string;
  readonly token: string;
  readonly body: unknown;
}

describe('npm run import', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nestling-import-'));
  const data = join(folder, 'data');
  let server: Server;
  let url: string;
  let puts: Put[] = [];
  let statusOf: (put: Put, times: number) => number = () => 200;
  const write = (files: Readonly<Record<string, unknown>>): string => {
    rmSync(data, { recursive: true, force: true });
    const written = mkdtempSync(join(folder, 'files-'));
    for (const [name, value] of Object.entries(files))
      writeFileSync(join(written, name), typeof value === 'string' ? value : JSON.stringify(value));
    return written;
  };
  const command = (...args: readonly string[]): Promise<{ code: number | null; out: string; errors: string }> => {
    const child = spawn(process.execPath, [join(ROOT, 'infra/cli/import.ts'), ...args], { cwd: folder });
    let out = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, errors })));
  };
  const load = (files: string, ...more: readonly string[]) => command(files, '--url', url, '--token', 'T', '--concurrency', '1', ...more);

  beforeAll(async () => {
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        const put = { url: request.url ?? '', token: request.headers.authorization ?? '', body: JSON.parse(text) as unknown };
        puts.push(put);
        const status = statusOf(put, puts.filter((one) => one.url === put.url).length);
        if (status === 0) return void request.socket.destroy();
        response.writeHead(status, { 'content-type': 'application/problem+json' });
        response.end(JSON.stringify(status === 400 ? { title: 'No', errors: [{ pointer: '#/body/name', detail: 'is too long' }] } : {}));
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    puts = [];
    statusOf = () => 200;
  });

  const merchants = {
    kind: 'payments/merchants',
    items: [
      { id: 'a/b', name: 'A' },
      { id: 2, name: 'B' },
    ],
  };

  it('puts each item where its kind and id say, in the order of files and items', async () => {
    const files = write({
      '20.json': { kind: 'digital-registries/registries/people/1/records', items: [{ id: 'r', content: {} }] },
      '10.json': merchants,
      'read-me.txt': 'no data',
    });

    const { code, out } = await load(files);

    expect(code).toBe(0);
    expect(puts).toEqual([
      { url: '/govstack/payments/merchants/a%2Fb', token: 'Bearer T', body: { name: 'A' } },
      { url: '/govstack/payments/merchants/2', token: 'Bearer T', body: { name: 'B' } },
      { url: '/govstack/digital-registries/registries/people/1/records/r', token: 'Bearer T', body: { content: {} } },
    ]);
    expect(out).toBe(
      '10.json: payments/merchants, 2 of 2 taken, 0 refused\n20.json: digital-registries/registries/people/1/records, 1 of 1 taken, 0 refused\n',
    );
  });

  it('names every item that is refused, goes on with the others, and fails', async () => {
    statusOf = ({ url: path }) => (path.endsWith('/2') ? 400 : 200);

    const { code, out, errors } = await load(write({ 'a.json': merchants, 'b.json': { ...merchants, kind: 'payments/shops' } }));

    expect(code).toBe(1);
    expect(out).toContain('REFUSED a.json #/items/1 (2): HTTP 400 #/body/name is too long');
    expect(out).toContain('b.json: payments/shops, 1 of 2 taken, 1 refused');
    expect(errors).toContain('2 items were refused');
  });

  it('reads a file that an editor began with a mark', async () => {
    const files = write({ 'a.json': merchants });
    const file = join(files, 'a.json');
    writeFileSync(file, `\uFEFF${readFileSync(file, 'utf8')}`);

    expect(await load(files)).toMatchObject({ code: 0 });
    expect(puts).toHaveLength(2);
  });

  it('tries again where the system asks for patience', async () => {
    statusOf = (_, times) => (times < 2 ? 503 : 200);

    expect(await load(write({ 'a.json': merchants }))).toMatchObject({ code: 0 });
    expect(puts).toHaveLength(4);
  });

  it('goes on where it was cut off, and sends all again once it came to its end', async () => {
    const files = write({ 'a.json': merchants });
    statusOf = ({ url: path }) => (path.endsWith('/2') ? 401 : 200);
    expect(await load(files)).toMatchObject({ code: 1, errors: expect.stringContaining('does not take the token') as unknown });
    puts = [];
    statusOf = () => 200;

    const { code, out } = await load(files);

    expect([code, puts.map((put) => put.url)]).toEqual([0, ['/govstack/payments/merchants/2']]);
    expect(out).toContain('1 of 2 taken, 1 by an import before this, 0 refused');
    expect(readdirSync(join(folder, '.nestling/imports'))).toEqual([]);
    puts = [];
    await load(files);
    expect(puts).toHaveLength(2);
  });

  it.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ['no JSON', { 'a.json': '{' }, /^a\.json #: is not JSON/],
    ['no kind', { 'a.json': { items: [{ id: 1 }] } }, /^a\.json #\/kind: /],
    [
      'a kind without a collection',
      { 'a.json': { kind: 'payments', items: [{ id: 1 }] } },
      /^a\.json #\/kind: must be <block>\/<collection>/,
    ],
    ['a kind that leads elsewhere', { 'a.json': { kind: 'payments/../../cases', items: [{ id: 1 }] } }, /^a\.json #\/kind: /],
    ['an item without an id', { 'a.json': { kind: 'a/b', items: [{ id: 1 }, { name: 'x' }] } }, /^a\.json #\/items\/1\/id: /],
    ['an id twice', { 'a.json': { kind: 'a/b', items: [{ id: 1 }, { id: '1' }] } }, /^a\.json #\/items\/1\/id: is that of #\/items\/0 too/],
    ['an unknown member', { 'a.json': { kind: 'a/b', items: [{ id: 1 }], more: 1 } }, /^a\.json #: /],
    ['no item', { 'a.json': { kind: 'a/b', items: [] } }, /^a\.json #\/items: /],
    ['no file', {}, /holds no JSON file/],
  ])('refuses a folder with %s before it sends anything', async (_what, files, expected) => {
    const { code, errors } = await load(write({ ...files, ...(Object.keys(files).length === 0 ? {} : { 'b.json': merchants }) }));

    expect(code).toBe(2);
    expect(errors).toMatch(expected);
    expect(puts).toEqual([]);
  });

  it('sends no token over plain http to another machine, and none without being given one', async () => {
    const files = write({ 'a.json': merchants });

    expect(await command(files, '--url', 'http://example.org', '--token', 'T')).toMatchObject({ code: 2 });
    expect(await command(files, '--url', url)).toMatchObject({
      code: 2,
      errors: expect.stringContaining('--url needs --token') as unknown,
    });
    expect(await command(files)).toMatchObject({ code: 1, errors: expect.stringContaining('npm start') as unknown });
    expect(await command(files, '--check')).toMatchObject({ code: 0, out: 'a.json: payments/merchants, 2 items\n' });
  });
});
