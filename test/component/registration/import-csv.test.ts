import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { allOf, caseFiles } from '../../../functions/casefile/files.ts';
import { Children } from '../../../functions/casefile/case.ts';
import { registerBatch } from '../../../functions/registration/api/register-batch.ts';
import { dynamoTable } from '../../../functions/table/dynamo.ts';
import type { Table } from '../../../functions/table/table.ts';
import { importFile, type ImportJob } from '../../../infra/cli/csv-import/import-file.ts';
import { ImportMapping, readImportMapping } from '../../../infra/cli/csv-import/mapping.ts';
import { startEngine, type Engine } from '../../support/engine.ts';
import { serve } from '../../support/serve-operation.ts';
import { aContext, call, testVault } from '../../support/world.ts';
import { shippedProgrammes as programmes } from '../../support/builders.ts';

const AT = '2026-11-20T10:00:00.000Z';

const PLAIN = 'docs/examples/plain-import';
const TRACKER = 'docs/examples/tracker-import';

describe('old records that come in by a CSV file', () => {
  let engine: Engine;
  let server: Awaited<ReturnType<typeof serve>>;
  let tableName: string;
  let table: Table;
  let folder = '';
  let calls = 0;
  /** Is told before a call is answered. */
  let onCall: (call: number) => void = () => undefined;

  const needs = () => ({ files: caseFiles({ table, shards: () => 2 }), table, vault: testVault, programmes });

  beforeAll(async () => {
    engine = await startEngine();
    server = await serve((rawBody) => {
      calls += 1;
      onCall(calls);
      return call(registerBatch(needs()), { rawBody, at: AT });
    });
  });
  afterAll(async () => {
    server.stop();
    await engine.stop();
  });
  beforeEach(async () => {
    calls = 0;
    onCall = () => undefined;
    folder = mkdtempSync(join(tmpdir(), 'nestling-import-'));
    tableName = await engine.newTable();
    table = dynamoTable(engine.client, () => tableName);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const job = (example: string, changes: Partial<ImportJob> = {}): ImportJob => ({
    file: `${example}.csv`,
    mapping: changes.mapping ?? readImportMapping(`${example}.json`),
    out: join(folder, 'report.csv'),
    target: { url: server.url, token: () => Promise.resolve('t'), pauseMs: 1 },
    isDryRun: false,
    batch: 50,
    concurrency: 2,
    ...changes,
  });
  const report = (name = 'report.csv'): string[][] =>
    readFileSync(join(folder, name), 'utf8')
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(','));
  const items = async () => (await engine.client.send(new ScanCommand({ TableName: tableName }))).Items ?? [];
  const casesIn = async (): Promise<string[]> =>
    (await items()).flatMap(({ entity, caseId }) => (entity?.S === 'case' ? [caseId?.S ?? ''] : []));
  const childrenOf = async (caseId = '') => allOf(await needs().files.open(caseId, aContext(AT)), Children);

  it('registers each line, and tells of a refused one which columns are wrong and why, never what they say', async () => {
    const counts = await importFile(job(PLAIN));

    expect(counts).toEqual({ registered: 3, refused: 2 });
    const rows = report();
    expect(rows.map(([line, reference, result, , field]) => [line, reference, result, field])).toEqual([
      ['2', 'old-0001', 'registered', ''],
      ['3', 'old-0002', 'registered', ''],
      ['4', 'old-0003', 'registered', ''],
      ['5', 'old-0004', 'refused', 'Date of birth'],
      ['6', 'old-0005', 'refused', 'Clinic'],
      ['6', 'old-0005', 'refused', 'Child 1 sex'],
      ['6', 'old-0005', 'refused', 'Mobile'],
      ['6', 'old-0005', 'refused', 'Consent sheet'],
    ]);
    expect(rows[3]?.[5]).toBe('is no day written DD/MM/YYYY');
    expect(rows[7]?.[5]).toBe('is missing');
    expect(readFileSync(join(folder, 'report.csv'), 'utf8')).not.toMatch(/Amina|Esther|Seaside|31\/04|EX-100/);
    const { root } = await needs().files.open(rows[0]?.[3] ?? '', aContext(AT));
    expect(root).toMatchObject({
      area: 'north-1',
      language: 'sw',
      registeredAt: '2026-09-10T00:00:00.000Z',
      externalReference: 'old-0001',
      mother: { givenName: 'Amina', birthDate: '1996-05-14', phone: '+254712345601', address: { locality: 'Riverside' } },
    });
    expect((await childrenOf(rows[1]?.[3])).map(({ givenName, sex }) => [givenName, sex])).toEqual([
      ['Neema', 'female'],
      ['Zawadi', 'female'],
    ]);
    expect(await childrenOf(rows[2]?.[3])).toEqual([]);
  });

  it('tries a file without storing anything, and tells what would become of it', async () => {
    const before = await items();

    const counts = await importFile(job(TRACKER, { isDryRun: true }));

    expect(counts).toEqual({ wouldRegister: 3, passedOver: 1, refused: 1 });
    expect(await items()).toEqual(before);
    expect(report()).toEqual([
      ['2', 'ExampleChd1', 'wouldRegister', '', '', ''],
      ['3', 'ExampleMth1', 'wouldRegister', '', '', ''],
      ['4', 'ExampleMth2', 'wouldRegister', '', '', ''],
      ['6', 'ExampleChd2', 'refused', '', 'MCH Sex', 'is a word that the mapping does not translate'],
    ]);
  });

  it('judges a dry run as in earnest: by what stands there, and by the lines before', async () => {
    await importFile(job(PLAIN));
    const stored = await items();
    const mapping = readImportMapping(`${PLAIN}.json`);
    const [header = '', first = '', second = ''] = readFileSync(`${PLAIN}.csv`, 'utf8').split('\n');
    const file = join(folder, 'more.csv');
    const lines = [
      first,
      second.replace('0002', '0102').replace('EX-100002', 'EX-100001'),
      second.replace('0002', '0103').replace('EX-100002', 'EX-100103'),
      second.replace('0002', '0104').replace('EX-100002', 'EX-100103'),
      first.replace('0001', '0105').replace('EX-100001', '-').replace('BC-EX-501', '-').replace('14/05/1996', '14/05/2020'),
    ];
    writeFileSync(file, `${[header, ...lines].join('\n')}\n`);

    await importFile(job(PLAIN, { file, mapping, out: join(folder, 'dry.csv'), isDryRun: true }));

    expect(await items()).toEqual(stored);
    expect(report('dry.csv').map(([line, , result, , field, reason]) => [line, result, field, reason])).toEqual([
      ['2', 'known', '', ''],
      ['3', 'refused', '', 'mother-already-registered: it can be registered once'],
      ['4', 'wouldRegister', '', ''],
      ['5', 'refused', '', 'mother-already-registered: it can be registered once'],
      ['6', 'refused', 'Date of birth', 'makes her 6; 10 to 60 years are plausible'],
      ['6', 'refused', 'Child 1 born', 'makes the mother younger than 10 at the birth'],
    ]);
  });

  it('takes the same file again as known', async () => {
    await importFile(job(TRACKER));
    const first = report();
    const stored = await items();

    const counts = await importFile(job(TRACKER, { out: join(folder, 'again.csv') }));

    expect(counts).toEqual({ known: 3, passedOver: 1, refused: 1 });
    expect(report('again.csv').map(([, , , caseId]) => caseId)).toEqual(first.map(([, , , caseId]) => caseId));
    expect(await items()).toHaveLength(stored.length);

    const kept = (await items()).flatMap(({ entity, pk, sk }) => (entity?.S === 'once' ? [{ pk: pk?.S ?? '', sk: sk?.S ?? '' }] : []));
    await table.transact(
      kept.map((key) => ({ remove: key })),
      'the days in which a repeat is known',
    );
    const muchLater = await importFile(job(TRACKER, { out: join(folder, 'much-later.csv') }));
    expect(muchLater).toEqual({ known: 2, passedOver: 1, refused: 2 });
    expect(report('much-later.csv')[0]?.[5]).toMatch(/^child-already-registered: /);
    expect(await childrenOf(first[0]?.[3])).toMatchObject([{ givenName: 'Imani' }]);
  });

  it('keeps a child whose mother is not there yet', async () => {
    const file = join(folder, 'children.csv');
    const [header, child] = readFileSync(`${TRACKER}.csv`, 'utf8').split('\n');
    writeFileSync(file, `${String(header)}\n${String(child)}\n`);

    expect(await importFile(job(TRACKER, { file, isDryRun: true }))).toEqual({ wouldWait: 1 });
    expect(await items()).toEqual([]);
    expect(await importFile(job(TRACKER, { file, out: join(folder, 'earnest.csv') }))).toEqual({ waitsForMother: 1 });
  });

  it('registers every line once when it is killed between two batches and run again', async () => {
    const [header = '', first = ''] = readFileSync(`${PLAIN}.csv`, 'utf8').split('\n');
    const numbers = Array.from({ length: 12 }, (_, place) => String(place + 1).padStart(4, '0'));
    const file = join(folder, 'in.csv');
    const lineOf = (number: string): string =>
      first.replace('0001', number).replace('EX-100001', `EX-${number}`).replace('BC-EX-501', `BC-${number}`);
    writeFileSync(file, `${[header, ...numbers.map(lineOf)].join('\n')}\n`);
    const out = join(folder, 'report.csv');
    const start = () =>
      spawn(
        process.execPath,
        ['infra/cli/import-csv.ts', file, '--mapping', `${PLAIN}.json`, '--out', out]
          .concat(['--url', server.url, '--token', 't', '--batch', '2', '--concurrency', '1'])
          .map(String),
        { stdio: 'ignore', env: { ...process.env, NODE_OPTIONS: '' } },
      );

    const killed = start();
    onCall = (number) => {
      if (number === 4) killed.kill('SIGKILL');
    };
    await once(killed, 'exit');
    const left = { rows: report().length, isNoted: existsSync(`${out}.progress`) };
    onCall = () => undefined;
    const [exitCode] = (await once(start(), 'exit')) as [number];

    expect(left).toEqual({ rows: 6, isNoted: true });
    expect(exitCode).toBe(0);
    expect(report().map(([line]) => Number(line))).toEqual(numbers.map((_, place) => place + 2));
    expect(new Set(report().map(([, , , caseId]) => caseId)).size).toBe(12);
    expect((await casesIn()).length).toBe(12);
    expect(existsSync(`${out}.progress`)).toBe(false);
  });

  it('names every fault of a mapping by its place', () => {
    const given = JSON.parse(readFileSync(`${PLAIN}.json`, 'utf8')) as { mother: Record<string, unknown> };
    const { area: _area, ...mother } = given.mother;
    const file = join(folder, 'mapping.json');
    const write = (mapping: unknown) => writeFileSync(file, JSON.stringify(mapping));

    write({
      ...given,
      date: 'D/M/Y',
      kind: { column: 'Type', words: { C: 'child' } },
      mother: {
        ...mother,
        colour: 'Colour',
        children: {
          most: 9,
          columns: {
            sex: { column: 'Sex {n}', words: { F: 'woman' } },
            bornOn: { column: 'Born {n}', date: 'D' },
            birthPlace: 'Place {n}',
          },
        },
        applicant: { income: { column: 'Income', type: 'money' } },
      },
    });

    const read = (): string => {
      try {
        readImportMapping(file);
        return '';
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
    };
    const pointers = read()
      .split('\n')
      .map((line) => /#(\S*):/.exec(line)?.[1]);
    expect(pointers).toEqual([
      '/date',
      '/mother/area',
      '/mother/children/most',
      '/mother/children/columns/sex/words/F',
      '/mother/children/columns/bornOn/date',
      '/mother/applicant/income/type',
      '/mother',
    ]);
    write({
      ...given,
      mother: { ...given.mother, children: { most: 2, columns: { sex: 'Sex {n}', bornOn: 'Born', birthPlace: 'Place {n}' } } },
    });
    expect(read()).toBe(`${file} #/mother/children/columns/bornOn: the name of the column has {n} where the number stands`);
    write({ ...given, child: { reference: 'A', motherReference: 'B', child: { sex: 'C', bornOn: 'D', birthPlace: 'E' } } });
    expect(read()).toBe(`${file} #/kind: is needed where a line may be a mother or a child`);
  });

  it('reads numbers, truths, days and texts of facts that the programme asks for', async () => {
    const mapping = ImportMapping.parse({
      nullWords: ['NULL'],
      mother: {
        reference: 'ref',
        programme: { constant: 'IN-TN-MRMBS' },
        area: { constant: 'north-1' },
        language: { constant: 'en' },
        mother: { givenName: 'first', familyName: 'last', birthDate: 'born' },
        pregnancy: { lastMenstrualPeriodOn: 'lmp' },
        consent: { method: 'digital', attestedBy: { constant: 'worker-1' } },
        applicant: {
          annualIncome: { column: 'income', type: 'number' },
          poor: { column: 'poor', type: 'boolean', words: { Y: 'true', N: 'false' } },
          since: { column: 'since', type: 'date', date: 'DD.MM.YYYY' },
          caste: { column: 'group', type: 'text' },
        },
      },
    });
    const sent: { registration: { applicant: unknown } }[] = [];
    const stub = await serve((rawBody) => {
      const { entries } = JSON.parse(rawBody) as { entries: { externalReference: string; registration: { applicant: unknown } }[] };
      sent.push(...entries);
      const outcomes = entries.map(({ externalReference }) => ({ externalReference, outcome: 'registered' }));
      return Promise.resolve({ status: 200, text: JSON.stringify({ outcomes }) });
    });
    const file = join(folder, 'facts.csv');
    writeFileSync(
      file,
      [
        'ref,first,last,born,lmp,income,poor,since,group',
        'a,A,B,1999-01-02,2026-06-01,12000.5,Y,03.02.2024,other',
        'b,A,B,1999-01-02,2026-06-01,NULL,N,,',
        'c,A,B,1999-01-02,2026-06-01,much,maybe,2024-02-03,x',
      ].join('\n'),
    );

    const counts = await importFile(
      job('', {
        file,
        mapping,
        target: { url: stub.url, token: () => Promise.resolve('t') },
      }),
    );
    stub.stop();

    expect(counts).toEqual({ registered: 2, refused: 1 });
    expect(sent.map(({ registration }) => registration.applicant)).toEqual([
      { annualIncome: 12000.5, poor: true, since: '2024-02-03', caste: 'other' },
      { poor: false },
    ]);
    expect(
      report()
        .slice(2)
        .map(([, , , , field]) => field),
    ).toEqual(['income', 'poor', 'since']);
  });
});
