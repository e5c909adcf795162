import * as z from 'zod';
import type { Row } from '../csv/report.ts';
import { runFile, type Counts, type FileJob } from '../csv/run-file.ts';
import { postLines, type Target } from '../csv/send.ts';
import { Unready } from '../deployment/command.ts';
import type { ImportMapping } from './mapping.ts';
import { importReader, type ImportLine } from './read-line.ts';

export interface ImportJob extends FileJob {
  readonly mapping: ImportMapping;
  readonly target: Target;
  /** The API judges everything and stores nothing. */
  readonly isDryRun: boolean;
}

const COLUMNS = ['line', 'reference', 'result', 'case', 'field', 'reason'] as const;
type Column = (typeof COLUMNS)[number];

const Outcomes = z.object({
  outcomes: z.array(
    z.object({
      externalReference: z.string(),
      outcome: z.string(),
      caseId: z.string().optional(),
      known: z.boolean().optional(),
      problem: z
        .object({ type: z.string(), detail: z.string(), errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional() })
        .optional(),
    }),
  ),
});
type Outcome = z.infer<typeof Outcomes>['outcomes'][number];

/** What the report calls an outcome. */
const resultOf = ({ outcome, known }: Outcome): string => (known === true ? 'known' : outcome);

const rowsOf = ({ line, columnOf }: ImportLine, outcome: Outcome): readonly Row<Column>[] => {
  const { externalReference: reference, caseId, problem } = outcome;
  const row = { line: String(line), reference, result: resultOf(outcome), case: caseId ?? '' };
  if (problem === undefined) return [row];
  if (problem.errors !== undefined && problem.errors.length > 0)
    return problem.errors.map(({ pointer, detail }) => ({ ...row, field: columnOf(pointer), reason: detail }));
  return [{ ...row, reason: `${problem.type.split(':').at(-1) ?? ''}: ${problem.detail}` }];
};

/** Sent twice, an entry is registered once. */
const sendEntries = async ({ target, isDryRun }: ImportJob, lines: readonly ImportLine[]): Promise<readonly Outcome[]> => {
  const body = { entries: lines.map(({ entry }) => entry), ...(isDryRun ? { dryRun: true } : {}) };
  const { outcomes } = Outcomes.parse(await postLines(target, '/registration-batches', body));
  if (outcomes.length !== lines.length) throw new Unready('the API did not answer every line');
  return outcomes;
};

/**
 * Registers the mothers and children of a file, or tries it, and writes what became of each line: never what stands in its fields.
 * @returns how many lines had which result
 * @throws {UnusableInput, Unready}
 */
export const importFile = (job: ImportJob): Promise<Counts> =>
  runFile<ImportLine, Column>(job, {
    format: job.mapping,
    settings: JSON.stringify([job.mapping, job.isDryRun, job.target.url]),
    columns: COLUMNS,
    readerOf: (header) => importReader(job.mapping, header),
    async send(lines) {
      const outcomes = await sendEntries(job, lines);
      return {
        rows: lines.flatMap((line, place) => {
          const outcome = outcomes[place];
          return outcome === undefined ? [] : rowsOf(line, outcome);
        }),
        counted: outcomes.map(resultOf),
      };
    },
    rowOf: (line, { column, detail }, about = '') => ({
      line: String(line),
      reference: about,
      result: 'refused',
      field: column,
      reason: detail,
    }),
    unread: 'refused',
  });
