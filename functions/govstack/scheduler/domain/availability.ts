import { DAYS } from './kinds.ts';

export interface Span {
  readonly from: string;
  readonly to: string;
}

export interface WorkHours {
  readonly day_of_week: (typeof DAYS)[number];
  readonly start_time: string;
  readonly end_time: string;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** What a clock in a time zone is ahead of UTC at an instant. */
const aheadMs = (instant: number, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(new Date(instant));
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'));
  return local - Math.floor(instant / MINUTE_MS) * MINUTE_MS;
};

/** The instant at which clocks of a time zone show a day and an hour. */
const instantOf = (day: string, hour: string, timeZone: string): string => {
  const asUtc = Date.parse(`${day}T${hour}:00.000Z`);
  const guess = asUtc - aheadMs(asUtc, timeZone);
  return new Date(asUtc - aheadMs(guess, timeZone)).toISOString();
};

const clipped = (span: Span, { from, to }: Span): Span => ({
  from: span.from < from ? from : span.from,
  to: span.to > to ? to : span.to,
});
const isSome = ({ from, to }: Span): boolean => from < to;

/** Spans in order, those that touch as one. */
const merged = (spans: readonly Span[]): readonly Span[] =>
  [...spans]
    .sort((left, right) => left.from.localeCompare(right.from))
    .reduce<Span[]>((done, span) => {
      const last = done.at(-1);
      if (last === undefined || span.from > last.to) return [...done, span];
      return [...done.slice(0, -1), { from: last.from, to: span.to > last.to ? span.to : last.to }];
    }, []);

/** When somebody works within a span, by the clocks of a time zone. */
export const workingSpans = (hours: readonly WorkHours[], within: Span, timeZone: string): readonly Span[] => {
  const first = Math.floor(Date.parse(within.from) / DAY_MS) - 1;
  const last = Math.floor(Date.parse(within.to) / DAY_MS) + 1;
  const days = Array.from({ length: last - first + 1 }, (_, index) => new Date((first + index) * DAY_MS).toISOString().slice(0, 10));
  return merged(
    days
      .flatMap((day) => {
        // 1 January 1970 was a Thursday
        const name = DAYS[(Date.parse(day) / DAY_MS + 3) % 7];
        return hours
          .filter(({ day_of_week }) => day_of_week === name)
          .map(({ start_time, end_time }) => ({ from: instantOf(day, start_time, timeZone), to: instantOf(day, end_time, timeZone) }));
      })
      .map((span) => clipped(span, within))
      .filter(isSome),
  );
};

/** What is left of some spans without those that are taken. */
export const freeSpans = (open: readonly Span[], taken: readonly Span[]): readonly Span[] =>
  merged(taken).reduce<readonly Span[]>(
    (left, busy) =>
      left
        .flatMap((span) => [
          { from: span.from, to: span.to < busy.from ? span.to : busy.from },
          { from: span.from > busy.to ? span.from : busy.to, to: span.to },
        ])
        .filter(isSome),
    merged(open),
  );
