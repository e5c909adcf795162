import * as z from 'zod';
import { Currency } from '../kernel/money.ts';
import { checkProgramme } from './cross-checks/programme.ts';
import { faultLines } from './faults.ts';
import { resolveOperations } from './resolve-operations.ts';
import { Operations, OperationsChoice } from './schema/operations.ts';
import { Version } from './schema/version.ts';
import { Id, Language } from './schema/vocabulary.ts';

/** A programme file: what is paid to whom for what, in all its versions, and how the programme is run. */
export const ProgrammeFile = z
  .strictObject({
    id: Id,
    name: z.string().min(1),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .describe('ISO 3166-1 alpha-2; ZZ for a programme of no country'),
    region: z.string().optional().describe('the part of the country that runs it'),
    currency: Currency.describe('ISO 4217; all amounts of the file are in it'),
    timeZone: z.string().min(1).describe('IANA name; a day begins by it'),
    languages: z.array(Language).min(1).describe('languages that she may choose'),
    defaultLanguage: Language,
    confidence: z.string().min(1).describe('how sure the sources make us'),
    sources: z.array(z.string()).describe('where the rules were read'),
    unconfirmed: z.array(z.string()).describe('what no source confirms'),
    decidedBy: z
      .array(z.string())
      .describe('whose date picks the version: occurrence types or date facts, the first that is known; else the day of evaluation'),
    operations: z.union([OperationsChoice, Operations]),
    versions: z.array(Version).min(1),
  })
  .superRefine(checkProgramme);
export type ProgrammeFile = z.infer<typeof ProgrammeFile>;

/** A programme as the code uses it: its operations are complete. */
export interface Programme extends Omit<ProgrammeFile, 'operations'> {
  readonly operations: Operations;
}

/** Contacts that yield an occurrence which no version knows. */
const strayOccurrences = ({ versions }: ProgrammeFile, { contacts }: Operations): readonly string[] =>
  contacts.flatMap(({ id, occurrences }) =>
    occurrences
      .filter((type) => !versions.some((version) => type in version.occurrences))
      .map((type) => `#/operations/contacts: ${id} yields ${type}, which no version knows`),
  );

/**
 * Reads a programme file.
 * @param shared operations files by name, as JSON
 * @throws {Error} one line a fault, each with its JSON pointer
 */
export const parseProgramme = (json: unknown, shared: Readonly<Record<string, unknown>>): Programme => {
  const parsed = ProgrammeFile.safeParse(json);
  if (!parsed.success) throw new Error(faultLines(parsed.error).join('\n'));
  const operations = resolveOperations(parsed.data.operations, shared);
  const stray = strayOccurrences(parsed.data, operations);
  if (stray.length > 0) throw new Error(stray.join('\n'));
  return { ...parsed.data, operations };
};
