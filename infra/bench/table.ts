const NUMBER = /^-?[\d,.]*$/;

/** A table of text: numbers to the right, words to the left. */
export const tableOf = (heads: readonly string[], rows: readonly (readonly string[])[]): string => {
  const columns = heads.map((head, column) => {
    const cells = rows.map((row) => row[column] ?? '');
    const width = Math.max(head.length, ...cells.map((cell) => cell.length));
    const numbers = cells.every((cell) => NUMBER.test(cell));
    return { width, pad: (cell: string) => (numbers ? cell.padStart(width) : cell.padEnd(width)) };
  });
  const line = (row: readonly string[]) => `  ${columns.map(({ pad }, column) => pad(row[column] ?? '')).join('  ')}`.trimEnd();
  return [line(heads), `  ${columns.map(({ width }) => '-'.repeat(width)).join('  ')}`, ...rows.map(line)].join('\n');
};

/** A number with as many digits as say something. */
export const rounded = (value: number): string =>
  Number.isInteger(value)
    ? value.toLocaleString('en')
    : value >= 100
      ? Math.round(value).toLocaleString('en')
      : value >= 1
        ? value.toFixed(1)
        : value.toPrecision(2);

/** A price small enough to need many digits. */
export const dollars = (usd: number): string => (usd === 0 ? '0' : usd.toFixed(6));

export const verdict = (reached: boolean): string => (reached ? 'ok' : 'NOT');

/** The value below which a share of the sorted values lies. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;

export const median = (values: readonly number[]): number =>
  percentile(
    [...values].sort((left, right) => left - right),
    0.5,
  );
