import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';

/** How a CSV file is written. */
export const fileFormat = {
  delimiter: z.string().length(1).default(',').describe('What stands between two fields'),
  encoding: z.enum(['utf8', 'latin1', 'utf16le']).default('utf8').describe('latin1: with the letters that Windows adds to it'),
};
export interface FileFormat {
  readonly delimiter: string;
  readonly encoding: 'utf8' | 'latin1' | 'utf16le';
}

/** Lines that one record may go over, where a quoted field has line breaks; with more of them its quote was never closed. */
const MOST_LINES = 20;

/** What stands in a file, in its order; `line` is the line on which it begins, `lastLine` the one on which it ends. */
export interface FileRecord {
  readonly line: number;
  readonly lastLine: number;
  readonly fields: readonly string[];
}

/** The letters of windows-1252 where latin1 has none that are ever written. @source WHATWG Encoding Standard, for which the two are one */
const ofWindows = (text: string): string =>
  text.replace(/[\u0080-\u009F]/g, (letter) => new TextDecoder('windows-1252').decode(Uint8Array.of(letter.charCodeAt(0))));

/** A line without the mark by which some programs begin a file. */
const withoutMark = (text: string | undefined): string | undefined => text?.replace(/^\uFEFF/, '');

const isBlank = (fields: readonly string[]): boolean => fields.length > 0 && fields.every((field) => field.trim() === '');

const hasOpenQuote = (text: string): boolean => (text.split('"').length - 1) % 2 === 1;

/** The fields of a record; none where a quote of it is never closed, or where it is more than one record. */
const fieldsOf = (text: string, delimiter: string): readonly string[] => {
  if (!text.includes('"')) return text.split(delimiter);
  try {
    const [fields = [], ...more] = parse(text, { delimiter, relax_column_count: true, relax_quotes: true });
    return more.length > 0 ? [] : fields;
  } catch {
    return [];
  }
};

/** The lines of a file, of which some can be looked at before they are taken. */
const linesOf = (file: string, encoding: FileFormat['encoding']) => {
  const lines = createInterface({ input: createReadStream(file, { encoding }), crlfDelay: Infinity })[Symbol.asyncIterator]();
  const ahead: string[] = [];
  return {
    async peek(place: number): Promise<string | undefined> {
      while (ahead.length <= place) {
        const next = await lines.next();
        if (next.done === true) return undefined;
        ahead.push(encoding === 'latin1' ? ofWindows(next.value) : next.value);
      }
      return ahead[place];
    },
    take: (lineCount: number): string[] => ahead.splice(0, lineCount),
  };
};

/**
 * Reads a CSV file record by record, as fast as they are taken; the header is the first. A quote that is never closed spoils its own line and no
 * other: lines belong together only where they make one record with as many fields as the header has. A line without anything is none.
 */
export async function* recordsOf(file: string, { delimiter, encoding }: FileFormat): AsyncGenerator<FileRecord> {
  const lines = linesOf(file, encoding);
  let width: number | undefined;

  const together = async (): Promise<{ fields: readonly string[]; lineCount: number } | undefined> => {
    let text = withoutMark(await lines.peek(0));
    for (let lineCount = 1; text !== undefined && hasOpenQuote(text) && lineCount < MOST_LINES; lineCount += 1) {
      const more = await lines.peek(lineCount);
      if (more === undefined) return undefined;
      text = `${text}\n${more}`;
      if (hasOpenQuote(text)) continue;
      const fields = fieldsOf(text, delimiter);
      return fields.length > 0 && (width === undefined || fields.length === width) ? { fields, lineCount: lineCount + 1 } : undefined;
    }
    return undefined;
  };

  for (let line = 1; ;) {
    const text = withoutMark(await lines.peek(0));
    if (text === undefined) return;
    const { fields, lineCount } = (hasOpenQuote(text) ? await together() : undefined) ?? {
      fields: fieldsOf(text, delimiter),
      lineCount: 1,
    };
    lines.take(lineCount);
    if (!isBlank(fields)) {
      width ??= fields.length;
      yield { line, lastLine: line + lineCount - 1, fields };
    }
    line += lineCount;
  }
}
