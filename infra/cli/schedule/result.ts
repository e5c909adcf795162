/** What came of one case: empty `differences` is a pass. */
export interface CaseResult {
  readonly id: string;
  readonly about: string;
  readonly differences: readonly Difference[];
  /** What could not be evaluated and is no difference. */
  readonly notes: readonly string[];
}

export interface Difference {
  readonly where: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** How the cases write that there is no such day or number. */
const NOTHING = ['', '-', '0001-01-01', null, undefined];

/** Two values as a list of differences; every way of saying nothing is one. */
export const compared = (where: string, expected: unknown, got: unknown): readonly Difference[] => {
  const isSame = expected === got || (NOTHING.includes(expected as string) && NOTHING.includes(got as string));
  return isSame ? [] : [{ where, expected: expected ?? null, got: got ?? null }];
};

const shown = (value: unknown): string => JSON.stringify(value);

/** The report of one case: empty when it passes without a note. */
export const reportOf = ({ id, about, differences, notes }: CaseResult): readonly string[] => {
  const noteLines = notes.map((note) => `    not evaluated: ${note}`);
  if (differences.length === 0) return notes.length === 0 ? [] : [`passed ${id}${about}`, ...noteLines];
  return [
    `FAILED ${id}${about}`,
    ...differences.map(({ where, expected, got }) => `    ${where}: expected ${shown(expected)}, got ${shown(got)}`),
    ...noteLines,
  ];
};
