import * as z from 'zod';

/** A calendar day, `YYYY-MM-DD`, without time or zone. Sorts and compares as text. */
export const PlainDate = z.iso.date().brand<'PlainDate'>();
export type PlainDate = z.infer<typeof PlainDate>;

/** A calendar month, `YYYY-MM`. */
export type PlainMonth = string;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const epochDay = (date: PlainDate): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;
const fromEpochDay = (day: number): PlainDate => PlainDate.parse(new Date(day * DAY_MS).toISOString().slice(0, 10));
const partsOf = (date: PlainDate): { year: number; month: number; day: number } => ({
  year: Number(date.slice(0, 4)),
  month: Number(date.slice(5, 7)),
  day: Number(date.slice(8, 10)),
});
const lastDayOfMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/**
 * Reads `YYYY-MM-DD`.
 * @throws {z.ZodError} when the text is not a day of the calendar
 */
export const parsePlainDate = (text: string): PlainDate => PlainDate.parse(text);

/** Whether a value is a day of the calendar. */
export const isPlainDate = (value: unknown): value is PlainDate => PlainDate.safeParse(value).success;

/** The UTC day of an instant. For her own calendar use `dateIn`. */
export const dateOf = (instant: string): PlainDate => PlainDate.parse(new Date(instant).toISOString().slice(0, 10));

/** The UTC day of the first sweep at or after an instant; sweeps come on the hour. */
export const sweepDayOf = (instant: string): PlainDate =>
  dateOf(new Date(Math.ceil(Date.parse(instant) / HOUR_MS) * HOUR_MS).toISOString());

/** The day that an instant falls on in a time zone of the IANA database. */
export const dateIn = (instant: string, timeZone: string): PlainDate =>
  PlainDate.parse(
    new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(instant)),
  );

export const monthOf = (date: PlainDate): PlainMonth => date.slice(0, 7);

export const addDays = (date: PlainDate, days: number): PlainDate => fromEpochDay(epochDay(date) + days);

/** The same day of a later (or earlier) month, clamped to that month's end: 31 January + 1 month = 28 or 29 February. */
export const addMonths = (date: PlainDate, months: number): PlainDate => {
  const { year, month, day } = partsOf(date);
  const index = year * 12 + (month - 1) + months;
  const targetYear = Math.floor(index / 12);
  const targetMonth = index - targetYear * 12 + 1;
  const clamped = Math.min(day, lastDayOfMonth(targetYear, targetMonth));
  return PlainDate.parse(`${pad(targetYear, 4)}-${pad(targetMonth, 2)}-${pad(clamped, 2)}`);
};

export const addYears = (date: PlainDate, years: number): PlainDate => addMonths(date, years * 12);

/** Days from one date to another; negative when `to` is earlier. */
export const daysBetween = (from: PlainDate, to: PlainDate): number => epochDay(to) - epochDay(from);

/** Completed months from one date to another, by the same clamping as `addMonths`; negative when `to` is earlier. */
export const monthsBetween = (from: PlainDate, to: PlainDate): number => {
  if (isBefore(to, from)) return 0 - monthsBetween(to, from);
  const start = partsOf(from);
  const end = partsOf(to);
  const months = (end.year - start.year) * 12 + end.month - start.month;
  return isAfter(addMonths(from, months), to) ? months - 1 : months;
};

/** Completed years from one date to another: an age. Someone born on 29 February completes a year on 28 February of a common year. */
export const yearsBetween = (from: PlainDate, to: PlainDate): number => Math.trunc(monthsBetween(from, to) / 12);

export const isBefore = (left: PlainDate, right: PlainDate): boolean => left < right;
export const isAfter = (left: PlainDate, right: PlainDate): boolean => left > right;
export const isOnOrBefore = (left: PlainDate, right: PlainDate): boolean => left <= right;
export const isOnOrAfter = (left: PlainDate, right: PlainDate): boolean => left >= right;
export const earlierOf = (left: PlainDate, right: PlainDate): PlainDate => (left <= right ? left : right);
export const laterOf = (left: PlainDate, right: PlainDate): PlainDate => (left >= right ? left : right);

/** The latest of some dates, or undefined when there are none. */
export const latestOf = (dates: readonly PlainDate[]): PlainDate | undefined =>
  dates.reduce<PlainDate | undefined>((latest, date) => (latest === undefined ? date : laterOf(latest, date)), undefined);

export const firstDayOfMonth = (month: PlainMonth): PlainDate => PlainDate.parse(`${month}-01`);
export const lastDayOf = (month: PlainMonth): PlainDate => addDays(addMonths(firstDayOfMonth(month), 1), -1);
export const addToMonth = (month: PlainMonth, months: number): PlainMonth => monthOf(addMonths(firstDayOfMonth(month), months));

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
