import type { Reading } from '../records.ts';

/** How one number of one person has gone. */
export interface Trend {
  readonly kind: string;
  readonly childId?: string;
  readonly part: string;
  readonly unit: string;
  readonly readings: number;
  readonly latest: number;
  readonly lowest: number;
  readonly highest: number;
  /** Of the latest from the one before; 0 for a single one. */
  readonly change: number;
}

/** Differences of decimal numbers, without the noise of binary ones. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

const trendOf = (readings: readonly Reading[], part: string): Trend | undefined => {
  const values = readings.flatMap(({ values: { [part]: value } }) => (value === undefined ? [] : [value]));
  const [first] = readings;
  const latest = values.at(-1);
  if (first === undefined || latest === undefined) return undefined;
  return {
    kind: first.kind,
    ...(first.childId === undefined ? {} : { childId: first.childId }),
    part,
    unit: first.unit,
    readings: values.length,
    latest,
    lowest: Math.min(...values),
    highest: Math.max(...values),
    change: rounded(latest - (values.at(-2) ?? latest)),
  };
};

/** How each number of each person has gone, by the time of measuring; what was entered in error does not count. */
export const trendsOf = (readings: readonly Reading[]): readonly Trend[] => {
  const inOrder = readings
    .filter(({ voided }) => voided === undefined)
    .toSorted((left, right) => (left.measuredAt < right.measuredAt ? -1 : 1));
  return Object.values(Object.groupBy(inOrder, ({ kind, childId }) => `${kind}#${childId ?? ''}`)).flatMap((group = []) =>
    [...new Set(group.flatMap(({ values }) => Object.keys(values)))].sort().flatMap((part) => trendOf(group, part) ?? []),
  );
};
