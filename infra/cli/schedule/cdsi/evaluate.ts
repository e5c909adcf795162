import type { PlainDate } from '../../../../functions/kernel/dates.ts';
import { isInConflict } from './conflicts.ts';
import { ageDay, inForce, isOfAge, type Administered, type Evaluation, type Patient, type Progress, type Reason } from './patient.ts';
import { isSkipped } from './skip.ts';
import { plus, type AntigenSeries, type Interval, type SeriesDose, type Vaccine } from './supporting-data.ts';

interface Evaluating {
  readonly patient: Patient;
  /** Doses of this antigen before the one in hand, and what they came to. */
  readonly earlier: readonly Administered[];
  readonly evaluations: readonly Evaluation[];
}

type Verdict = { readonly status: 'Valid' } | { readonly status: 'Not Valid' | 'Extraneous'; readonly reason: Reason };

const VALID: Verdict = { status: 'Valid' };

/** Between the absolute minimum age and the minimum age lie the days of grace. */
const evaluateAge = ({ on }: Administered, target: SeriesDose, { patient }: Evaluating): Verdict => {
  const [row] = inForce(target.age, on);
  const [least, most] = [ageDay(patient, row?.absMinAge) ?? patient.bornOn, ageDay(patient, row?.maxAge)];
  if (on < least) return { status: 'Not Valid', reason: 'Age: Too Young' };
  return most !== undefined && on >= most ? { status: 'Extraneous', reason: 'Age: Too Old' } : VALID;
};

const isInadvertent = ({ reason }: Evaluation): boolean => reason === 'Vaccine: inadvertent';

/** The day that an interval counts from; undefined where there is no such dose. */
export const referenceOf = (
  { fromPrevious, fromTargetDose, fromMostRecent }: Pick<Interval, 'fromPrevious' | 'fromTargetDose'> & Partial<Interval>,
  series: AntigenSeries,
  evaluations: readonly Evaluation[],
): PlainDate | undefined => {
  if (fromPrevious === 'Y') return evaluations.findLast((one) => one.status !== 'Extraneous' && !isInadvertent(one))?.dose.on;
  if (fromTargetDose !== undefined)
    return evaluations.find(
      ({ status, target }) =>
        status === 'Valid' && target !== undefined && series.seriesDose[target]?.doseNumber === Number(fromTargetDose),
    )?.dose.on;
  if (fromMostRecent !== undefined)
    return evaluations.findLast((one) => fromMostRecent.includes(one.dose.cvx) && !isInadvertent(one))?.dose.on;
  return undefined;
};

/** All preferable intervals hold, or there are allowable ones and all of these do. */
const evaluateInterval = ({ on }: Administered, target: SeriesDose, series: AntigenSeries, { evaluations }: Evaluating): Verdict => {
  const holds = (row: Pick<Interval, 'fromPrevious' | 'fromTargetDose' | 'absMinInt'>): boolean => {
    const reference = referenceOf(row, series, evaluations);
    const least = reference && plus(reference, row.absMinInt);
    return least === undefined || on >= least;
  };
  // a row that says nothing allows nothing
  const allowable = inForce(target.allowableInterval, on).filter(({ absMinInt }) => absMinInt !== undefined);
  const isKept = inForce(target.interval, on).every(holds) || (allowable.length > 0 && allowable.every(holds));
  return isKept ? VALID : { status: 'Not Valid', reason: 'Interval: too short' };
};

const evaluateConflict = (dose: Administered, { patient, evaluations }: Evaluating): Verdict =>
  isInConflict(dose, patient, evaluations) ? { status: 'Not Valid', reason: 'Live Virus Conflict' } : VALID;

const fits = ({ on, cvx, mvx }: Administered, vaccine: Vaccine, patient: Patient): boolean =>
  vaccine.cvx === cvx && (vaccine.mvx === undefined || vaccine.mvx === mvx) && isOfAge(patient, on, vaccine);

const evaluateVaccine = (dose: Administered, { preferableVaccine, allowableVaccine }: SeriesDose, { patient }: Evaluating): Verdict =>
  [...preferableVaccine, ...allowableVaccine].some((vaccine) => fits(dose, vaccine, patient))
    ? VALID
    : { status: 'Not Valid', reason: 'Vaccine: not allowed' };

const evaluateDose = (dose: Administered, place: number, series: AntigenSeries, evaluating: Evaluating): Verdict => {
  const target = series.seriesDose[place] as SeriesDose;
  if (target.inadvertentVaccine.some(({ cvx }) => cvx === dose.cvx)) return { status: 'Not Valid', reason: 'Vaccine: inadvertent' };
  const verdicts = [
    evaluateAge(dose, target, evaluating),
    evaluateInterval(dose, target, series, evaluating),
    evaluateConflict(dose, evaluating),
    evaluateVaccine(dose, target, evaluating),
  ];
  return verdicts.find(({ status }) => status !== 'Valid') ?? VALID;
};

/** Evaluates the doses of one antigen against one series, in the order in which they were given. */
export const evaluateSeries = (series: AntigenSeries, doses: readonly Administered[], patient: Patient): Progress => {
  const evaluations: Evaluation[] = [];
  let place = 0;
  for (const [index, dose] of doses.entries()) {
    const earlier = doses.slice(0, index);
    const question = { context: 'Evaluation' as const, on: dose.on, patient, earlier, evaluations };
    for (let target = series.seriesDose[place]; target !== undefined && isSkipped(target, question); target = series.seriesDose[place])
      place += 1;
    const target = series.seriesDose[place];
    if (target === undefined) {
      evaluations.push({ dose, status: 'Extraneous' });
      continue;
    }
    const verdict = evaluateDose(dose, place, series, { patient, earlier, evaluations });
    evaluations.push({ dose, target: place, ...verdict });
    if (verdict.status === 'Valid' && target.recurringDose !== 'Yes') place += 1;
  }
  return { series, evaluations, next: place };
};
