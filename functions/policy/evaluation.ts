import type { Currency } from '../kernel/money.ts';
import type { PlainDate, PlainMonth } from '../kernel/dates.ts';

/** Something dated that happened, in the programme's own vocabulary. Other keys are its attributes. */
export interface Occurrence {
  readonly type: string;
  readonly date: PlainDate;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** What is known of a mother, and the day for which it is asked. Facts and occurrences dated later do not matter. */
export interface Facts {
  readonly applicant: Readonly<Record<string, unknown>>;
  readonly occurrences: readonly Occurrence[];
  readonly asOf: PlainDate;
}

/** A rule that failed, what is said about it, and what is said to her by language. */
export interface Ground {
  readonly rule: string;
  readonly reason: string;
  readonly texts: Readonly<Record<string, string>>;
}

/** payable: due now; pending: something has yet to happen; held: earned, and waits for a day or a paper; forfeited: lost, with the reason. */
export type InstalmentStatus = 'payable' | 'pending' | 'held' | 'forfeited';
export type Payee = 'mother' | 'worker' | 'facility';

/** A payment, or a run of monthly payments, as a person would list it. */
export interface Instalment {
  readonly id: string;
  readonly entitlement: string;
  readonly rule: string;
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly payee: Payee;
  /** What the programme calls the payee, such as `asha`. */
  readonly payeeTitle: string;
  readonly inKind: boolean;
  readonly status: InstalmentStatus;
  /** The latest date of the occurrences it depends on. */
  readonly conditionsMetOn?: PlainDate;
  /** When it may be paid, where that is later than `conditionsMetOn`. */
  readonly payableFrom?: PlainDate;
  /** What has yet to happen or to be told, for a pending one. */
  readonly missing?: readonly string[];
  /** Why it is held or forfeited. */
  readonly reason?: string;
  readonly components?: readonly { readonly id: string; readonly amountMinor: number }[];
  /** For a run of monthly payments: what stands behind the sum. */
  readonly months?: { readonly count: number; readonly amountEachMinor: number; readonly first: PlainMonth; readonly last: PlainMonth };
}

/** The smallest thing that is paid: its id is stable, and unique within a case. */
export interface EntitlementLine {
  readonly id: string;
  readonly instalment: string;
  readonly entitlement: string;
  readonly rule: string;
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly payee: Payee;
  readonly payeeTitle: string;
  readonly inKind: boolean;
  readonly status: InstalmentStatus;
  /** The day it is or will be due, where that is known. */
  readonly payableOn?: PlainDate;
  readonly reason?: string;
}

/** What a version of a programme says about a mother on a day. */
export interface Evaluation {
  readonly programme: string;
  readonly version: string;
  /** Identifies the text of the version that was applied. */
  readonly fingerprint: string;
  readonly asOf: PlainDate;
  /** undetermined: no rule failed, and facts that a rule needs are missing. */
  readonly outcome: 'eligible' | 'ineligible' | 'undetermined';
  /** Every rule that failed, in the order of the file. */
  readonly grounds: readonly Ground[];
  /** Rules that were applied and hold. */
  readonly satisfied: readonly string[];
  readonly missingFacts: readonly string[];
  readonly instalments: readonly Instalment[];
  readonly lines: readonly EntitlementLine[];
  readonly totalPayableToMotherMinor: number;
  readonly currency: Currency;
  /** A run of monthly payments: its last month and whole sum. */
  readonly series?: { readonly finalMonth: PlainMonth; readonly lifetimeTotalMinor: number };
  readonly cover?: { readonly endsOn: PlainDate; readonly left: Readonly<Record<string, number>> };
  /** The programme is over for her since this day. */
  readonly exit?: { readonly rule: string; readonly on: PlainDate; readonly reason: string };
}
