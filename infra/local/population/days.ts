/** Days since 1 January 1970: calendars are reckoned in whole numbers and written as dates at the end. */
export type Day = number;

const DAY_MS = 86_400_000;

/** @throws Error when the text is no day of the calendar */
export const dayOf = (date: string): Day => {
  const day = Date.parse(`${date}T00:00:00Z`) / DAY_MS;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(day) || dateOf(day) !== date)
    throw new Error(`"${date}" is no day; one looks like 2026-02-28`);
  return day;
};

export const dateOf = (day: Day): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** 0 is Sunday. */
export const weekdayOf = (day: Day): number => (((day + 4) % 7) + 7) % 7;

/** The first working day, Monday to Friday, at or after a day. */
export const workdayFrom = (day: Day): Day => {
  const weekday = weekdayOf(day);
  return weekday === 6 ? day + 2 : weekday === 0 ? day + 1 : day;
};

/** An hour of a day, in UTC. */
export const instantOf = (day: Day, hour: number, minute: number): string =>
  new Date(day * DAY_MS + hour * 3_600_000 + minute * 60_000).toISOString();
