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
}

export type Reason = 'Age: Too Young' | 'Age: Too Old' | 'Interval: too short' | 'Vaccine: not allowed' | 'Vaccine: inadvertent';

/** What a dose comes to in one series. */
export interface Evaluation {
  readonly dose: Administered;
  readonly status: 'Valid' | 'Not Valid' | 'Extraneous';
  readonly reason?: Reason;
  /** The place in the series that it fills or was tried for. */
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

/** Rows of the data that are in force on a day. */
export const inForce = <Row extends { readonly effectiveDate: PlainDate | undefined; readonly cessationDate: PlainDate | undefined }>(
  rows: readonly Row[],
  on: PlainDate,
): readonly Row[] =>
  rows.filter(
    ({ effectiveDate, cessationDate }) =>
      (effectiveDate === undefined || on >= effectiveDate) && (cessationDate === undefined || on <= cessationDate),
  );
