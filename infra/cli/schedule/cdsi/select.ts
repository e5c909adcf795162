import type { PlainDate } from '../../../../functions/kernel/dates.ts';
import { evaluateSeries } from './evaluate.ts';
import { forecastSeries, type Forecast } from './forecast.ts';
import { ageDay, type Administered, type Patient, type Progress } from './patient.ts';
import { plus, type AntigenSeries } from './supporting-data.ts';

/** A series that may be the one for a patient, with how far the patient has come. */
export interface Candidate {
  readonly progress: Progress;
  readonly forecast: Forecast;
}

const validOf = ({ progress }: Candidate): number => progress.evaluations.filter(({ status }) => status === 'Valid').length;

const isForGender = ({ requiredGender }: AntigenSeries, { gender }: Patient): boolean => {
  const required = requiredGender.filter((text) => text !== undefined);
  return required.length === 0 || required.some((text) => text.toUpperCase().startsWith(gender.toUpperCase()));
};

/** Series for everybody; what is for a risk needs observations, which no case brings. */
const isRelevant = (series: AntigenSeries, patient: Patient): boolean => series.seriesType === 'Standard' && isForGender(series, patient);

const startedOn = ({ progress }: Candidate): PlainDate | undefined =>
  progress.evaluations.find(({ status }) => status === 'Valid')?.dose.on;

/** A series is left alone by those who are too old or too young to begin it. */
const mayBegin = (candidate: Candidate, patient: Patient): boolean => {
  const { minAgeToStart, maxAgeToStart } = candidate.progress.series.selectSeries;
  const on = startedOn(candidate) ?? patient.assessedOn;
  const [from, until] = [ageDay(patient, minAgeToStart), ageDay(patient, maxAgeToStart)];
  return (from === undefined || on >= from) && (until === undefined || on < until);
};

/** On the path of one product, with that product alone. */
const isOnPath = ({ progress: { series, evaluations } }: Candidate): boolean =>
  series.selectSeries.productPath === 'Yes' && evaluations.every(({ status }) => status !== 'Not Valid');

/** The day on which the last dose could be given, each as soon as its interval allows. */
const finishOf = ({ progress, forecast }: Candidate): PlainDate | undefined => {
  if (forecast.status === 'Complete') return progress.evaluations.findLast(({ status }) => status === 'Valid')?.dose.on;
  const first = progress.series.seriesDose.findIndex(({ doseNumber }) => doseNumber === forecast.doseNumber);
  return progress.series.seriesDose.slice(first + 1).reduce<PlainDate | undefined>((day, { interval, recurringDose }) => {
    if (day === undefined || recurringDose === 'Yes') return day;
    return plus(day, interval.find(({ fromPrevious }) => fromPrevious === 'Y')?.minInt) ?? day;
  }, forecast.earliest);
};

const missingOf = ({ progress, forecast }: Candidate): number =>
  forecast.status === 'Complete'
    ? 0
    : progress.series.seriesDose.filter(({ doseNumber }) => doseNumber >= (forecast.doseNumber ?? 0)).length;

/** Points for a property that one, several or no candidate has. */
const points = (has: readonly boolean[], one: number, several: number, none: number): readonly number[] =>
  has.map((mine) => (!mine ? none : has.filter(Boolean).length === 1 ? one : several));

const least = (values: readonly (string | number)[]): readonly boolean[] => {
  const [first] = [...values].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
  return values.map((value) => value === first);
};

const FAR = '9999-12-31';

const sumOf = (rows: readonly (readonly number[])[]): readonly number[] =>
  (rows[0] ?? []).map((_, index) => rows.reduce((sum, row) => sum + (row[index] ?? 0), 0));

const mostValid = (candidates: readonly Candidate[]): readonly boolean[] => least(candidates.map((one) => -validOf(one)));
const firstToFinish = (candidates: readonly Candidate[]): readonly boolean[] => least(candidates.map((one) => finishOf(one) ?? FAR));

/** Weights of complete series, as CDC's published answers have them: a fourth dose of hepatitis B makes it the series of four. */
const scoredComplete = (candidates: readonly Candidate[]): readonly number[] =>
  sumOf([points(mostValid(candidates), 2, 0, -2), points(candidates.map(isOnPath), 1, 0, -1), points(firstToFinish(candidates), 1, 0, -1)]);

/** Weights of series that were begun: completable before all, then doses that count, then the shorter way. */
const scoredBegun = (candidates: readonly Candidate[]): readonly number[] =>
  sumOf([
    points(candidates.map(isOnPath), 2, 0, -2),
    points(
      candidates.map(({ forecast }) => forecast.status !== 'Aged out'),
      3,
      0,
      -3,
    ),
    points(mostValid(candidates), 2, 0, -2),
    points(least(candidates.map(missingOf)), 2, 0, -2),
    points(firstToFinish(candidates), 1, 0, -1),
  ]);

const preferred = (candidates: readonly Candidate[]): Candidate | undefined =>
  [...candidates].sort(
    (left, right) => left.progress.series.selectSeries.seriesPreference - right.progress.series.selectSeries.seriesPreference,
  )[0];

const highest = (candidates: readonly Candidate[], scores: readonly number[]): Candidate | undefined =>
  preferred(candidates.filter((_, index) => scores[index] === Math.max(...scores)));

const bestOf = (candidates: readonly Candidate[]): Candidate | undefined => {
  const complete = candidates.filter(({ forecast }) => forecast.status === 'Complete');
  if (complete.length > 0) return highest(complete, scoredComplete(complete));
  const begun = candidates.filter((one) => validOf(one) > 0);
  if (begun.length > 0) return highest(begun, scoredBegun(begun));
  const byDefault = candidates.find(({ progress }) => progress.series.selectSeries.defaultSeries === 'Yes');
  // nobody is put on the path of a product before a dose of it
  return byDefault ?? preferred(candidates.filter(({ progress }) => progress.series.selectSeries.productPath !== 'Yes'));
};

/** The series of an antigen that fits a patient best; undefined when none is for her. */
export const selectSeries = (series: readonly AntigenSeries[], doses: readonly Administered[], patient: Patient): Candidate | undefined => {
  const candidates = series
    .filter((one) => isRelevant(one, patient))
    .map((one) => evaluateSeries(one, doses, patient))
    .map((progress): Candidate => ({ progress, forecast: forecastSeries(progress, patient) }))
    .filter((one) => mayBegin(one, patient));
  const groups = [...new Set(candidates.map(({ progress }) => progress.series.selectSeries.seriesGroup))];
  const best = groups.flatMap((group) => {
    const found = bestOf(candidates.filter(({ progress }) => progress.series.selectSeries.seriesGroup === group));
    return found ?? [];
  });
  return best.find(({ forecast }) => forecast.status === 'Not complete') ?? best[0];
};
