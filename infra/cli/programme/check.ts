import {
  evaluate,
  factFaults,
  findPolicy,
  policyFor,
  strangeFacts,
  type Evaluation,
  type Facts,
  type Policy,
  type Programme,
} from '../../../functions/policy/index.ts';
import { Case, occurrencesOf } from './case-file.ts';
import { isSameReason } from './wording.ts';
import { differencesOf, type Difference, type Strictness } from './compare.ts';

/** What came of one case. `notes` are worth knowing and no failure. */
export interface CaseResult {
  readonly row: Case;
  readonly version: string;
  readonly differences: readonly Difference[];
  readonly failedRules: readonly string[];
  readonly notes: readonly string[];
}

const unusable = (row: Case, where: string, expected: unknown, got: unknown): CaseResult => ({
  row,
  version: row.policyVersion ?? '?',
  differences: [{ where, expected, got }],
  failedRules: [],
  notes: [],
});

/** Reasons that are given in other words than the case has them. */
const wordingNotes = ({ expected }: Case, { grounds, instalments }: Evaluation): readonly string[] => {
  const got = [...grounds.map(({ reason }) => reason), ...instalments.flatMap(({ reason }) => reason ?? [])];
  const wanted = [
    ...(expected.reasons ?? []),
    ...(expected.instalments ?? []).flatMap(({ reason }) => (typeof reason === 'string' ? [reason] : [])),
  ];
  return wanted.flatMap((reason) => {
    const ours = got.includes(reason) ? undefined : got.find((candidate) => isSameReason(reason, candidate));
    return ours === undefined ? [] : [`the reason "${reason}" is worded "${ours}" in the programme`];
  });
};

const notesOf = (row: Case, programme: Programme, policy: Policy, facts: Facts): readonly string[] => {
  const { version } = policy;
  const byDate = policyFor(programme, facts)?.version.id;
  const strangeEvents = [...new Set(row.events.map(({ type }) => type))].filter((type) => !(type in version.occurrences));
  const strangeFields = Object.keys(row).filter((field) => !(field in Case.shape));
  return [
    ...strangeFields.map((field) => `the field ${field} of the row means nothing here`),
    ...(byDate === version.id ? [] : [`by its dates version ${byDate ?? '(none)'} would apply`]),
    ...strangeFacts(version, row.applicant).map((name) => `no rule asks for the fact ${name}`),
    ...strangeEvents.map((type) => `no rule looks for events of type ${type}`),
  ];
};

/** Runs one case against the programmes. */
export const checkCase = (row: Case, programmes: ReadonlyMap<string, Programme>, strictness: Strictness): CaseResult => {
  const programme = programmes.get(row.programme);
  if (programme === undefined) return unusable(row, 'programme', row.programme, `unknown; there are ${[...programmes.keys()].join(', ')}`);
  const facts: Facts = { applicant: row.applicant, occurrences: occurrencesOf(row), asOf: row.asOf };
  const policy = row.policyVersion === undefined ? policyFor(programme, facts) : findPolicy(programme, row.policyVersion);
  if (policy === undefined)
    return unusable(
      row,
      'policyVersion',
      row.policyVersion ?? `a version in force on the case's day`,
      `unknown; there are ${programme.versions.map(({ id }) => id).join(', ')}`,
    );
  const evaluation = evaluate(policy, facts);
  const faults = factFaults(policy.version, row.applicant).map(({ fact, detail }) => ({
    where: `applicant.${fact}`,
    expected: 'a value of its type',
    got: detail,
  }));
  return {
    row,
    version: policy.version.id,
    differences: [...faults, ...differencesOf(row, evaluation, strictness)],
    failedRules: [...new Set(evaluation.grounds.map(({ rule }) => rule))],
    notes: [...notesOf(row, programme, policy, facts), ...wordingNotes(row, evaluation)],
  };
};

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** The report of one case: empty when it passes without a note. */
export const reportOf = ({ row, version, differences, failedRules, notes }: CaseResult): readonly string[] => {
  const noteLines = notes.map((note) => `    note: ${note}`);
  if (differences.length === 0) return notes.length === 0 ? [] : [`passed ${row.id} (${row.programme} ${version})`, ...noteLines];
  return [
    `FAILED ${row.id} (${row.programme} ${version})${row.rules.length > 0 ? `, follows ${row.rules.join(', ')}` : ''}`,
    ...differences.flatMap(({ where, expected, got }) => [
      `    ${where}`,
      `      expected ${shown(expected)}`,
      `      got      ${shown(got)}`,
    ]),
    ...(failedRules.length > 0 ? [`    rules that failed: ${failedRules.join(', ')}`] : []),
    ...(row.note === undefined ? [] : [`    the case says: ${row.note}`]),
    ...noteLines,
  ];
};
