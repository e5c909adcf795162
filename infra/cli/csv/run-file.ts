import { UnusableInput } from '../command.ts';
import { recordsOf, type FileFormat, type FileRecord } from './records.ts';
import { openReport, signatureOf, type Report, type Row } from './report.ts';

/** What became of a run so far, by the names that it counts. */
export type Counts = Readonly<Record<string, number>>;

export interface Fault {
  /** The column of the file; empty where the line as a whole is meant. */
  readonly column: string;
  readonly detail: string;
}

/** A line as it is sent, or what is wrong with it and whom it is about; neither for a line that is passed over. */
export type Reading<Entry> =
  { readonly entry: Entry } | { readonly faults: readonly Fault[]; readonly about?: string } | { readonly passedOver: true };

export interface FileJob {
  readonly file: string;
  readonly out: string;
  /** Lines of one call. */
  readonly batch: number;
  /** Calls under way at once. */
  readonly concurrency: number;
  readonly onProgress?: (line: number, counts: Counts) => void;
}

/** What is done with the lines of a file, and how it is told. */
export interface FileWork<Entry, Column extends string> {
  readonly format: FileFormat;
  /** All that makes another run of the same file, such as its mapping. */
  readonly settings: string;
  /** The columns of the report. */
  readonly columns: readonly Column[];
  /** @throws {UnusableInput} when the header does not fit */
  readonly readerOf: (header: readonly string[]) => (fields: readonly string[], line: number) => Reading<Entry>;
  /** Sends lines; gives what the report says of them, and what is counted. */
  readonly send: (entries: readonly Entry[]) => Promise<{ readonly rows: readonly Row<Column>[]; readonly counted: readonly string[] }>;
  /** What the report says of a line that cannot be read. */
  readonly rowOf: (line: number, fault: Fault, about?: string) => Row<Column>;
  /** The name under which such a line is counted. */
  readonly unread: string;
}

/** A stretch of the file: what is sent of it, and what is told without. */
interface Stretch<Entry, Column extends string> {
  readonly lastLine: number;
  readonly entries: readonly Entry[];
  readonly rows: readonly Row<Column>[];
  readonly counted: readonly string[];
}

const headerOf = async (records: AsyncGenerator<FileRecord>): Promise<readonly string[]> => {
  const next = await records.next();
  if (next.done === true) throw new UnusableInput('the file has no header');
  return next.value.fields.map((name) => name.trim());
};

/** What a decoder puts where it can read no letter. */
const UNREADABLE = '\uFFFD';

/** What is wrong with a record as such. */
const shapeFault = (fields: readonly string[], header: readonly string[]): Fault | undefined => {
  if (fields.length === 0) return { column: '', detail: 'has a quote that is not closed' };
  if (fields.length !== header.length)
    return { column: '', detail: `has ${String(fields.length)} fields, the header ${String(header.length)}` };
  const strange = fields.findIndex((field) => field.includes(UNREADABLE));
  return strange === -1 ? undefined : { column: header[strange] ?? '', detail: 'is not in the encoding that the mapping says' };
};

/** Cuts a file into stretches; those that an earlier run has told are read over. */
async function* stretchesOf<Entry, Column extends string>(
  { file, batch }: FileJob,
  { format, readerOf, rowOf, unread }: FileWork<Entry, Column>,
  startsAfter: number,
): AsyncGenerator<Stretch<Entry, Column>> {
  const records = recordsOf(file, format);
  const header = await headerOf(records);
  const read = readerOf(header);
  let entries: Entry[] = [];
  let rows: Row<Column>[] = [];
  let counted: string[] = [];
  for await (const { line, fields } of records) {
    if (line <= startsAfter) continue;
    const fault = shapeFault(fields, header);
    const reading: Reading<Entry> = fault === undefined ? read(fields, line) : { faults: [fault] };
    if ('entry' in reading) entries.push(reading.entry);
    else if ('faults' in reading) rows.push(...reading.faults.map((each) => rowOf(line, each, reading.about)));
    if (!('entry' in reading)) counted.push('faults' in reading ? unread : 'passedOver');
    if (entries.length + counted.length < batch) continue;
    yield { lastLine: line, entries, rows, counted };
    [entries, rows, counted] = [[], [], []];
  }
  if (entries.length + counted.length > 0) yield { lastLine: Number.MAX_SAFE_INTEGER, entries, rows, counted };
}

const sumOf = (counts: Counts, names: readonly string[]): Counts => {
  const sums: Record<string, number> = { ...counts };
  for (const name of names) sums[name] = (sums[name] ?? 0) + 1;
  return sums;
};

/** Sends stretches, some at once, and tells them in their order; no more are held than are under way. */
const tell = async <Entry, Column extends string>(job: FileJob, work: FileWork<Entry, Column>, report: Report<Column>): Promise<Counts> => {
  let counts: Counts = report.counts;
  const underway: { stretch: Stretch<Entry, Column>; sent: ReturnType<typeof work.send> }[] = [];
  const tellFirst = async (): Promise<void> => {
    const first = underway.shift();
    if (first === undefined) return;
    const { stretch, sent } = first;
    const told = await sent;
    const rows = [...told.rows, ...stretch.rows].sort((left, right) => Number(left.line) - Number(right.line));
    counts = sumOf(counts, [...told.counted, ...stretch.counted]);
    report.write(rows, stretch.lastLine, counts);
    job.onProgress?.(stretch.lastLine, counts);
  };
  for await (const stretch of stretchesOf(job, work, report.startsAfter)) {
    const sent = stretch.entries.length === 0 ? Promise.resolve({ rows: [], counted: [] }) : work.send(stretch.entries);
    // it is awaited in its turn; until then its failure is nobody's
    sent.catch(() => undefined);
    underway.push({ stretch, sent });
    if (underway.length >= job.concurrency) await tellFirst();
  }
  while (underway.length > 0) await tellFirst();
  return counts;
};

/**
 * Reads a file line by line, sends what it says, and writes what became of it. Memory does not grow with the file. What ends it before its end
 * leaves a note beside the report; the same command goes on from there.
 * @throws {UnusableInput, Unready}
 */
export const runFile = async <Entry, Column extends string>(job: FileJob, work: FileWork<Entry, Column>): Promise<Counts> => {
  const report = openReport(job.out, work.columns, signatureOf(job.file, work.settings));
  try {
    const counts = await tell(job, work, report);
    report.finish();
    return counts;
  } catch (error) {
    report.close();
    throw error;
  }
};
