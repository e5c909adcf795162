import type { PlainDate } from '../../kernel/dates.ts';

const partsIn = (instant: number, timeZone: string): number => {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(new Date(instant))
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute);
};

/** The instant of a day and a clock (HH:MM) of a time zone. A time that the clock skips in spring is the one an hour later. */
export const instantIn = (day: PlainDate, clock: string, timeZone: string): string => {
  const wanted = Date.parse(`${day}T${clock}:00.000Z`);
  const first = wanted - (partsIn(wanted, timeZone) - wanted);
  // the offset of that instant may be another one than that of the guess
  return new Date(first - (partsIn(first, timeZone) - wanted)).toISOString();
};
