import type { PlainDate } from '../../../../functions/kernel/dates.ts';
import { isOfAge, type Administered, type Evaluation, type Patient } from './patient.ts';
import { plus, SKIP_CONDITIONS, type Condition, type SeriesDose, type Skip } from './supporting-data.ts';

/** What a skip is decided from: the day it is asked for, and the doses before it. */
export interface SkipQuestion {
  readonly context: 'Evaluation' | 'Forecast';
  readonly on: PlainDate;
  readonly patient: Patient;
  readonly earlier: readonly Administered[];
  readonly evaluations: readonly Evaluation[];
}

const compare = (count: number, { doseCount, doseCountLogic }: Condition): boolean => {
  const wanted = Number(doseCount);
  const logic = doseCountLogic?.toLowerCase();
  if (logic === 'greater than') return count > wanted;
  return logic === 'less than' ? count < wanted : count === wanted;
};

/** Doses of some vaccines within the ages and dates of a condition. */
const countOf = (condition: Condition, { patient, earlier, evaluations }: SkipQuestion): number => {
  const { startDate, endDate, vaccineTypes, doseType } = condition;
  const valid = new Set(evaluations.filter(({ status }) => status === 'Valid').map(({ dose }) => dose.index));
  return earlier.filter(
    ({ index, on, cvx }) =>
      (vaccineTypes === undefined || vaccineTypes.includes(cvx)) &&
      isOfAge(patient, on, condition) &&
      (startDate === undefined || on >= startDate) &&
      (endDate === undefined || on < endDate) &&
      (doseType?.toLowerCase() !== 'valid' || valid.has(index)),
  ).length;
};

const isApart = ({ interval }: Condition, { on, earlier }: SkipQuestion): boolean => {
  const previous = earlier.at(-1)?.on;
  const from = previous === undefined ? undefined : plus(previous, interval);
  return from !== undefined && on >= from;
};

const holds = (condition: Condition, question: SkipQuestion): boolean => {
  const kind = condition.conditionType?.toLowerCase();
  if (kind === 'age') return isOfAge(question.patient, question.on, condition);
  if (kind === 'interval') return isApart(condition, question);
  return SKIP_CONDITIONS.includes(kind ?? '') && compare(countOf(condition, question), condition);
};

const isSkippedBy = ({ setLogic, set }: Skip, question: SkipQuestion): boolean => {
  const met = (set ?? []).map(({ conditionLogic, condition }) => {
    const results = (condition ?? []).map((one) => holds(one, question));
    return results.length > 0 && (conditionLogic === 'OR' ? results.includes(true) : !results.includes(false));
  });
  return met.length > 0 && (setLogic === 'AND' ? !met.includes(false) : met.includes(true));
};

/** Whether a place of a series may be passed over. */
export const isSkipped = ({ conditionalSkip }: SeriesDose, question: SkipQuestion): boolean =>
  conditionalSkip.filter(({ context }) => context === 'Both' || context === question.context).some((skip) => isSkippedBy(skip, question));
