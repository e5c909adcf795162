import type { PlainDate } from '../../kernel/dates.ts';
import type { DosePlan, ImmunizationSchedule, Series } from '../../policy/schema/immunization.ts';
import type { ChildToImmunize, DoseFault, GivenDose, JudgedDose } from './plan-types.ts';
import { after, courseOf, isDelayedStart, isNeeded, leastInterval, limitOn, timingOf } from './timing.ts';

/** The doses of one series so far. */
export interface SeriesSoFar {
  readonly judged: readonly JudgedDose[];
  readonly delayed: boolean;
  /** Doses of the course, by the products that were given. */
  readonly course: number;
  /** The latest dose that did not count, and the dose that it was meant to be. */
  readonly failed: { readonly dose: string; readonly given: GivenDose } | undefined;
}

type Certainty = 'yes' | 'no' | 'perhaps';

/** Whether a dose, given on one of some days, was given on `day` or later. */
const notBefore = ({ from, to }: GivenDose, day: PlainDate | undefined): Certainty =>
  day === undefined || from >= day ? 'yes' : to < day ? 'no' : 'perhaps';

/** The same, where the day itself is one of some days: `earliest` and `latest` are its ends. */
const notBeforeAny = (given: GivenDose, earliest: PlainDate | undefined, latest: PlainDate | undefined): Certainty => {
  const [least, most] = [notBefore(given, earliest), notBefore(given, latest)];
  if (most === 'yes') return 'yes';
  return least === 'no' ? 'no' : 'perhaps';
};

/** Two doses with one and the same half-known day are taken for one visit. */
const isSameVisit = (left: GivenDose, right: GivenDose): boolean => left.from === right.from && left.to === right.to;

const liveCertainty = (given: GivenDose, others: readonly GivenDose[], schedule: ImmunizationSchedule): Certainty => {
  const { liveInterval, products } = schedule;
  if (liveInterval === null || products[given.product]?.spacing.observes !== true) return 'yes';
  const found = others
    .filter((other) => other.id !== given.id && products[other.product]?.spacing.causes === true)
    .filter((other) => !isSameVisit(other, given) && other.from <= given.to)
    .map((other) => {
      const apart = notBeforeAny(given, after(other.from, liveInterval, schedule), after(other.to, liveInterval, schedule));
      // what may have been before it, or on its day, is not certainly too soon
      return apart === 'no' && given.from <= other.to ? 'perhaps' : apart;
    });
  return found.includes('no') ? 'no' : found.includes('perhaps') ? 'perhaps' : 'yes';
};

interface Judging {
  readonly schedule: ImmunizationSchedule;
  readonly child: ChildToImmunize;
  readonly all: readonly GivenDose[];
  readonly fulfilled: Map<string, GivenDose>;
}

const certaintiesOf = (given: GivenDose, dose: DosePlan, delayed: boolean, { schedule, child, all, fulfilled }: Judging) => {
  const timing = timingOf(dose, delayed);
  const previous = dose.after === null ? undefined : fulfilled.get(dose.after);
  const expiresOn = limitOn(timing.expiry, child.bornOn, previous?.from, schedule);
  const inTime = notBefore(given, expiresOn);
  const interval = leastInterval(timing, schedule);
  return {
    belowMinimumAge: notBefore(given, after(child.bornOn, timing.minAge, schedule)),
    previousMissing: dose.after === null || previous !== undefined ? 'yes' : 'no',
    intervalTooShort: notBeforeAny(given, after(previous?.from, interval, schedule), after(previous?.to, interval, schedule)),
    tooSoonAfterLive: liveCertainty(given, all, schedule),
    afterExpiry: expiresOn === undefined ? 'yes' : inTime === 'yes' ? 'no' : inTime === 'no' ? 'yes' : 'perhaps',
  } as const satisfies Partial<Record<DoseFault, Certainty>>;
};

const judgeOne = (given: GivenDose, series: Series, dose: DosePlan, delayed: boolean, judging: Judging): JudgedDose => {
  const certainties = Object.entries(certaintiesOf(given, dose, delayed, judging)) as [DoseFault, Certainty][];
  const faults = certainties.filter(([, certainty]) => certainty === 'no').map(([fault]) => fault);
  const vague = faults.length === 0 && certainties.some(([, certainty]) => certainty === 'perhaps');
  const { invalidDoses, halfKnownDates } = judging.schedule;
  const validity = faults.length > 0 ? 'invalid' : vague ? 'uncertain' : 'valid';
  const counts =
    validity === 'valid' ||
    (validity === 'uncertain' && halfKnownDates === 'countIfPossible') ||
    (validity === 'invalid' && invalidDoses === 'count' && !faults.includes('afterExpiry'));
  return { given, series: series.id, dose: dose.id, validity, faults: vague ? ['dateTooVague'] : faults, counts };
};

const isTooOldForBirthDose = (given: GivenDose, { birthDoseBefore }: DosePlan, { schedule, child }: Judging): boolean =>
  birthDoseBefore !== undefined && notBefore(given, after(child.bornOn, birthDoseBefore, schedule)) === 'yes';

/** Judges the doses that were given of one series, in the order of their days, and notes which places they fill. */
export const judgeSeries = (series: Series, judging: Judging): SeriesSoFar => {
  const { schedule, child, all, fulfilled } = judging;
  const birthDoses = schedule.series.flatMap(({ doses }) => doses.filter(({ birthDoseBefore }) => birthDoseBefore !== undefined));
  // a birth dose is not part of the primary count
  const taken = new Set(birthDoses.map(({ id }) => fulfilled.get(id)?.id));
  const own = all.filter(({ id, product }) => !taken.has(id) && schedule.products[product]?.series.includes(series.id) === true);
  const judged: JudgedDose[] = [];
  let place = 0;
  let delayed = false;
  let failed: SeriesSoFar['failed'];
  const course = courseOf(
    series,
    own.map(({ product }) => schedule.products[product]),
  );
  for (const given of own) {
    const first = series.doses[place];
    if (first !== undefined && isTooOldForBirthDose(given, first, judging)) place += 1;
    while (place < course && series.doses[place] !== undefined && !isNeeded(series.doses[place] as DosePlan, child, fulfilled, schedule))
      place += 1;
    const dose = place < course ? series.doses[place] : undefined;
    if (dose === undefined) {
      judged.push({ given, series: series.id, dose: undefined, validity: 'extra', faults: ['notNeeded'], counts: false });
      continue;
    }
    if (!series.doses.some(({ id, number }) => number > 0 && fulfilled.has(id)) && dose.number > 0)
      delayed = isDelayedStart(series, given.from, child.bornOn, schedule);
    const result = judgeOne(given, series, dose, delayed, judging);
    judged.push(result);
    if (result.counts) {
      fulfilled.set(dose.id, given);
      place += 1;
      failed = undefined;
    } else failed = { dose: dose.id, given };
  }
  return { judged, delayed, course, failed };
};
