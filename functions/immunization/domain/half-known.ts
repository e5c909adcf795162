import { addYears, addDays, isPlainDate, lastDayOf, firstDayOfMonth, parsePlainDate, type PlainDate } from '../../kernel/dates.ts';

/** The first and the last day that a half-known day may be; undefined when it is none of the calendar. */
export const daysOfHalfKnown = (text: string): { readonly from: PlainDate; readonly to: PlainDate } | undefined => {
  if (text.length === 4) {
    const from = parsePlainDate(`${text}-01-01`);
    return { from, to: addDays(addYears(from, 1), -1) };
  }
  if (text.length === 7) return { from: firstDayOfMonth(text), to: lastDayOf(text) };
  return isPlainDate(text) ? { from: text, to: text } : undefined;
};

/** How well a day is known. */
export const precisionOf = (text: string): 'day' | 'month' | 'year' => (text.length === 4 ? 'year' : text.length === 7 ? 'month' : 'day');
