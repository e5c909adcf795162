import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordsOf, type FileFormat } from '../../../infra/cli/csv/records.ts';
import { openReport } from '../../../infra/cli/csv/report.ts';
import { runFile, type FileWork } from '../../../infra/cli/csv/run-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nestling-csv-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = (name: string): string => join(folder, name);
const UTF8: FileFormat = { delimiter: ',', encoding: 'utf8' };

/** What stands in a file, each record under its first line. */
const read = async (content: string | Buffer, format: Partial<FileFormat> = {}): Promise<[number, readonly string[]][]> => {
  writeFileSync(path('in.csv'), content);
  const found: [number, readonly string[]][] = [];
  for await (const { line, fields } of recordsOf(path('in.csv'), { ...UTF8, ...format })) found.push([line, fields]);
  return found;
};

describe('the records of a CSV file', () => {
  it('are each there where several have a quote of their own, such as inches', async () => {
    expect(await read('a,b,c\n1,5" x,3\n4,5,6\n7,6" y,9\n')).toEqual([
      [1, ['a', 'b', 'c']],
      [2, ['1', '5" x', '3']],
      [3, ['4', '5', '6']],
      [4, ['7', '6" y', '9']],
    ]);
  });

  it('go over lines where a quoted field does, with a mark of the byte order, with either end of a line', async () => {
    expect(await read('\uFEFF"a","b"\r\n1,"x, ""y""\r\nz"\r\n2,3')).toEqual([
      [1, ['a', 'b']],
      [2, ['1', 'x, "y"\nz']],
      [4, ['2', '3']],
    ]);
  });

  it('are none of a line without anything, as spreadsheets leave them', async () => {
    expect(await read('a,b\n\n,\n  , \n \n1,2\n,,,\n')).toEqual([
      [1, ['a', 'b']],
      [6, ['1', '2']],
    ]);
  });

  it('have the letters that Windows writes', async () => {
    // "Šárka" in windows-1252
    expect(await read(Buffer.from([0x61, 0x0a, 0x8a, 0xe1, 0x72, 0x6b, 0x61]), { encoding: 'latin1' })).toEqual([
      [1, ['a']],
      [2, ['Šárka']],
    ]);
  });
});

describe('a run of a file', () => {
  const work = (sent: unknown[]): FileWork<string, 'line' | 'result' | 'reason'> => ({
    format: UTF8,
    settings: '',
    columns: ['line', 'result', 'reason'],
    readerOf: () => (fields) => ({ entry: fields.join() }),
    send: (entries) => {
      sent.push(...entries);
      return Promise.resolve({ rows: [], counted: entries.map(() => 'sent') });
    },
    rowOf: (line, { detail }) => ({ line: String(line), result: 'refused', reason: detail }),
    unread: 'refused',
  });
  const job = () => ({ file: path('in.csv'), out: path('out.csv'), batch: 10, concurrency: 1 });

  it('refuses a line that is written in other letters than the mapping says, instead of sending it without them', async () => {
    writeFileSync(path('in.csv'), Buffer.from('name\nJosé\nMaria\n', 'latin1'));
    const sent: unknown[] = [];

    const counts = await runFile(job(), work(sent));

    expect(counts).toEqual({ sent: 1, refused: 1 });
    expect(sent).toEqual(['Maria']);
  });

  it('begins where a run was killed before it had written anything', async () => {
    writeFileSync(path('in.csv'), 'name\nMaria\n');
    writeFileSync(path('out.csv'), '');

    expect(await runFile(job(), work([]))).toEqual({ sent: 1 });
  });

  it('does not write over a report that is finished', () => {
    openReport(path('out.csv'), ['line'], 'file').finish();

    expect(() => openReport(path('out.csv'), ['line'], 'file')).toThrow('is there already, and finished');
  });
});
