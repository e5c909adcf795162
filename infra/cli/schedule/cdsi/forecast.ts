import { addDays, laterOf, latestOf, type PlainDate } from '../../../../functions/kernel/dates.ts';
import { referenceOf } from './evaluate.ts';
import { ageDay, inForce, type Patient, type Progress } from './patient.ts';
import { isSkipped } from './skip.ts';
import { plus, type Interval, type SeriesDose, type Term } from './supporting-data.ts';

/** What a series asks for next. */
export interface Forecast {
  readonly status: 'Complete' | 'Not complete' | 'Aged out';
  readonly doseNumber?: number;
  readonly earliest?: PlainDate;
  readonly recommended?: PlainDate;
  readonly pastDue?: PlainDate;
  /** The last day on which the dose may be given. */
  readonly latest?: PlainDate;
  /** Of the antigens of a vaccine group, the intervals of such ones decide about its earliest day. */
  readonly overrides?: boolean;
}

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
  const inadvertent = evaluations.filter(({ reason }) => reason === 'Vaccine: inadvertent').map(({ dose }) => dose.on);
  const earliest =
    latestOf([patient.bornOn, ageDay(patient, age?.minAge), ofIntervals(({ minInt }) => minInt), ...inadvertent].filter(isDay)) ??
    patient.bornOn;
  const recommended = ageDay(patient, age?.earliestRecAge) ?? ofIntervals(({ earliestRecInt }) => earliestRecInt) ?? earliest;
  const latestRecommended = ageDay(patient, age?.latestRecAge) ?? ofIntervals(({ latestRecInt }) => latestRecInt);
  const most = ageDay(patient, age?.maxAge);
  return {
    earliest,
    overrides: rows.some(({ intervalPriority }) => intervalPriority === 'override'),
    recommended: laterOf(earliest, recommended),
    ...(latestRecommended === undefined ? {} : { pastDue: laterOf(earliest, addDays(latestRecommended, -1)) }),
    ...(most === undefined ? {} : { latest: addDays(most, -1) }),
  };
};

/** Forecasts the next dose of a series; what may be skipped today, or on the earliest day that comes of it, is skipped. */
export const forecastSeries = (progress: Progress, patient: Patient): Forecast => {
  const { series, evaluations } = progress;
  const question = { context: 'Forecast' as const, patient, earlier: evaluations.map(({ dose }) => dose), evaluations };
  for (let place = progress.next; place < series.seriesDose.length; place += 1) {
    const target = series.seriesDose[place] as SeriesDose;
    if (isSkipped(target, { ...question, on: patient.assessedOn })) continue;
    const days = daysOf(target, progress, patient);
    if (isSkipped(target, { ...question, on: days.earliest })) continue;
    const isTooLate = days.latest !== undefined && laterOf(days.earliest, patient.assessedOn) > days.latest;
    return isTooLate ? { status: 'Aged out' } : { status: 'Not complete', doseNumber: target.doseNumber, ...days };
  }
  return { status: 'Complete' };
};
