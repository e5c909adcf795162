import * as z from 'zod';
import { fromRegister, someFieldMappings, type FieldMapping } from '../../../functions/partners/http/field-mapping.ts';
import { FileLine } from '../../../functions/verification/domain/file-line.ts';
import { readFileAs } from '../command.ts';
import { placeOf } from '../csv/place-of.ts';
import { fileFormat } from '../csv/records.ts';
import type { Reading } from '../csv/run-file.ts';

const MOTHER = ['nationalId', 'programmeNumber', 'givenName', 'familyName', 'birthDate', 'sex', 'diedOn'] as const;
const CHILD = [...MOTHER.slice(1), 'childId', 'certificate', 'birthPlace', 'motherId'] as const;

/** What a register's file is: about whom, how it is written, and which of its columns says what. Other columns are not read, and not sent. */
export const FileMapping = z.discriminatedUnion('of', [
  z.strictObject({ ...fileFormat, of: z.literal('mother'), columns: someFieldMappings(MOTHER) }),
  z.strictObject({
    ...fileFormat,
    of: z.literal('child'),
    columns: someFieldMappings(CHILD as unknown as readonly ['childId', ...(typeof CHILD)[number][]]),
  }),
]);
export type FileMapping = z.infer<typeof FileMapping>;

/** @throws {UnusableInput} naming what is wrong with it */
export const readMapping = (file: string): FileMapping => readFileAs(FileMapping, file);

/**
 * Reads the records of a file whose first record is `header`.
 * @throws {UnusableInput} when a column of the mapping is not there, or is there twice
 */
export const readerOf = (
  { of, columns }: FileMapping,
  header: readonly string[],
): ((record: readonly string[], line: number) => Reading<FileLine>) => {
  const places = Object.entries(columns as Readonly<Record<string, FieldMapping>>).map(([fact, mapping]) => ({
    fact,
    mapping,
    place: placeOf(header, mapping.name, fact),
  }));
  const columnOf = (fact: string): string => places.find((each) => each.fact === fact)?.mapping.name ?? fact;

  return (record, line) => {
    const said = places.flatMap(({ fact, mapping, place }): [string, unknown][] => {
      const value = fromRegister(mapping, record[place]?.trim());
      return value === undefined ? [] : [[fact, value]];
    });
    const parsed = FileLine.safeParse({ ...Object.fromEntries(said), line, of });
    if (parsed.success) return { entry: parsed.data };
    return { faults: parsed.error.issues.map(({ path, message }) => ({ column: columnOf(String(path[0] ?? '')), detail: message })) };
  };
};
