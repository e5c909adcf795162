import { addDays, laterOf, latestOf, type PlainDate } from '../../../../functions/kernel/dates.ts';
import { conflictEnds } from './conflicts.ts';
import { referenceOf } from './evaluate.ts';
import { isContraindicated, isImmune } from './observations.ts';
import { ageDay, inForce, validOf, type Patient, type Progress } from './patient.ts';
import { isSkipped } from './skip.ts';
import { plus, type Antigen, type Interval, type SeriesDose, type Term } from './supporting-data.ts';

export type SeriesStatus = 'Complete' | 'Not complete' | 'Aged out' | 'Immune' | 'Contraindicated' | 'Not recommended';

/** What a series asks for next. */
export interface Forecast {
  readonly status: SeriesStatus;
  /** One more than the doses that count, whichever places were skipped. */
  readonly doseNumber?: number;
  readonly earliest?: PlainDate;
  readonly recommended?: PlainDate;
  readonly pastDue?: PlainDate;
  /** The last day on which the dose may be given. */
  readonly latest?: PlainDate;
  /** Of the antigens of a vaccine group, the intervals of such ones decide about its earliest day. */
  readonly overrides?: boolean;
  /** The place in the series that is asked for. */
  readonly place?: number;
}

/** @source CDSi logic specification 4.5, tables 7-11 and 7-13 */
const daysOf = (target: SeriesDose, { series, evaluations }: Progress, patient: Patient) => {
  const [age] = inForce(target.age, patient.assessedOn);
  const rows = inForce(target.interval, patient.assessedOn);
  const ofIntervals = (term: (row: Interval) => Term): PlainDate | undefined =>
    latestOf(
      rows.flatMap((row) => {
        const reference = referenceOf(row, series, evaluations);
        return (reference && plus(reference, term(row))) ?? [];
      }),
    );
  const isDay = (day: PlainDate | undefined): day is PlainDate => day !== undefined;
  const tried = evaluations.filter((one) => one.target !== undefined).map(({ dose }) => dose.on);
  const vaccines = target.preferableVaccine.flatMap(({ cvx }) => cvx ?? []);
  const earliest =
    latestOf(
      [
        patient.bornOn,
        ageDay(patient, age?.minAge),
        ofIntervals(({ minInt }) => minInt),
        ...conflictEnds(vaccines, patient, evaluations),
        ...tried,
      ].filter(isDay),
    ) ?? patient.bornOn;
  const recommended = ageDay(patient, age?.earliestRecAge) ?? ofIntervals(({ earliestRecInt }) => earliestRecInt) ?? earliest;
  const latestRecommended = ageDay(patient, age?.latestRecAge) ?? ofIntervals(({ latestRecInt }) => latestRecInt);
  const most = ageDay(patient, age?.maxAge);
  return {
    earliest,
    overrides: rows.length > 0 && rows.every(({ intervalPriority }) => intervalPriority === 'override'),
    recommended: laterOf(earliest, recommended),
    ...(latestRecommended === undefined ? {} : { pastDue: laterOf(earliest, addDays(latestRecommended, -1)) }),
    ...(most === undefined ? {} : { latest: addDays(most, -1) }),
  };
};

/**
 * Forecasts the next dose of a series; what may be skipped today, or on the earliest day that comes of it, is skipped.
 * @source CDSi logic specification 4.5, chapter 7
 */
export const forecastSeries = (progress: Progress, patient: Patient, antigen: Antigen): Forecast => {
  const { series, evaluations, next } = progress;
  const valid = validOf(progress).length;
  const question = { context: 'Forecast' as const, patient, earlier: evaluations.map(({ dose }) => dose), evaluations };
  for (let place = next; place < series.seriesDose.length; place += 1) {
    const target = series.seriesDose[place] as SeriesDose;
    if (isSkipped(target, { ...question, on: patient.assessedOn })) continue;
    const days = daysOf(target, progress, patient);
    if (isSkipped(target, { ...question, on: days.earliest })) continue;
    if (isImmune(antigen, patient)) return { status: 'Immune' };
    if (isContraindicated(antigen, series, patient)) return { status: 'Contraindicated' };
    if (days.latest !== undefined && laterOf(days.earliest, patient.assessedOn) > days.latest) return { status: 'Aged out' };
    return { status: 'Not complete', doseNumber: valid + 1, place, ...days };
  }
  return { status: valid > 0 ? 'Complete' : 'Not recommended' };
};
