import * as z from 'zod';
import type { FileLine } from '../../../functions/verification/domain/file-line.ts';
import type { Row } from '../csv/report.ts';
import { runFile, type Counts, type FileJob } from '../csv/run-file.ts';
import { postLines, type Target } from '../csv/send.ts';
import { Unready } from '../deployment/command.ts';
import { readerOf, type FileMapping } from './mapping.ts';

export interface ComparisonJob extends FileJob {
  readonly mapping: FileMapping;
  readonly target: Target;
}

const COLUMNS = ['line', 'result', 'case', 'field', 'registered', 'found', 'effect', 'detail'] as const;
type Column = (typeof COLUMNS)[number];

const Outcomes = z.object({
  outcomes: z.array(
    z.object({
      line: z.int(),
      outcome: z.string(),
      caseId: z.string().optional(),
      reasons: z.array(z.string()),
      differences: z.array(z.object({ field: z.string(), registered: z.string().nullable(), found: z.string().nullable() })),
      effect: z.string(),
      problem: z.object({ type: z.string(), detail: z.string() }).optional(),
    }),
  ),
});
type Outcome = z.infer<typeof Outcomes>['outcomes'][number];

const rowsOf = ({ line, outcome, caseId = '', reasons, differences, effect, problem }: Outcome): Row<Column>[] => {
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

/** Sent twice, lines are compared twice and cause nothing anew. */
const compareLines = async (target: Target, lines: readonly FileLine[]): Promise<readonly Outcome[]> => {
  const { outcomes } = Outcomes.parse(await postLines(target, '/verification-files/lines', { lines }));
  if (outcomes.length !== lines.length) throw new Unready('the API did not answer every line');
  return outcomes;
};

/**
 * Holds a register's file against the cases that it names, and writes what differs.
 * @throws {UnusableInput, Unready}
 */
export const compareFile = ({ mapping, target, ...job }: ComparisonJob): Promise<Counts> =>
  runFile<FileLine, Column>(job, {
    format: mapping,
    settings: JSON.stringify(mapping),
    columns: COLUMNS,
    readerOf: (header) => readerOf(mapping, header),
    async send(lines) {
      const outcomes = await compareLines(target, lines);
      return {
        rows: outcomes.flatMap(rowsOf),
        counted: outcomes.flatMap(({ outcome, effect }) => (effect === 'none' ? [outcome] : [outcome, effect])),
      };
    },
    rowOf: (line, { column, detail }) => ({ line: String(line), result: 'error', field: column, detail }),
    unread: 'error',
  });
