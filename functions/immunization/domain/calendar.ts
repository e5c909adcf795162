import { addDays, addMonths, type PlainDate } from '../../kernel/dates.ts';
import type { MonthEnd } from '../../policy/schema/immunization.ts';

export type Unit = 'days' | 'weeks' | 'months' | 'years';

/** A part of a period; a negative count goes back. */
export interface Step {
  readonly count: number;
  readonly unit: Unit;
}

/** Years first, then months, then what has a fixed length. */
const ORDER: readonly Unit[] = ['years', 'months', 'weeks', 'days'];

const addCalendarMonths = (date: PlainDate, months: number, monthEnd: MonthEnd): PlainDate => {
  const clamped = addMonths(date, months);
  return monthEnd === 'rollForward' && clamped.slice(8) !== date.slice(8) ? addDays(clamped, 1) : clamped;
};

const addStep = (date: PlainDate, { count, unit }: Step, monthEnd: MonthEnd): PlainDate => {
  switch (unit) {
    case 'years':
      return addCalendarMonths(date, count * 12, monthEnd);
    case 'months':
      return addCalendarMonths(date, count, monthEnd);
    case 'weeks':
      return addDays(date, count * 7);
    case 'days':
      return addDays(date, count);
  }
};

/** A day and some time: where a month has no such day, its last one or the first of the next, as the schedule says. */
export const addSteps = (date: PlainDate, steps: readonly Step[], monthEnd: MonthEnd): PlainDate =>
  [...steps]
    .sort((left, right) => ORDER.indexOf(left.unit) - ORDER.indexOf(right.unit))
    .reduce((day, step) => addStep(day, step, monthEnd), date);

const UNITS: Readonly<Record<string, Unit>> = { d: 'days', w: 'weeks', m: 'months', y: 'years' };

/** A day and a period of a schedule, such as `6w`. */
export const addPeriod = (date: PlainDate, period: string, monthEnd: MonthEnd): PlainDate => {
  const unit = UNITS[period.slice(-1)];
  if (unit === undefined) throw new Error(`got the period ${period}, it ends with one of d, w, m, y`);
  return addSteps(date, [{ count: Number(period.slice(0, -1)), unit }], monthEnd);
};
