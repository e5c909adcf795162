import { latestOf, type PlainDate } from '../../kernel/dates.ts';
import type { Difference, DosePlan, ImmunizationSchedule, NeededIf, Product, Series } from '../../policy/schema/immunization.ts';
import { addPeriod } from './calendar.ts';
import type { ChildToImmunize, GivenDose } from './plan-types.ts';

/** The timing of a dose, as it is for a child who began in time or late. */
export type Timing = Pick<DosePlan, 'minAge' | 'dueAge' | 'minInterval' | 'dueInterval' | 'overdue' | 'expiry'>;

const differing = (difference: Difference): Partial<Timing> =>
  Object.fromEntries(Object.entries(difference).filter(([, value]) => value !== undefined));

/** The schedule as it holds in a country: the variants that it has chosen take the place of what is usual. */
export const withSettings = (schedule: ImmunizationSchedule, settings: readonly string[]): ImmunizationSchedule => ({
  ...schedule,
  series: schedule.series.map((series) => ({
    ...series,
    doses: series.doses.map((dose) => {
      const chosen = (dose.variants ?? []).filter(({ setting }) => settings.includes(setting));
      return Object.assign({}, dose, ...chosen.map(({ setting: _, ...difference }) => differing(difference))) as DosePlan;
    }),
  })),
});

export const timingOf = ({ minAge, dueAge, minInterval, dueInterval, overdue, expiry, delayed }: DosePlan, isDelayed: boolean): Timing => {
  const usual = { minAge, dueAge, minInterval, dueInterval, overdue, expiry };
  if (!isDelayed || delayed === undefined) return usual;
  return { ...usual, ...differing(delayed) };
};

/** Adds a period of the schedule; undefined when there is no day or no period. */
export const after = (day: PlainDate | undefined, period: string | null, { monthEnd }: ImmunizationSchedule): PlainDate | undefined =>
  day === undefined || period === null ? undefined : addPeriod(day, period, monthEnd);

/** The shortest time between a dose and the one before it: its own, or the schedule's. */
export const leastInterval = ({ minInterval }: Timing, { leastInterval: usual }: ImmunizationSchedule): string | null =>
  minInterval ?? usual;

export const limitOn = (
  limit: Timing['overdue'],
  bornOn: PlainDate,
  previousOn: PlainDate | undefined,
  schedule: ImmunizationSchedule,
): PlainDate | undefined => (limit === null ? undefined : after(limit.since === 'birth' ? bornOn : previousOn, limit.period, schedule));

/** Whether a series that begins on a day begins late. */
export const isDelayedStart = (
  { delayedFromAge }: Series,
  startedOn: PlainDate,
  bornOn: PlainDate,
  schedule: ImmunizationSchedule,
): boolean => delayedFromAge !== undefined && startedOn >= addPeriod(bornOn, delayedFromAge, schedule.monthEnd);

const holds = (
  need: NeededIf,
  { bornOn, birthWeightGrams, preterm }: ChildToImmunize,
  fulfilled: ReadonlyMap<string, GivenDose>,
  schedule: ImmunizationSchedule,
): boolean => {
  switch (need.kind) {
    case 'birthWeightBelow':
      return birthWeightGrams !== undefined && birthWeightGrams < need.grams;
    case 'preterm':
      return preterm === true;
    case 'notGiven':
      return !fulfilled.has(need.dose);
    case 'notGivenFrom': {
      // of a half-known day, the earliest: one dose too many does less harm than one too few
      const on = fulfilled.get(need.dose)?.from;
      return on === undefined || on < addPeriod(bornOn, need.age, schedule.monthEnd);
    }
  }
};

/** Whether a child needs a dose of its series at all, by what is known of it and what it was given. */
export const isNeeded = (
  { neededIf }: DosePlan,
  child: ChildToImmunize,
  fulfilled: ReadonlyMap<string, GivenDose>,
  schedule: ImmunizationSchedule,
): boolean => neededIf === undefined || neededIf.some((need) => holds(need, child, fulfilled, schedule));

/** Doses of the course of one product; a mixed or unknown course takes the longest. */
export const courseOf = ({ courseDoses, doses }: Series, products: readonly (Product | undefined)[]): number => {
  if (courseDoses === undefined) return doses.length;
  if (products.length === 0) return courseDoses;
  const [first, ...others] = new Set(products);
  return others.length === 0 ? (first?.courseDoses ?? doses.length) : doses.length;
};

/** The first day from `day` on that lies on no blocked stretch after another live vaccine: on that very day, or its interval later. */
export const firstFreeDay = (day: PlainDate, causes: readonly GivenDose[], schedule: ImmunizationSchedule): PlainDate => {
  const { liveInterval } = schedule;
  if (liveInterval === null) return day;
  const blocked = causes.map(({ from, to }) => ({ from, until: addPeriod(to, liveInterval, schedule.monthEnd) }));
  const next = blocked.filter(({ from, until }) => day > from && day < until).map(({ until }) => until);
  const last = latestOf(next);
  return last === undefined ? day : firstFreeDay(last, causes, schedule);
};
