import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareFileLines } from '../../../functions/verification/api/compare-file-lines.ts';
import { compareFile, type ComparisonJob } from '../../../infra/cli/verification/compare-file.ts';
import { FileMapping, type FileMapping as Mapping } from '../../../infra/cli/verification/mapping.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { serve } from '../../support/serve-operation.ts';
import { call, testVault } from '../../support/world.ts';
import { aVerificationWorld, programmes, type VerificationWorld } from './verification-world.ts';

const MAPPING = FileMapping.parse({
  of: 'mother',
  delimiter: ';',
  columns: {
    nationalId: 'NID',
    givenName: 'First name',
    familyName: 'Last name',
    birthDate: { name: 'DOB', date: 'DD/MM/YYYY' },
    sex: { name: 'SEX', values: { '1': 'male', '2': 'female', '9': null } },
  },
});
const HEADER = 'NID;First name;Last name;DOB;SEX;RELIGION';
const HERS = '53;Sowmya;Krishnamurti;14/05/1996;2;x';

describe("a register's file and the command that sends it", () => {
  let engine: Engine;
  let world: VerificationWorld;
  let server: Awaited<ReturnType<typeof serve>>;
  let folder = '';
  /** Bodies that arrived; what `refuse` says of their number is answered instead. */
  const bodies: string[] = [];
  let refuse: (call: number) => number | undefined = () => undefined;

  beforeAll(async () => {
    engine = await startEngine();
    server = await serve(async (rawBody) => {
      bodies.push(rawBody);
      const status = refuse(bodies.length);
      if (status !== undefined) return { status };
      const { files, table } = world;
      return call(compareFileLines({ files, table, vault: testVault, programmes }), { rawBody, at: world.at() });
    });
  });
  afterAll(async () => {
    server.stop();
    await engine.stop();
  });
  beforeEach(async () => {
    bodies.length = 0;
    refuse = () => undefined;
    folder = mkdtempSync(join(tmpdir(), 'nestling-file-'));
    world = await aVerificationWorld(engine);
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await world.stop();
  });

  const job = (lines: readonly string[], changes: Partial<ComparisonJob> & { mapping?: Mapping } = {}): ComparisonJob => {
    const file = join(folder, 'in.csv');
    writeFileSync(file, `${[HEADER, ...lines].join('\r\n')}\r\n`);
    const target = { url: server.url, token: () => Promise.resolve('t'), pauseMs: 1 };
    return { file, mapping: MAPPING, out: join(folder, 'report.csv'), target, batch: 100, concurrency: 2, ...changes };
  };
  const report = (): string[] => readFileSync(join(folder, 'report.csv'), 'utf8').split('\r\n').slice(1, -1);

  it('reports what differs, and names the lines that cannot be read by field and reason', async () => {
    const caseId = await world.register();

    const counts = await compareFile(
      job([
        HERS,
        '53;Sowmya;Krishnamurti;15/05/1996;2;x',
        '53;Sowmya;Krishnamurti;1996-05-14;2;x',
        '53;Sowmya',
        '53;"Sowmya;Krishnamurti;14/05/1996;2;x',
        '53;"Sowmya";Krishnamurti;14/05/1996;2;"two',
        'lines"',
        '99;A;B;14/05/1996;9;x',
      ]),
    );

    expect(counts).toEqual({ match: 2, mismatch: 1, reviewOpened: 1, error: 3, notFound: 1 });
    expect(report()).toEqual([
      `3,mismatch,${caseId},mother.birthDate,1996-05-14,1996-05-15,reviewOpened,difference`,
      expect.stringMatching(/^4,error,,DOB,,,,.+/),
      '5,error,,,,,,"has 2 fields, the header 6"',
      '6,error,,,,,,has a quote that is not closed',
      '9,notFound,,,,,,',
    ]);
    expect(bodies.join()).not.toContain('RELIGION');
    expect(existsSync(join(folder, 'report.csv.progress'))).toBe(false);
  });

  it('loses no line between two that have a lone quote each', async () => {
    await world.register();

    const counts = await compareFile(job(['99;5" A;B;14/05/1996;2;x', '98;6" A;B;14/05/1996;2;x', '97;A;B;14/05/1996;2;x']));

    expect(report().map((row) => row.split(',')[0])).toEqual(['2', '3', '4']);
    expect(Object.values(counts).reduce((sum, times) => sum + times, 0)).toBe(3);
  });

  it('takes no line in another encoding than the mapping says for one that differs, and none for a mark at the beginning', async () => {
    await world.register();
    const given = job([]);
    const lines = [HERS, '53;Söwmya;Krishnamurti;14/05/1996;2;x'].join('\r\n');
    writeFileSync(given.file, Buffer.from(`\u00EF\u00BB\u00BF${HEADER}\r\n${lines}\r\n`, 'latin1'));

    expect(await compareFile(given)).toEqual({ match: 1, error: 1 });
    expect(report()).toEqual([expect.stringMatching(/^3,error,,[^,]+,,,,is not in the encoding that the mapping says$/)]);
  });

  it('goes on where it stopped, and tells each line once', async () => {
    await world.register();
    const lines = Array.from({ length: 9 }, (_, place) => `${String(100 + place)};A;B;14/05/1996;2;x`);
    refuse = (number) => (number >= 3 ? 401 : undefined);

    await expect(compareFile(job(lines, { batch: 2, concurrency: 1 }))).rejects.toThrow('does not take the lines: HTTP 401');
    const first = report();
    refuse = () => undefined;
    const counts = await compareFile(job(lines, { batch: 2, concurrency: 1 }));

    expect(first.map((row) => row.split(',')[0])).toEqual(['2', '3', '4', '5']);
    expect(report().map((row) => row.split(',')[0])).toEqual(['2', '3', '4', '5', '6', '7', '8', '9', '10']);
    expect(counts).toEqual({ notFound: 9 });
  });

  it('tries again where a try may help', async () => {
    refuse = (number) => (number <= 2 ? 503 : undefined);

    expect(await compareFile(job([HERS]))).toEqual({ notFound: 1 });
    expect(bodies).toHaveLength(3);
  });

  it('begins no report anew, and goes on with none of another file', async () => {
    refuse = () => 401;
    await expect(compareFile(job([HERS, HERS], { batch: 1, concurrency: 1 }))).rejects.toThrow('401');
    refuse = (number) => (number === 3 ? 401 : undefined);
    expect(existsSync(join(folder, 'report.csv'))).toBe(false);
    await expect(compareFile(job([HERS, HERS], { batch: 1, concurrency: 1 }))).rejects.toThrow('401');

    await expect(compareFile(job([HERS, HERS, HERS]))).rejects.toThrow('was begun for another file or mapping');
    refuse = () => undefined;
    await compareFile(job([HERS, HERS], { batch: 1, concurrency: 1 }));
    await expect(compareFile(job([HERS, HERS]))).rejects.toThrow('is there already, and finished');
  });

  it('refuses a file without a column that the mapping names', async () => {
    const mapping = FileMapping.parse({ of: 'mother', columns: { nationalId: 'UIN' }, delimiter: ';' });

    await expect(compareFile(job([HERS], { mapping }))).rejects.toThrow(
      'the file has no column UIN for nationalId; it has NID, First name, Last name, DOB, SEX, RELIGION',
    );
  });
});
