import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { fromRegister, someFieldMappings, type FieldMapping } from '../../../functions/partners/http/field-mapping.ts';
import { FileLine } from '../../../functions/verification/domain/file-line.ts';
import { readAs, UnusableInput } from '../command.ts';

const MOTHER = ['nationalId', 'programmeNumber', 'givenName', 'familyName', 'birthDate', 'sex', 'diedOn'] as const;
const CHILD = [...MOTHER.slice(1), 'childId', 'certificate', 'birthPlace', 'motherId'] as const;

const format = {
  delimiter: z.string().length(1).default(',').describe('What stands between two fields'),
  encoding: z.enum(['utf8', 'latin1', 'utf16le']).default('utf8'),
};

/** What a register's file is: about whom, how it is written, and which of its columns says what. Other columns are not read, and not sent. */
export const FileMapping = z.discriminatedUnion('of', [
  z.strictObject({ ...format, of: z.literal('mother'), columns: someFieldMappings(MOTHER) }),
  z.strictObject({
    ...format,
    of: z.literal('child'),
    columns: someFieldMappings(CHILD as unknown as readonly ['childId', ...(typeof CHILD)[number][]]),
  }),
]);
export type FileMapping = z.infer<typeof FileMapping>;

/** @throws {UnusableInput} naming what is wrong with it */
export const readMapping = (file: string): FileMapping => {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UnusableInput(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  return readAs(FileMapping, json, file);
};

/** A line as it is sent, or what is wrong with it: the column, and why. */
export type Reading = { readonly line: FileLine } | { readonly faults: readonly { readonly column: string; readonly detail: string }[] };

/**
 * Reads the records of a file whose first record is `header`.
 * @throws {UnusableInput} when a column of the mapping is not there, or is there twice
 */
export const readerOf = (
  { of, columns }: FileMapping,
  header: readonly string[],
): ((record: readonly string[], line: number) => Reading) => {
  const places = Object.entries(columns as Readonly<Record<string, FieldMapping>>).map(([fact, mapping]) => {
    const place = header.indexOf(mapping.name);
    if (place === -1) throw new UnusableInput(`the file has no column ${mapping.name} for ${fact}; it has ${header.join(', ')}`);
    if (header.lastIndexOf(mapping.name) !== place) throw new UnusableInput(`the file has the column ${mapping.name} twice`);
    return { fact, mapping, place };
  });
  const columnOf = (fact: string): string => places.find((each) => each.fact === fact)?.mapping.name ?? fact;

  return (record, line) => {
    if (record.length === 0) return { faults: [{ column: '', detail: 'has a quote that is not closed' }] };
    if (record.length !== header.length)
      return { faults: [{ column: '', detail: `has ${String(record.length)} fields, the header ${String(header.length)}` }] };
    const said = places.flatMap(({ fact, mapping, place }): [string, unknown][] => {
      const value = fromRegister(mapping, record[place]?.trim());
      return value === undefined ? [] : [[fact, value]];
    });
    const parsed = FileLine.safeParse({ ...Object.fromEntries(said), line, of });
    if (parsed.success) return { line: parsed.data };
    return { faults: parsed.error.issues.map(({ path, message }) => ({ column: columnOf(String(path[0] ?? '')), detail: message })) };
  };
};
