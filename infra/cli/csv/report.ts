import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import * as z from 'zod';
import { readAs, UnusableInput } from '../command.ts';

/** A row of a report by the names of its columns; every report has `line`. */
export type Row<Column extends string> = Readonly<Partial<Record<Column | 'line', string>>>;

/** A field of a CSV file; one that a spreadsheet would take for a formula gets an apostrophe before it. */
const cell = (text: string | undefined = ''): string => {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
};
const lineOf = (fields: readonly (string | undefined)[]): string => `${fields.map(cell).join(',')}\r\n`;

const Progress = z.strictObject({
  /** What the file was that was read so far. */
  input: z.string(),
  /** The last line that is told in the report. */
  line: z.int().min(0),
  reportBytes: z.int().min(0),
  counts: z.record(z.string(), z.int()),
});
type Progress = z.infer<typeof Progress>;

const CHUNK_BYTES = 1_048_576;

/** What tells a file, and what is done with it, from another. */
export const signatureOf = (file: string, ...more: readonly string[]): string => {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const hash = createHash('sha256');
  const descriptor = openSync(file, 'r');
  try {
    for (let size = -1; size !== 0; hash.update(chunk.subarray(0, size))) size = readSync(descriptor, chunk, 0, CHUNK_BYTES, null);
    return hash.update(JSON.stringify(more)).digest('base64url');
  } finally {
    closeSync(descriptor);
  }
};

export interface Report<Column extends string> {
  /** The last line that an earlier run has told; 0 when there was none. */
  readonly startsAfter: number;
  readonly counts: Readonly<Record<string, number>>;
  /** Writes rows up to and with `line`, then notes that they are written. */
  write(rows: readonly Row<Column>[], line: number, counts: Readonly<Record<string, number>>): void;
  /** Everything is told. */
  finish(): void;
  /** The rest is told by another run; a report in which nothing stands yet is taken away. */
  close(): void;
}

const progressOf = (file: string, input: string, report: string): Progress | undefined => {
  if (!existsSync(file)) {
    // a run that was killed at once may have left it empty
    if (existsSync(report) && statSync(report).size > 0)
      throw new UnusableInput(`${report} is there already, and finished; give another --out`);
    return undefined;
  }
  const progress = readAs(Progress, JSON.parse(readFileSync(file, 'utf8')), file);
  if (progress.input !== input)
    throw new UnusableInput(`${report} was begun for another file or mapping; give another --out, or remove it and ${file}`);
  if (!existsSync(report) || statSync(report).size < progress.reportBytes)
    throw new UnusableInput(`${report} is not as the run before left it; remove ${file} to begin anew`);
  return progress;
};

/**
 * Opens a report, or one that another run had to leave: what that run wrote and did not note is cut off, and told again.
 * @param input which file it is about, and how that is read
 * @throws {UnusableInput} when it belongs to another file
 */
export const openReport = <Column extends string>(file: string, columns: readonly Column[], input: string): Report<Column> => {
  const rowText = (row: Row<Column>): string => lineOf(columns.map((name) => row[name]));
  const note = `${file}.progress`;
  const known = progressOf(note, input, file);
  const descriptor = openSync(file, known === undefined ? 'w' : 'r+');
  let bytes = known?.reportBytes ?? 0;
  ftruncateSync(descriptor, bytes);

  const append = (text: string): void => {
    const chunk = Buffer.from(text);
    for (let written = 0; written < chunk.length;)
      written += writeSync(descriptor, chunk, written, chunk.length - written, bytes + written);
    bytes += chunk.length;
  };
  const keepNote = (line: number, counts: Readonly<Record<string, number>>): void => {
    writeFileSync(`${note}.new`, JSON.stringify({ input, line, reportBytes: bytes, counts } satisfies Progress));
    renameSync(`${note}.new`, note);
  };
  let isBegun = known !== undefined;
  // the note comes first: a report in which something stands, and that has none, is finished
  if (known === undefined) keepNote(0, {});
  if (bytes === 0) {
    append(lineOf(columns));
    keepNote(0, {});
  }

  return {
    startsAfter: known?.line ?? 0,
    counts: known?.counts ?? {},
    write(rows, line, counts) {
      append(rows.map(rowText).join(''));
      keepNote(line, counts);
      isBegun = true;
    },
    finish() {
      closeSync(descriptor);
      rmSync(note, { force: true });
    },
    close() {
      closeSync(descriptor);
      if (isBegun) return;
      for (const each of [file, note]) rmSync(each, { force: true });
    },
  };
};
