/** Statistics of applications from the monitoring counts, which are kept by month: a shorter stretch is answered by its whole months. */
import { addDays, firstDayOfMonth, lastDayOf, monthOf, parsePlainDate, type PlainDate } from '../../../kernel/dates.ts';
import type { Tally } from '../../../monitoring/domain/indicators.ts';
import type { Cell } from '../../../monitoring/domain/cells.ts';
import type { Outcome } from '../records.ts';

export const TIMEFRAMES = ['day', 'week', 'month', 'year'] as const;
export type Timeframe = (typeof TIMEFRAMES)[number];

/** Indicators of the programmes, and of applications that are no case. */
const INDICATORS = {
  approved: ['eligible', 'applicationsApproved'],
  sentBack: ['applicationsSentBack'],
  rejected: ['verificationRefused', 'ineligible', 'applicationsRejected'],
} as const;

const DECIDED = {
  approve: 'applicationsApproved',
  sendBack: 'applicationsSentBack',
  reject: 'applicationsRejected',
} as const satisfies Record<Outcome, string>;

/** What a decision of an application that is no case counts as. */
export const tallyOf = (outcome: Outcome): Tally => ({ indicator: DECIDED[outcome], count: 1 });

export interface Period {
  readonly startDate: PlainDate;
  readonly endDate: PlainDate;
}

/** The whole months or years that a stretch touches; one period for all of it where a day or a week is asked for, or nothing. */
export const periodsOf = (from: PlainDate, to: PlainDate, timeframe: Timeframe | undefined): readonly Period[] => {
  const whole = { startDate: firstDayOfMonth(monthOf(from)), endDate: lastDayOf(monthOf(to)) };
  if (timeframe === undefined || timeframe === 'day' || timeframe === 'week') return [whole];
  const periods: Period[] = [];
  for (let start = whole.startDate; start <= whole.endDate;) {
    const yearEnd = parsePlainDate(`${start.slice(0, 4)}-12-31`);
    const end = timeframe === 'month' ? lastDayOf(monthOf(start)) : yearEnd < whole.endDate ? yearEnd : whole.endDate;
    periods.push({ startDate: start, endDate: end });
    start = addDays(end, 1);
  }
  return periods;
};

/** The counts of a period; processed is all on which something was decided. */
export const countsOf = (cells: readonly Cell[], { startDate, endDate }: Period, ids: ReadonlySet<string> | undefined) => {
  const within = cells.filter(
    ({ month, programme }) => month >= monthOf(startDate) && month <= monthOf(endDate) && (ids?.has(programme) ?? true),
  );
  const sum = (names: readonly string[]): number =>
    within.filter(({ indicator }) => names.includes(indicator)).reduce((total, { count }) => total + count, 0);
  const [approved, sentBack, rejected] = [sum(INDICATORS.approved), sum(INDICATORS.sentBack), sum(INDICATORS.rejected)];
  return { processed: approved + sentBack + rejected, approved, sentBack, rejected };
};
