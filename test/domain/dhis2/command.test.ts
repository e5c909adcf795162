import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';

interface Call {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

const folder = mkdtempSync(join(tmpdir(), 'nestling-dhis2-'));
const written = (name: string, value: unknown): string => {
  const file = join(folder, name);
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
};

const cell = (more: object = {}) => ({
  month: '2026-03',
  area: 'north-1',
  programme: 'DEFAULT',
  indicator: 'registered',
  count: 12,
  ...more,
});
let cells: readonly object[];
let summary: { readonly status: number; readonly body: unknown };
let calls: Call[];

/** The API with its counts, and a DHIS2 that answers as it is told, on one port. */
const server: Server = createServer((request, response) => {
  void textOf(request).then((body) => {
    const { url = '', headers } = request;
    calls.push({ url, authorization: headers.authorization, body });
    const isCounts = url.startsWith('/v1/monitoring/counts');
    response.writeHead(isCounts ? 200 : summary.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isCounts ? { cells } : summary.body));
  });
});
let origin: string;

const MAP = {
  dataSet: 'DataSetUid1',
  periodType: 'monthly',
  indicators: { registered: { dataElement: 'ElementReg1' } },
  orgUnits: { 'north-1': 'OrgUnitNor1', 'north-2': 'OrgUnitNor2' },
};

const command = async (...args: readonly string[]) => {
  const child = spawn(process.execPath, ['infra/cli/dhis2.ts', ...args]);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, errors, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), ended]);
  return { out, errors, code };
};
const exported = (map: unknown, ...more: readonly string[]) =>
  command(
    ...['export', '--map', written('map.json', map), '--from', '2026-03', '--to', '2026-03'],
    ...['--url', `${origin}/v1`, '--token', 'api-token', ...more],
  );

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  calls = [];
  cells = [cell(), cell({ area: 'north-2', count: 2 })];
});

describe('npm run dhis2 -- export', () => {
  it('says in a file that a set is complete where it is one, and not of several, of which a file cannot say it', async () => {
    const one = await exported(MAP, '--complete', '2026-04-05');
    cells = [cell(), cell({ area: 'north-2' })];
    const several = await exported(MAP, '--complete', '2026-04-05');

    expect(JSON.parse(one.out)).toMatchObject({ completeDate: '2026-04-05', orgUnit: 'OrgUnitNor1' });
    expect(several).toMatchObject({
      code: 2,
      out: '',
      errors: expect.stringContaining('--complete: DHIS2 takes that day for one unit') as string,
    });
  });

  it('writes a data value set, and says what it leaves out', async () => {
    const out = join(folder, 'set.json');

    const { code, errors } = await exported(MAP, '--out', out);

    expect({ code, errors }).toEqual({ code: 0, errors: 'left out, being made of fewer than 5:\n  registered of OrgUnitNor2 in 202603\n' });
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({
      dataSet: 'DataSetUid1',
      period: '202603',
      orgUnit: 'OrgUnitNor1',
      dataValues: [{ dataElement: 'ElementReg1', value: '12' }],
    });
    expect(calls).toMatchObject([{ url: '/v1/monitoring/counts?from=2026-03&to=2026-03', authorization: 'Bearer api-token' }]);
  });

  it('exports nothing when the map does not name all, unless it is told to', async () => {
    cells = [cell(), cell({ indicator: 'motherDeaths', area: 'east' })];

    const whole = await exported(MAP);
    const part = await exported(MAP, '--partial');

    expect(whole).toMatchObject({ code: 1, out: '' });
    expect(whole.errors).toContain('map.json has no name for:\n  area east\n  indicator motherDeaths\n');
    expect(part.code).toBe(0);
    expect(JSON.parse(part.out)).toMatchObject({ dataValues: [{ value: '12' }] });
  });

  it('names every fault of a map', async () => {
    const { code, errors } = await exported({ ...MAP, dataSet: 'x', periodType: 'weekly', more: 1 });

    expect(code).toBe(2);
    expect(errors).toMatch(/map\.json .*dataSet.*11 letters/);
    expect(errors).toMatch(/map\.json .*periodType.*cannot be weekly/);
    expect(errors).toMatch(/map\.json .*more/);
    expect(calls).toEqual([]);
    expect(await exported('{')).toMatchObject({ code: 2, errors: expect.stringContaining('is not JSON') as string });
  });

  it('sends each set to DHIS2, to be checked only where that is wanted', async () => {
    cells = [cell(), cell({ area: 'north-2', count: 20 })];
    summary = { status: 200, body: { status: 'SUCCESS', importCount: { imported: 1, updated: 0, ignored: 0, deleted: 0 } } };
    const token = written('token', 'd2pat_secret\n');

    const sent = await exported(MAP, '--send', origin, '--token-file', token, '--complete', '2026-04-05');
    const checked = await exported(MAP, '--send', origin, '--token-file', token, '--dry-run');

    expect(sent).toEqual({ code: 0, errors: '', out: 'sent: 2 imported, 0 updated, 0 ignored\n' });
    expect(checked.out).toBe('checked: 2 imported, 0 updated, 0 ignored\n');
    const sets = calls.filter(({ url }) => url.startsWith('/api/'));
    expect(sets.map(({ url }) => new URL(url, origin).searchParams.get('dryRun'))).toEqual(['false', 'false', 'true', 'true']);
    expect(sets[0]?.authorization).toBe('ApiToken d2pat_secret');
    expect(JSON.parse(sets[0]?.body ?? '')).toMatchObject({ completeDate: '2026-04-05', orgUnit: 'OrgUnitNor1', period: '202603' });
  });

  it('fails with the words of the server when it does not take all', async () => {
    const response = {
      status: 'WARNING',
      importCount: { imported: 0, updated: 0, ignored: 1, deleted: 0 },
      conflicts: [{ object: 'ElementReg1', value: 'Data element not found or not accessible' }],
    };
    summary = { status: 409, body: { httpStatus: 'Conflict', status: 'WARNING', response } };
    const token = written('token', 'd2pat_secret');

    const refused = await exported(MAP, '--send', origin, '--token-file', token);
    expect(refused.code).toBe(1);
    expect(refused.errors).toContain('OrgUnitNor1 202603: ElementReg1 Data element not found or not accessible');

    summary = { status: 401, body: { httpStatus: 'Unauthorized' } };
    const stranger = await exported(MAP, '--send', origin, '--token-file', token);
    expect(stranger.code).toBe(1);
    expect(stranger.errors).toContain('answered 401');
    expect(stranger.errors).not.toContain('d2pat_secret');
  });

  it.each([
    [['export'], '--map, --from and --to are needed'],
    [['import'], 'the command is export'],
    [['export', '--map', 'm', '--from', '2026-03', '--to', '2026-03', '--send', 'https://dhis2.example.org'], '--send needs --token-file'],
    [['export', '--map', 'm', '--from', '2026-03', '--to', '2026-03', '--dry-run'], 'go with --send'],
    [['export', '--map', 'm', '--from', '2026-03', '--to', '2026-03', '--complete', 'soon'], '--complete is "soon"'],
    [['export', '--unknown'], '--unknown'],
  ])('refuses %j', async (args, reason) => {
    expect(await command(...args)).toMatchObject({ code: 2, errors: expect.stringContaining(reason) as string });
  });
});
