import type { PlainDate } from '../../../../functions/kernel/dates.ts';
import { plus, type AntigenSeries, type Term } from './supporting-data.ts';

/** A dose as it was administered. */
export interface Administered {
  readonly index: number;
  readonly on: PlainDate;
  readonly cvx: string;
  readonly mvx: string;
}

export interface Patient {
  readonly bornOn: PlainDate;
  readonly gender: string;
  readonly assessedOn: PlainDate;
  /** Every dose of the patient, of whatever vaccine, in the order of their days. */
  readonly history: readonly Administered[];
  /** Codes of what is known of the patient, as the supporting data numbers its observations. */
  readonly observations: readonly string[];
}

export type Reason =
  'Age: Too Young' | 'Age: Too Old' | 'Interval: too short' | 'Live Virus Conflict' | 'Vaccine: not allowed' | 'Vaccine: inadvertent';

/** What a dose comes to in one series. */
export interface Evaluation {
  readonly dose: Administered;
  readonly status: 'Valid' | 'Not Valid' | 'Extraneous';
  readonly reason?: Reason;
  /** The place in the series that it fills or was tried for; absent once nothing was missing. */
  readonly target?: number;
}

/** A series as far as one patient has come in it. */
export interface Progress {
  readonly series: AntigenSeries;
  readonly evaluations: readonly Evaluation[];
  /** The place of the next dose; past the end: nothing is missing. */
  readonly next: number;
}

export const ageDay = ({ bornOn }: Patient, term: Term): PlainDate | undefined => plus(bornOn, term);

/** Whether a patient has, on a day, an age from one up to another. */
export const isOfAge = (
  patient: Patient,
  on: PlainDate,
  { beginAge, endAge }: { readonly beginAge: Term; readonly endAge: Term },
): boolean => {
  const [from, until] = [ageDay(patient, beginAge), ageDay(patient, endAge)];
  return (from === undefined || on >= from) && (until === undefined || on < until);
};

/** The evaluations that count towards a series, first to last. */
export const validOf = ({ evaluations }: Progress): readonly Evaluation[] => evaluations.filter(({ status }) => status === 'Valid');

/** Rows of the data that are in force on a day. */
export const inForce = <Row extends { readonly effectiveDate: PlainDate | undefined; readonly cessationDate: PlainDate | undefined }>(
  rows: readonly Row[],
  on: PlainDate,
): readonly Row[] =>
  rows.filter(
    ({ effectiveDate, cessationDate }) =>
      (effectiveDate === undefined || on >= effectiveDate) && (cessationDate === undefined || on <= cessationDate),
  );
