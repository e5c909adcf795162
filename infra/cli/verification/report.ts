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

const HEADER = ['line', 'result', 'case', 'field', 'registered', 'found', 'effect', 'detail'] as const;
export type Row = Readonly<Partial<Record<(typeof HEADER)[number], string>>>;

/** A field of a CSV file; one that a spreadsheet would take for a formula gets an apostrophe before it. */
const cell = (text = ''): string => {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
};
const rowText = (row: Row): string => `${HEADER.map((name) => cell(row[name])).join(',')}\r\n`;

const Progress = z.strictObject({
  /** What the file was that was read so far. */
  input: z.string(),
  /** The last line that is told in the report. */
  line: z.int().min(0),
  reportBytes: z.int().min(0),
  counts: z.record(z.string(), z.int()),
});
type Progress = z.infer<typeof Progress>;

const OPENING_BYTES = 65_536;

/** What tells a file from another: its size, and how it begins. */
export const signatureOf = (file: string, ...more: readonly string[]): string => {
  const opening = Buffer.alloc(OPENING_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    const read = readSync(descriptor, opening, 0, OPENING_BYTES, 0);
    const hash = createHash('sha256')
      .update(opening.subarray(0, read))
      .update(JSON.stringify([statSync(file).size, ...more]));
    return hash.digest('base64url');
  } finally {
    closeSync(descriptor);
  }
};

export interface Report {
  /** The last line that an earlier run has told; 0 when there was none. */
  readonly startsAfter: number;
  readonly counts: Readonly<Record<string, number>>;
  /** Writes rows up to and with `line`, then notes that they are written. */
  write(rows: readonly Row[], line: number, counts: Readonly<Record<string, number>>): void;
  /** Everything is told. */
  finish(): void;
  /** The rest is told by another run; a report in which nothing stands yet is taken away. */
  close(): void;
}

const progressOf = (file: string, input: string, report: string): Progress | undefined => {
  if (!existsSync(file)) {
    if (existsSync(report)) throw new UnusableInput(`${report} is there already, and finished; give another --out`);
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
 * @param input which file it is about
 * @throws {UnusableInput} when it belongs to another file
 */
export const openReport = (file: string, input: string): Report => {
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
  if (known === undefined) {
    append(rowText(Object.fromEntries(HEADER.map((name) => [name, name]))));
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
