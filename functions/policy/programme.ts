import type * as z from 'zod';
import { checkProgramme } from './cross-checks/programme.ts';
import { faultLines } from './faults.ts';
import { resolveOperations } from './resolve-operations.ts';
import { resolveSchedule } from './resolve-schedule.ts';
import type { ImmunizationSchedule } from './schema/immunization.ts';
import type { Operations } from './schema/operations.ts';
import { ProgrammeShape } from './schema/programme-shape.ts';

/** A programme file, checked against itself as well: what it names exists, and its versions do not overlap. */
export const ProgrammeFile = ProgrammeShape.superRefine(checkProgramme);
export type ProgrammeFile = z.infer<typeof ProgrammeFile>;

/** A programme as the code uses it: its operations are complete. */
export interface Programme extends Omit<ProgrammeFile, 'operations'> {
  readonly operations: Operations;
  /** The schedule that its operations name. */
  readonly immunization?: ImmunizationSchedule;
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
 * @param schedules immunization schedules by name, as JSON
 * @throws {Error} one line a fault, each with its JSON pointer
 */
export const parseProgramme = (
  json: unknown,
  shared: Readonly<Record<string, unknown>>,
  schedules: Readonly<Record<string, unknown>>,
): Programme => {
  const parsed = ProgrammeFile.safeParse(json);
  if (!parsed.success) throw new Error(faultLines(parsed.error).join('\n'));
  const operations = resolveOperations(parsed.data.operations, shared);
  const stray = strayOccurrences(parsed.data, operations);
  if (stray.length > 0) throw new Error(stray.join('\n'));
  const immunization = resolveSchedule(operations, schedules);
  return { ...parsed.data, operations, ...(immunization === undefined ? {} : { immunization }) };
};
