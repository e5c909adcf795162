import { addDays, laterOf, latestOf, type PlainDate } from '../../kernel/dates.ts';
import type { DosePlan, ImmunizationSchedule, Series } from '../../policy/schema/immunization.ts';
import { addPeriod } from './calendar.ts';
import { judgeSeries, type SeriesSoFar } from './judge-doses.ts';
import type { ChildPlan, ChildToImmunize, DoseStatus, GivenDose, JudgedDose, PlannedDose } from './plan-types.ts';
import { after, firstFreeDay, isDelayedStart, isNeeded, leastInterval, limitOn, timingOf } from './timing.ts';

interface Planning {
  readonly schedule: ImmunizationSchedule;
  readonly child: ChildToImmunize;
  readonly all: readonly GivenDose[];
  readonly fulfilled: ReadonlyMap<string, GivenDose>;
  readonly asOf: PlainDate;
  /** Days on which missing doses are assumed, so that those after them can be told. */
  readonly assumed: Map<string, PlainDate>;
  readonly expired: Set<string>;
}

/** What keeps a vaccine from a child for now: a refusal or contraindication on record, or a rule of the schedule. */
const heldBack = (series: Series, { schedule, child, asOf }: Planning): DoseStatus | undefined => {
  const withheld = child.withheld?.get(series.id);
  if (withheld !== undefined) return withheld;
  const health: Readonly<Record<string, string | undefined>> = child.health ?? {};
  return series.cautions.find(
    ({ fromAge, when }) =>
      (fromAge === undefined || asOf >= addPeriod(child.bornOn, fromAge, schedule.monthEnd)) &&
      Object.entries(when).every(([fact, values]) => values === undefined || (values as string[]).includes(health[fact] ?? 'unknown')),
  )?.answer;
};

const liveBefore = ({ schedule, all }: Planning, series: Series): readonly GivenDose[] =>
  schedule.products[series.product]?.spacing.observes === true
    ? all.filter(({ product }) => schedule.products[product]?.spacing.causes === true)
    : [];

const daysOf = (series: Series, dose: DosePlan, so: SeriesSoFar, delayed: boolean, planning: Planning) => {
  const { schedule, child, fulfilled, asOf, assumed } = planning;
  const timing = timingOf(dose, delayed);
  const previous = dose.after === null ? undefined : (fulfilled.get(dose.after)?.to ?? assumed.get(dose.after));
  const failedOn = so.failed?.dose === dose.id ? so.failed.given.to : undefined;
  const isKnown = (day: PlainDate | undefined): day is PlainDate => day !== undefined;
  const least = latestOf(
    [
      child.bornOn,
      previous,
      after(child.bornOn, timing.minAge, schedule),
      after(previous, leastInterval(timing, schedule), schedule),
      after(failedOn, timing.minInterval, schedule),
    ].filter(isKnown),
  ) as PlainDate;
  const planned =
    latestOf(
      [
        after(child.bornOn, timing.dueAge ?? timing.minAge, schedule),
        after(previous, timing.dueInterval ?? timing.minInterval, schedule),
      ].filter(isKnown),
    ) ?? least;
  const live = liveBefore(planning, series);
  const today = laterOf(least, asOf);
  // what could have been given in time may have to wait now
  const free = firstFreeDay(today, live, schedule);
  const earliestOn = free > today ? free : firstFreeDay(least, live, schedule);
  return {
    earliestOn,
    dueOn: planned,
    recommendedOn: laterOf(planned, earliestOn),
    overdueOn: limitOn(timing.overdue, child.bornOn, previous, schedule),
    expiresOn: limitOn(timing.expiry, child.bornOn, previous, schedule),
  };
};

/** A birth dose is one for some days only: a later dose would count for the next place. */
const isPastBirth = ({ birthDoseBefore }: DosePlan, { schedule, child, asOf }: Planning): boolean =>
  birthDoseBefore !== undefined && asOf >= addPeriod(child.bornOn, birthDoseBefore, schedule.monthEnd);

const statusOf = (
  { earliestOn, recommendedOn, overdueOn, expiresOn }: ReturnType<typeof daysOf>,
  isWaiting: boolean,
  asOf: PlainDate,
): DoseStatus => {
  if (expiresOn !== undefined && (asOf >= expiresOn || earliestOn >= expiresOn)) return 'expired';
  if (isWaiting) return 'waiting';
  if (asOf < recommendedOn) return 'notYetDue';
  return overdueOn !== undefined && asOf >= overdueOn ? 'overdue' : 'due';
};

const planDose = (series: Series, dose: DosePlan, index: number, so: SeriesSoFar, delayed: boolean, planning: Planning): PlannedDose => {
  const { child, fulfilled, asOf, assumed } = planning;
  const named = { series: series.id, dose: dose.id, number: dose.number };
  const given = fulfilled.get(dose.id);
  if (given !== undefined) {
    const { dueOn, overdueOn: lateOn } = daysOf(series, dose, { ...so, failed: undefined }, delayed, planning);
    return { ...named, status: 'given', givenId: given.id, dueOn, ...(lateOn === undefined ? {} : { overdueOn: lateOn }) };
  }
  const laterGiven = dose.birthDoseBefore !== undefined && series.doses.slice(index + 1).some(({ id }) => fulfilled.has(id));
  if (index >= so.course || laterGiven || !isNeeded(dose, child, fulfilled, planning.schedule)) return { ...named, status: 'notNeeded' };
  const days = daysOf(series, dose, so, delayed, planning);
  const isWaiting = dose.after !== null && !fulfilled.has(dose.after);
  const blocked = isWaiting && !assumed.has(dose.after as string);
  const held = heldBack(series, planning);
  // what has to follow a dose that is not given any more is not given either
  const blockedStatus = planning.expired.has(dose.after ?? '') ? 'expired' : 'waiting';
  const status = held ?? (blocked ? blockedStatus : isPastBirth(dose, planning) ? 'expired' : statusOf(days, isWaiting, asOf));
  if (status === 'expired') planning.expired.add(dose.id);
  if (held !== undefined || blocked) return { ...named, status };
  if (status !== 'expired') assumed.set(dose.id, laterOf(days.recommendedOn, asOf));
  const { overdueOn, expiresOn, ...always } = days;
  return {
    ...named,
    status,
    ...always,
    ...(overdueOn === undefined ? {} : { overdueOn }),
    ...(expiresOn === undefined ? {} : { expiresOn }),
    ...(isWaiting ? { countedFrom: dose.after as string } : {}),
  };
};

const stray = (given: GivenDose, fault: 'unknownProduct' | 'notInSchedule'): JudgedDose => ({
  given,
  series: undefined,
  dose: undefined,
  validity: 'extra',
  faults: [fault],
  counts: false,
});

/** The series that a country gives: the routine ones, but for what it leaves out, and what it adds. */
export const seriesInUse = (
  { series }: ImmunizationSchedule,
  { alsoSeries, withoutSeries }: { readonly alsoSeries: readonly string[]; readonly withoutSeries: readonly string[] },
): readonly string[] =>
  series.filter(({ id, routine }) => (routine ? !withoutSeries.includes(id) : alsoSeries.includes(id))).map(({ id }) => id);

/**
 * What a child has, and what it needs, on a day: every given dose judged with its reason, and every dose of the schedule with its status
 * and its days. A half-known date is taken at the end that is worse for it, and intervals after it count from its last possible day.
 * @param inUse series of the schedule that are planned
 */
export const planChild = (
  schedule: ImmunizationSchedule,
  inUse: readonly string[],
  child: ChildToImmunize,
  given: readonly GivenDose[],
  asOf: PlainDate,
): ChildPlan => {
  const all = given
    .filter(({ from }) => from <= asOf)
    .sort((left, right) => (left.from + left.to + left.id < right.from + right.to + right.id ? -1 : 1));
  const fulfilled = new Map<string, GivenDose>();
  const planning: Planning = { schedule, child, all, fulfilled, asOf, assumed: new Map(), expired: new Set() };
  const series = schedule.series.filter(({ id }) => inUse.includes(id));
  const soFar = series.map((one) => ({ one, so: judgeSeries(one, { schedule, child, all, fulfilled }) }));
  const doses = soFar.flatMap(({ one, so }) => {
    const begun = one.doses.some(({ id, number }) => number > 0 && fulfilled.has(id));
    const delayed = begun ? so.delayed : isDelayedStart(one, asOf, child.bornOn, schedule);
    return one.doses.map((dose, index) => planDose(one, dose, index, so, delayed, planning));
  });
  const judged = soFar.flatMap(({ so }) => so.judged);
  const meant = new Set(judged.filter(({ validity }) => validity !== 'extra').map((one) => one.given.id));
  const offered = new Set(judged.map((one) => one.given.id));
  const strays = all.filter(({ id }) => !offered.has(id));
  return {
    given: [
      // too many for one series, but what another one needed
      ...judged.filter((one) => one.validity !== 'extra' || !meant.has(one.given.id)),
      ...strays.map((one) => stray(one, one.product in schedule.products ? 'notInSchedule' : 'unknownProduct')),
    ],
    doses,
  };
};

/** The day on which a due dose that is still missing is gone after: its overdue day, or some days after it was due. */
export const followUpOn = (
  { recommendedOn, overdueOn }: { readonly recommendedOn?: PlainDate | undefined; readonly overdueOn?: PlainDate | undefined },
  followUpDays: number,
): PlainDate | undefined =>
  recommendedOn === undefined
    ? undefined
    : overdueOn !== undefined && overdueOn > recommendedOn
      ? overdueOn
      : addDays(recommendedOn, followUpDays);
