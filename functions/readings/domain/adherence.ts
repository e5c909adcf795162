import { addDays, daysBetween, laterOf, type PlainDate } from '../../kernel/dates.ts';

/** Medicine that was handed over: enough for so many days from a day on. */
export interface Supply {
  readonly on: PlainDate;
  readonly days: number;
}

export interface Adherence {
  readonly coveredDays: number;
  readonly periodDays: number;
  /** Proportion of days covered, 0 to 1, four decimals. */
  readonly proportion: number;
  readonly adherent: boolean;
}

/**
 * The proportion of days covered by supplies in a period. A supply that comes before the last one is used up lengthens it; none counts
 * beyond the period. What was left from before the period counts within it.
 * @source Pharmacy Quality Alliance, proportion of days covered
 */
export const adherenceOf = (
  supplies: readonly Supply[],
  { from, days, adherentFrom }: { from: PlainDate; days: number; adherentFrom: number },
): Adherence => {
  const end = addDays(from, days);
  let coveredTo: PlainDate | undefined;
  let coveredDays = 0;
  for (const { on, days: supplied } of [...supplies].sort((left, right) => (left.on < right.on ? -1 : 1))) {
    const begins = coveredTo === undefined ? on : laterOf(on, coveredTo);
    const ends = addDays(begins, supplied);
    coveredDays += Math.max(0, daysBetween(laterOf(begins, from), ends < end ? ends : end));
    coveredTo = ends;
  }
  const proportion = Math.round((Math.min(coveredDays, days) / days) * 10_000) / 10_000;
  return { coveredDays, periodDays: days, proportion, adherent: coveredDays / days >= adherentFrom };
};

/** Where nobody knows what was supplied: the share of the doses due that she tells she took; undefined when none was asked about. */
export const takenShareOf = (told: readonly { readonly dosesDue: number; readonly dosesTaken: number }[]): number | undefined => {
  const due = told.reduce((sum, { dosesDue }) => sum + dosesDue, 0);
  const taken = told.reduce((sum, { dosesTaken }) => sum + dosesTaken, 0);
  return due === 0 ? undefined : Math.round((Math.min(taken, due) / due) * 10_000) / 10_000;
};
