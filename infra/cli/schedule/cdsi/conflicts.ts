import type { PlainDate } from '../../../../functions/kernel/dates.ts';
import type { Administered, Evaluation, Patient } from './patient.ts';
import { plus, US_SCHEDULE, type Term } from './supporting-data.ts';

const familyOf = (vaccine: string) => US_SCHEDULE.liveVaccines.find(({ cvx }) => cvx.includes(vaccine));

/** Whether a vaccine is one that live vaccines wait for. */
export const isLive = (cvx: string): boolean => familyOf(cvx) !== undefined;

/** The longer of two periods, on the day from which they count. */
const longer = (day: PlainDate, left: Term, right: Term): PlainDate | undefined => {
  const [one, other] = [plus(day, left), plus(day, right)];
  return one !== undefined && other !== undefined && one > other ? one : other;
};

/** The day from which a live vaccine may be given after another one; undefined where neither waits for the other. */
const freeFrom = (previous: Administered, cvx: string, evaluations: readonly Evaluation[]): PlainDate | undefined => {
  const [before, now] = [familyOf(previous.cvx), familyOf(cvx)];
  if (before === undefined || now === undefined) return undefined;
  if (before !== now) return longer(previous.on, before.apart, now.apart);
  // the interval of a series is enough for a product without a rule of its own
  if (now.againAfterValid === undefined) return undefined;
  const status = evaluations.find(({ dose }) => dose.index === previous.index)?.status;
  return plus(previous.on, status === undefined || status === 'Valid' ? now.againAfterValid : now.apart);
};

/** Whether a dose came too soon after another live vaccine; two on one day do not disturb each other. */
export const isInConflict = (dose: Administered, { history }: Patient, evaluations: readonly Evaluation[]): boolean =>
  history.some((previous) => {
    const free = previous.on < dose.on ? freeFrom(previous, dose.cvx, evaluations) : undefined;
    return free !== undefined && dose.on < free;
  });

/** The days on which vaccines are free of the live ones before them. */
export const conflictEnds = (vaccines: readonly string[], { history }: Patient, evaluations: readonly Evaluation[]): readonly PlainDate[] =>
  history.flatMap((previous) => vaccines.flatMap((cvx) => freeFrom(previous, cvx, evaluations) ?? []));
