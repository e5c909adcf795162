import type { PlainDate } from '../../../../functions/kernel/dates.ts';
import { evaluateSeries } from './evaluate.ts';
import { forecastSeries, type Forecast } from './forecast.ts';
import { ageDay, validOf, type Administered, type Patient, type Progress } from './patient.ts';
import { plus, type Antigen, type AntigenSeries } from './supporting-data.ts';

/** A series that may be the one for a patient, with how far the patient has come. */
export interface Candidate {
  readonly progress: Progress;
  readonly forecast: Forecast;
}

const countOf = ({ progress }: Candidate): number => validOf(progress).length;
const isComplete = ({ forecast }: Candidate): boolean => forecast.status === 'Complete';
const isBegun = (candidate: Candidate): boolean => candidate.forecast.status === 'Not complete' && countOf(candidate) > 0;
const isDefault = ({ progress }: Candidate): boolean => progress.series.selectSeries.defaultSeries === 'Yes';
const isProduct = ({ progress }: Candidate): boolean => progress.series.selectSeries.productPath === 'Yes';

const isForGender = ({ requiredGender }: AntigenSeries, { gender }: Patient): boolean => {
  const required = requiredGender.filter((text) => text !== undefined);
  return required.length === 0 || required.some((text) => text.toUpperCase().startsWith(gender.toUpperCase()));
};

/** Series for everybody, and from some age on; what is for a risk needs indications, which no case brings. */
const isRelevant = ({ progress }: Candidate, patient: Patient): boolean => {
  const { seriesType, selectSeries } = progress.series;
  const from = ageDay(patient, selectSeries.minAgeToStart);
  const startedOn = validOf(progress)[0]?.dose.on ?? patient.assessedOn;
  return seriesType !== 'Risk' && isForGender(progress.series, patient) && (from === undefined || startedOn >= from);
};

/** Series of a group that come into question. @source CDSi logic specification 4.5, SELECTB-24 and SELECTSCORE-2 */
const scorableOf = (group: readonly Candidate[], patient: Patient): readonly Candidate[] => {
  const open = group.filter(({ forecast }) => forecast.status !== 'Contraindicated');
  const hasNoDose = group.every((one) => countOf(one) === 0) && !group.some(isDefault);
  return (open.length > 0 ? open : group).filter((one) => {
    const { seriesType, selectSeries } = one.progress.series;
    if (seriesType === 'Evaluation Only') return isComplete(one);
    const first = validOf(one.progress)[0]?.dose.on;
    const until = ageDay(patient, selectSeries.maxAgeToStart);
    return first === undefined ? hasNoDose : until === undefined || first < until;
  });
};

/** The day on which the last dose could be given, each as soon as its interval allows. */
const finishOf = ({ progress, forecast }: Candidate): PlainDate | undefined =>
  progress.series.seriesDose.slice((forecast.place ?? 0) + 1).reduce<PlainDate | undefined>((day, { interval, recurringDose }) => {
    if (day === undefined || recurringDose === 'Yes') return day;
    return plus(day, interval.find(({ fromPrevious }) => fromPrevious === 'Y')?.minInt) ?? day;
  }, forecast.earliest);

const completableOn = (candidate: Candidate, patient: Patient): PlainDate | undefined => {
  const finish = finishOf(candidate);
  const until = ageDay(patient, candidate.progress.series.seriesDose.at(-1)?.age[0]?.maxAge);
  return finish !== undefined && (until === undefined || finish < until) ? finish : undefined;
};

const missingOf = ({ progress, forecast }: Candidate): number => progress.series.seriesDose.length - (forecast.place ?? 0);

/** Points for a property: more for having it alone than for sharing it. */
const points = (has: readonly boolean[], alone: number, shared: number, without: number): readonly number[] =>
  has.map((mine) => (!mine ? without : has.filter(Boolean).length === 1 ? alone : shared));

const least = (values: readonly (string | number | undefined)[]): readonly boolean[] => {
  const [first] = values.filter((value) => value !== undefined).sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
  return values.map((value) => value !== undefined && value === first);
};

const sumOf = (rows: readonly (readonly number[])[]): readonly number[] =>
  (rows[0] ?? []).map((_, index) => rows.reduce((sum, row) => sum + (row[index] ?? 0), 0));

const mostValid = (candidates: readonly Candidate[]): readonly boolean[] => least(candidates.map((one) => -countOf(one)));

/** @source CDSi logic specification 4.5, table 8-7 */
const scoredComplete = (candidates: readonly Candidate[]): readonly number[] => points(mostValid(candidates), 1, 0, -1);

const isProductAlone = (candidate: Candidate): boolean =>
  isProduct(candidate) && candidate.progress.evaluations.every(({ status, target }) => target === undefined || status === 'Valid');

/** @source CDSi logic specification 4.5, table 8-9 */
const scoredBegun = (candidates: readonly Candidate[], patient: Patient): readonly number[] => {
  const finishes = candidates.map((one) => completableOn(one, patient));
  return sumOf([
    points(candidates.map(isProductAlone), 2, 2, -2),
    points(
      finishes.map((day) => day !== undefined),
      3,
      3,
      -3,
    ),
    points(mostValid(candidates), 2, 0, -2),
    points(least(candidates.map(missingOf)), 2, 0, -2),
    points(least(finishes), 1, 0, -1),
  ]);
};

/** @source CDSi logic specification 4.5, table 8-11 */
const scoredUnbegun = (candidates: readonly Candidate[], patient: Patient): readonly number[] =>
  sumOf([
    points(least(candidates.map(({ forecast }) => forecast.earliest)), 1, 0, -1),
    points(
      candidates.map((one) => completableOn(one, patient) !== undefined),
      1,
      1,
      -1,
    ),
    points(candidates.map(isProduct), -1, -1, 1),
  ]);

const preferred = (candidates: readonly Candidate[]): Candidate | undefined =>
  [...candidates].sort(
    (left, right) => left.progress.series.selectSeries.seriesPreference - right.progress.series.selectSeries.seriesPreference,
  )[0];

const highest = (candidates: readonly Candidate[], scores: readonly number[]): Candidate | undefined =>
  preferred(candidates.filter((_, index) => scores[index] === Math.max(...scores)));

/** The one series of a group that is looked at further. @source CDSi logic specification 4.5, tables 8-3 and 8-5 */
const prioritized = (group: readonly Candidate[], patient: Patient): Candidate | undefined => {
  const scorable = scorableOf(group, patient);
  const byDefault = group.find(isDefault);
  if (scorable.length <= 1) return scorable[0] ?? byDefault ?? preferred(group);
  const complete = scorable.filter(isComplete);
  if (complete.length > 0) return highest(complete, scoredComplete(complete));
  const begun = scorable.filter(isBegun);
  if (begun.length > 0) return highest(begun, scoredBegun(begun, patient));
  return byDefault ?? highest(scorable, scoredUnbegun(scorable, patient));
};

/** The series of an antigen that fit a patient best, one of each group that is not stood for by a complete one of an equal group. */
const bestOf = (candidates: readonly Candidate[], patient: Patient): readonly Candidate[] => {
  const groups = new Set(candidates.map(({ progress }) => progress.series.selectSeries.seriesGroup));
  const first = [...groups].flatMap(
    (id) =>
      prioritized(
        candidates.filter(({ progress }) => progress.series.selectSeries.seriesGroup === id),
        patient,
      ) ?? [],
  );
  return first.filter((one) => {
    const { equivalentSeriesGroups = [] } = one.progress.series;
    const isEqual = ({ progress }: Candidate) => equivalentSeriesGroups.includes(progress.series.selectSeries.seriesGroup ?? '');
    return isComplete(one) || !first.some((other) => isEqual(other) && isComplete(other));
  });
};

/** The series of an antigen that fits a patient best; undefined when none is for her. */
export const selectSeries = (antigen: Antigen, doses: readonly Administered[], patient: Patient): Candidate | undefined => {
  const candidates = antigen.series
    .map((one) => evaluateSeries(one, doses, patient))
    .map((progress): Candidate => ({ progress, forecast: forecastSeries(progress, patient, antigen) }))
    .filter((one) => isRelevant(one, patient));
  const best = bestOf(candidates, patient);
  return best.find(({ forecast }) => forecast.status === 'Not complete') ?? best[0];
};
