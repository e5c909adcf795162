import type { PeriodType } from './map.ts';

/** How many months a period has. */
export const MONTHS_OF: Readonly<Record<PeriodType, number>> = { monthly: 1, quarterly: 3, sixMonthly: 6, yearly: 12 };

const partsOf = (month: string): readonly [number, number] => [Number(month.slice(0, 4)), Number(month.slice(5, 7))];

/** The period of DHIS2 that a month such as `2026-03` lies in: `202603`, `2026Q1`, `2026S1`, `2026`. */
export const periodOf = (month: string, type: PeriodType): string => {
  const [year, number] = partsOf(month);
  const place = Math.ceil(number / MONTHS_OF[type]);
  switch (type) {
    case 'monthly':
      return month.replace('-', '');
    case 'quarterly':
      return `${String(year)}Q${String(place)}`;
    case 'sixMonthly':
      return `${String(year)}S${String(place)}`;
    case 'yearly':
      return String(year);
  }
};

const monthText = (index: number): string => `${String(Math.floor(index / 12))}-${String((index % 12) + 1).padStart(2, '0')}`;
const indexOf = (month: string): number => {
  const [year, number] = partsOf(month);
  return year * 12 + number - 1;
};

/** A month of the form `2026-03`, or the first or last one of a period as DHIS2 writes it; undefined when it is neither. */
const monthOf = (text: string, end: 'first' | 'last'): string | undefined => {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  const [, year = '', kind = '', place = ''] = /^(\d{4})(?:(Q)([1-4])|(?:S)([12])|(0[1-9]|1[0-2]))?$/.exec(text) ?? [];
  if (year === '') return undefined;
  const first = (months: number, nth: number): string =>
    monthText(Number(year) * 12 + (end === 'first' ? (nth - 1) * months : nth * months - 1));
  if (kind === 'Q') return first(3, Number(place));
  const half = /S([12])$/.exec(text)?.[1];
  if (half !== undefined) return first(6, Number(half));
  return text.length === 6 ? `${year}-${text.slice(4)}` : first(12, 1);
};

/**
 * The months from one period to another; both count.
 * @throws {RangeError} saying what cannot be read, or that a period is not whole
 */
export const monthsBetween = (from: string, to: string, type: PeriodType): readonly string[] => {
  const [first, last] = [monthOf(from, 'first'), monthOf(to, 'last')];
  if (first === undefined)
    throw new RangeError(`--from is "${from}"; it is a month such as 2026-03, or a period such as 202603, 2026Q1, 2026S1, 2026`);
  if (last === undefined)
    throw new RangeError(`--to is "${to}"; it is a month such as 2026-03, or a period such as 202603, 2026Q1, 2026S1, 2026`);
  if (last < first) throw new RangeError(`--to ${to} is before --from ${from}`);
  const months = Array.from({ length: indexOf(last) - indexOf(first) + 1 }, (_, place) => monthText(indexOf(first) + place));
  const size = MONTHS_OF[type];
  if (indexOf(first) % size !== 0 || months.length % size !== 0)
    throw new RangeError(
      `${first} to ${last} is not made of whole periods: the map is ${type}, so part of one would be taken for all of it`,
    );
  return months;
};
