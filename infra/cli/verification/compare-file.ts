import type { FileLine } from '../../../functions/verification/domain/file-line.ts';
import { UnusableInput } from '../command.ts';
import { readerOf, type FileMapping } from './mapping.ts';
import { recordsOf, type FileRecord } from './records.ts';
import { openReport, signatureOf, type Report, type Row } from './report.ts';
import { sendLines, type Outcome, type Target } from './send.ts';

export interface FileJob {
  readonly file: string;
  readonly mapping: FileMapping;
  readonly out: string;
  readonly target: Target;
  /** Lines of one call, 100 at most. */
  readonly batch: number;
  /** Calls under way at once. */
  readonly concurrency: number;
  readonly onProgress?: (line: number, counts: Readonly<Record<string, number>>) => void;
}

/** A stretch of the file: what is sent of it, and what is told without. */
interface Stretch {
  readonly lastLine: number;
  readonly lines: readonly FileLine[];
  readonly unread: readonly Row[];
}

const rowsOf = ({ line, outcome, caseId = '', reasons, differences, effect, problem }: Outcome): Row[] => {
  const common = { line: String(line), result: outcome, case: caseId, effect: effect === 'none' ? '' : effect };
  if (outcome === 'match' && effect === 'none') return [];
  if (differences.length === 0)
    return [{ ...common, detail: problem === undefined ? reasons.join(' ') : `${problem.type}: ${problem.detail}` }];
  return differences.map(({ field, registered, found }) => ({
    ...common,
    field,
    registered: registered ?? '',
    found: found ?? '',
    detail: reasons.join(' '),
  }));
};

const headerOf = async (records: AsyncGenerator<FileRecord>): Promise<readonly string[]> => {
  const next = await records.next();
  if (next.done === true) throw new UnusableInput('the file has no header');
  return next.value.fields.map((name) => name.trim());
};

/** Cuts a file into stretches; those that an earlier run has told are read over. */
async function* stretchesOf({ file, mapping, batch }: FileJob, startsAfter: number): AsyncGenerator<Stretch> {
  const records = recordsOf(file, mapping);
  const read = readerOf(mapping, await headerOf(records));
  let lines: FileLine[] = [];
  let unread: Row[] = [];
  for await (const record of records) {
    if (record.line <= startsAfter) continue;
    const line = String(record.line);
    const reading = read(record.fields, record.line);
    if ('line' in reading) lines.push(reading.line);
    else unread.push(...reading.faults.map(({ column, detail }) => ({ line, result: 'error', field: column, detail })));
    if (lines.length + unread.length < batch) continue;
    yield { lastLine: record.line, lines, unread };
    lines = [];
    unread = [];
  }
  if (lines.length + unread.length > 0) yield { lastLine: Number.MAX_SAFE_INTEGER, lines, unread };
}

const counted = (counts: Readonly<Record<string, number>>, names: readonly string[]): Record<string, number> => {
  const sums = { ...counts };
  for (const name of names) sums[name] = (sums[name] ?? 0) + 1;
  return sums;
};

/** Sends stretches, some at once, and tells them in their order; no more are held than are under way. */
const tell = async (job: FileJob, report: Report): Promise<Readonly<Record<string, number>>> => {
  let counts = report.counts;
  const underway: { stretch: Stretch; outcomes: Promise<readonly Outcome[]> }[] = [];
  const tellFirst = async (): Promise<void> => {
    const first = underway.shift();
    if (first === undefined) return;
    const { stretch, outcomes } = first;
    const told = await outcomes;
    const rows = [...told.flatMap(rowsOf), ...stretch.unread].sort((left, right) => Number(left.line) - Number(right.line));
    const unreadLines = new Set(stretch.unread.map(({ line }) => line));
    counts = counted(counts, [
      ...told.flatMap(({ outcome, effect }) => (effect === 'none' ? [outcome] : [outcome, effect])),
      ...[...unreadLines].map(() => 'error'),
    ]);
    report.write(rows, stretch.lastLine, counts);
    job.onProgress?.(stretch.lastLine, counts);
  };
  for await (const stretch of stretchesOf(job, report.startsAfter)) {
    const outcomes = stretch.lines.length === 0 ? Promise.resolve([]) : sendLines(job.target, stretch.lines);
    // it is awaited in its turn; until then its failure is nobody's
    outcomes.catch(() => undefined);
    underway.push({ stretch, outcomes });
    if (underway.length >= job.concurrency) await tellFirst();
  }
  while (underway.length > 0) await tellFirst();
  return counts;
};

/**
 * Holds a register's file against the cases that it names, and writes what differs. Memory does not grow with the file. What ends it before its
 * end leaves a note beside the report; the same command goes on from there.
 * @throws {UnusableInput, Unready}
 */
export const compareFile = async (job: FileJob): Promise<Readonly<Record<string, number>>> => {
  const report = openReport(job.out, signatureOf(job.file, JSON.stringify(job.mapping)));
  try {
    const counts = await tell(job, report);
    report.finish();
    return counts;
  } catch (error) {
    report.close();
    throw error;
  }
};
