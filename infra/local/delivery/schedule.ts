import type { Clock } from '../runtime/clock.ts';
import type { Journal } from '../runtime/journal.ts';
import type { Bus } from './bus.ts';

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

type Field = (value: number) => boolean;

const readField = (text: string, first: number, last: number, names: readonly string[] = []): Field => {
  const numberOf = (part: string) => {
    const named = names.indexOf(part.toUpperCase());
    const value = named >= 0 ? named + first : Number(part);
    if (!Number.isInteger(value) || value < first || value > last) throw new Error(`${part} is not within ${first}-${last}`);
    return value;
  };
  const allowed = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step] = part.split('/');
    const [from, to] =
      range === '*' || range === '?'
        ? [first, last]
        : range.includes('-')
          ? range.split('-').map(numberOf)
          : [numberOf(range), step === undefined ? numberOf(range) : last];
    for (let value = from ?? first; value <= (to ?? last); value += Number(step ?? 1)) allowed.add(value);
  }
  return (value) => allowed.has(value);
};

const DAY = 86_400_000;
const SEARCHED_DAYS = 366 * 9;

/** EventBridge's cron: minutes, hours, day of month, month, day of week, year; in UTC. `L`, `W` and `#` are refused. */
const nextByCron = (expression: string): ((after: number) => number | undefined) => {
  const fields = expression.trim().split(/\s+/);
  const [minutes = '', hours = '', days = '', months = '', weekdays = '', years = ''] = fields;
  if (fields.length !== 6 || /[LW#]/.test(days) || /[L#]$/.test(weekdays))
    throw new Error(`the local system does not know the schedule cron(${expression})`);
  const minute = readField(minutes, 0, 59);
  const hour = readField(hours, 0, 23);
  const day = readField(days, 1, 31);
  const month = readField(months, 1, 12, MONTHS);
  const weekday = readField(weekdays, 1, 7, WEEKDAYS);
  const year = readField(years, 1970, 2199);
  const times = Array.from({ length: 24 * 60 }, (_, index) => index).filter((index) => hour(Math.floor(index / 60)) && minute(index % 60));
  return (after) => {
    const start = Math.floor(after / DAY) * DAY;
    for (let offset = 0; offset < SEARCHED_DAYS; offset++) {
      const midnight = start + offset * DAY;
      const date = new Date(midnight);
      if (!year(date.getUTCFullYear()) || !month(date.getUTCMonth() + 1) || !day(date.getUTCDate()) || !weekday(date.getUTCDay() + 1))
        continue;
      const time = times.find((index) => midnight + index * 60_000 > after);
      if (time !== undefined) return midnight + time * 60_000;
    }
    return undefined;
  };
};

/**
 * When a schedule fires next, in milliseconds.
 * @param since what a `rate(...)` counts from
 * @throws Error for an expression that is not known here
 */
export const nextFiring = (expression: string, since: number): ((after: number) => number | undefined) => {
  const [, amount, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const every = Number(amount) * (UNITS[unit] ?? 0);
  if (every > 0) return (after) => since + (Math.floor(Math.max(0, after - since) / every) + 1) * every;
  const [, cron] = /^cron\((.+)\)$/.exec(expression) ?? [];
  if (cron === undefined) throw new Error(`the local system does not know the schedule ${expression}`);
  return nextByCron(cron);
};

/** Fires the scheduled rules on the local clock. Of what came due while the system was down, the latest fires. */
export const startSchedules = (bus: Bus, clock: Clock, journal: Journal): void => {
  const fired = journal.map<number>('schedules');
  for (const rule of bus.scheduled) {
    const since = fired.get(`${rule.name} since`) ?? clock.now();
    if (fired.get(`${rule.name} since`) === undefined) fired.set(`${rule.name} since`, since);
    const next = nextFiring(rule.schedule ?? '', since);
    const arrange = (after: number) => {
      const due = next(after);
      if (due === undefined) return;
      clock.at(due, () => {
        fired.set(rule.name, due);
        bus.fire(rule, due);
        arrange(due);
      });
    };
    let last = Math.max(since, fired.get(rule.name) ?? since);
    let missed: number | undefined;
    for (let due = next(last); due !== undefined && due <= clock.now(); due = next(due)) last = missed = due;
    if (missed !== undefined) {
      fired.set(rule.name, missed);
      bus.fire(rule, missed);
    }
    arrange(last);
  }
};
