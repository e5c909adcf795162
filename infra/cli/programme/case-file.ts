import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { PlainDate } from '../../../functions/kernel/dates.ts';
import type { Occurrence } from '../../../functions/policy/index.ts';
import { UnusableInput } from '../command.ts';

const ExpectedInstalment = z.looseObject({ id: z.string() });

/** One checked case: what is known of a mother on a day, and what the programme should say. */
export const Case = z.looseObject({
  id: z.string().min(1),
  programme: z.string().min(1),
  policyVersion: z.string().min(1).optional().describe('absent: the version is picked by date'),
  applicant: z.record(z.string(), z.unknown()),
  events: z.array(z.looseObject({ type: z.string().min(1), date: PlainDate })),
  asOf: PlainDate,
  expected: z.looseObject({
    eligible: z.boolean(),
    reasons: z.array(z.string()).optional(),
    instalments: z.array(ExpectedInstalment).optional(),
    totalPayableToMother: z.number().optional(),
  }),
  rules: z.array(z.string()).default([]),
  confidence: z.string().optional(),
  note: z.string().optional(),
});
export type Case = z.infer<typeof Case>;

const nameOf = (row: unknown): string =>
  typeof row === 'object' && row !== null && 'id' in row && typeof row.id === 'string' ? ` (${row.id})` : '';

const readRows = (file: string): readonly unknown[] => {
  let rows: unknown;
  try {
    rows = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UnusableInput(`${file}: cannot be read as JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  if (!Array.isArray(rows)) throw new UnusableInput(`${file}: got ${rows === null ? 'null' : typeof rows}, allowed is a list of cases`);
  if (rows.length === 0) throw new UnusableInput(`${file}: holds no case`);
  return rows;
};

/**
 * Reads a file of cases.
 * @throws {UnusableInput} naming each row and field that is not a case
 */
export const readCases = (file: string): readonly Case[] => {
  const parsed = readRows(file).map((row, place) => ({ row, place, result: Case.safeParse(row) }));
  const faults = parsed.flatMap(({ row, place, result }) =>
    result.success
      ? []
      : result.error.issues.map(
          ({ path, message }) => `${file}: row ${place + 1}${nameOf(row)}, field ${path.join('.') || '(the row)'}: ${message}`,
        ),
  );
  if (faults.length > 0) throw new UnusableInput(faults.join('\n'));
  return parsed.flatMap(({ result }) => (result.success ? [result.data] : []));
};

/** The dated happenings of a case; keys beside type and date are attributes. */
export const occurrencesOf = ({ events }: Case): readonly Occurrence[] =>
  events.map(({ type, date, ...attributes }) => ({ type, date, attributes }));
