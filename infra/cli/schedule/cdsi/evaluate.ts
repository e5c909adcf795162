import type { PlainDate } from '../../../../functions/kernel/dates.ts';
import { ageDay, inForce, type Administered, type Evaluation, type Patient, type Progress, type Reason } from './patient.ts';
import { isSkipped } from './skip.ts';
import { plus, type AntigenSeries, type Interval, type SeriesDose, type Term, type Vaccine } from './supporting-data.ts';

interface Evaluating {
  readonly patient: Patient;
  /** Doses of this antigen before the one in hand, and what they came to. */
  readonly earlier: readonly Administered[];
  readonly evaluations: readonly Evaluation[];
}

type Verdict = { readonly status: 'Valid' } | { readonly status: 'Not Valid' | 'Extraneous'; readonly reason: Reason };

const VALID: Verdict = { status: 'Valid' };

/** The four days of grace are not granted after a dose that itself was too early. */
const failedBefore = ({ evaluations }: Evaluating): boolean => {
  const last = evaluations.at(-1);
  return last?.reason === 'Age: Too Young' || last?.reason === 'Interval: too short';
};

const evaluateAge = ({ on }: Administered, target: SeriesDose, place: number, evaluating: Evaluating): Verdict => {
  const [row] = inForce(target.age, on);
  const day = (term: Term): PlainDate | undefined => ageDay(evaluating.patient, term);
  if (row === undefined) return VALID;
  const [least, usual, most] = [day(row.absMinAge), day(row.minAge), day(row.maxAge)];
  if (least !== undefined && on < least) return { status: 'Not Valid', reason: 'Age: Too Young' };
  if (usual !== undefined && on < usual && place > 0 && failedBefore(evaluating)) return { status: 'Not Valid', reason: 'Age: Too Young' };
  return most !== undefined && on >= most ? { status: 'Extraneous', reason: 'Age: Too Old' } : VALID;
};

/** The doses that an interval may count from: valid or not, but neither superfluous nor given by mistake. */
const countable = (evaluations: readonly Evaluation[]): readonly Evaluation[] =>
  evaluations.filter(({ status, reason }) => status !== 'Extraneous' && reason !== 'Vaccine: inadvertent');

/** The day that an interval counts from; undefined where there is no such dose. */
export const referenceOf = (
  { fromPrevious, fromTargetDose, fromMostRecent }: Pick<Interval, 'fromPrevious' | 'fromTargetDose'> & Partial<Interval>,
  series: AntigenSeries,
  evaluations: readonly Evaluation[],
): PlainDate | undefined => {
  const before = countable(evaluations);
  if (fromPrevious === 'Y') return before.at(-1)?.dose.on;
  if (fromTargetDose !== undefined)
    return before.find(
      ({ status, target }) =>
        status === 'Valid' && target !== undefined && series.seriesDose[target]?.doseNumber === Number(fromTargetDose),
    )?.dose.on;
  if (fromMostRecent !== undefined) return before.findLast(({ dose }) => fromMostRecent.includes(dose.cvx))?.dose.on;
  return undefined;
};

const evaluateInterval = ({ on }: Administered, target: SeriesDose, series: AntigenSeries, evaluating: Evaluating): Verdict => {
  const { evaluations } = evaluating;
  const strict = failedBefore(evaluating);
  const isTooShort = (row: Interval): boolean => {
    const reference = referenceOf(row, series, evaluations);
    const least = reference && plus(reference, strict ? (row.minInt ?? row.absMinInt) : row.absMinInt);
    return least !== undefined && on < least;
  };
  if (!inForce(target.interval, on).some(isTooShort)) return VALID;
  const isAllowed = inForce(target.allowableInterval, on).some((row) => {
    const reference = referenceOf(row, series, evaluations);
    const least = reference && plus(reference, row.absMinInt);
    return least !== undefined && on >= least;
  });
  return isAllowed ? VALID : { status: 'Not Valid', reason: 'Interval: too short' };
};

const fits = ({ on, cvx, mvx }: Administered, vaccine: Vaccine, patient: Patient): boolean => {
  const from = ageDay(patient, vaccine.beginAge);
  const until = ageDay(patient, vaccine.endAge);
  return (
    vaccine.cvx === cvx &&
    (vaccine.mvx === undefined || vaccine.mvx === mvx) &&
    (from === undefined || on >= from) &&
    (until === undefined || on < until)
  );
};

export const isPreferable = (dose: Administered, target: SeriesDose, patient: Patient): boolean =>
  target.preferableVaccine.some((vaccine) => fits(dose, vaccine, patient));

const evaluateVaccine = (dose: Administered, target: SeriesDose, { patient }: Evaluating): Verdict =>
  isPreferable(dose, target, patient) || target.allowableVaccine.some((vaccine) => fits(dose, vaccine, patient))
    ? VALID
    : { status: 'Not Valid', reason: 'Vaccine: not allowed' };

const evaluateDose = (dose: Administered, place: number, series: AntigenSeries, evaluating: Evaluating): Verdict => {
  const target = series.seriesDose[place] as SeriesDose;
  if (target.inadvertentVaccine.some(({ cvx }) => cvx === dose.cvx)) return { status: 'Not Valid', reason: 'Vaccine: inadvertent' };
  const verdicts = [
    evaluateAge(dose, target, place, evaluating),
    evaluateInterval(dose, target, series, evaluating),
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
