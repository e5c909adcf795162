import type { PlainDate } from '../../kernel/dates.ts';
import type { HEALTH_FACTS } from '../../policy/schema/immunization.ts';
import type * as z from 'zod';

export type HealthFacts = { readonly [Name in keyof typeof HEALTH_FACTS]?: z.infer<(typeof HEALTH_FACTS)[Name]> | undefined };

/** What the engine has to know of a child. */
export interface ChildToImmunize {
  readonly bornOn: PlainDate;
  readonly birthWeightGrams?: number | undefined;
  readonly preterm?: boolean | undefined;
  readonly health?: HealthFacts;
  /** Series that the child must not get, or whose mother refuses them. */
  readonly withheld?: ReadonlyMap<string, 'contraindicated' | 'refused'>;
}

/** A dose that was given, on one of the days from `from` to `to`: one day where the date is fully known. */
export interface GivenDose {
  readonly id: string;
  readonly product: string;
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/** Why a given dose does not count. */
export type DoseFault =
  | 'belowMinimumAge'
  | 'intervalTooShort'
  | 'tooSoonAfterLive'
  | 'afterExpiry'
  | 'previousMissing'
  | 'dateTooVague'
  | 'notNeeded'
  | 'unknownProduct'
  | 'notInSchedule';

/** What a given dose comes to in one series. */
export interface JudgedDose {
  readonly given: GivenDose;
  readonly series: string | undefined;
  /** The dose that it is, or was meant to be. */
  readonly dose: string | undefined;
  /** `extra` does no harm and fills no place; `uncertain`: its date is half known, and not every possible day would be right. */
  readonly validity: 'valid' | 'invalid' | 'uncertain' | 'extra';
  readonly faults: readonly DoseFault[];
  /** Whether it fills its place in the series; a schedule may let invalid ones count. */
  readonly counts: boolean;
}

export type DoseStatus =
  'given' | 'notYetDue' | 'due' | 'overdue' | 'expired' | 'waiting' | 'contraindicated' | 'refused' | 'evaluate' | 'notNeeded';

/** One place of a series on a day. */
export interface PlannedDose {
  readonly series: string;
  readonly dose: string;
  readonly number: number;
  readonly status: DoseStatus;
  readonly givenId?: string;
  /** The first day on which it would count, live-vaccine spacing included; undefined while the dose before it is missing. */
  readonly earliestOn?: PlainDate;
  /** The day that the schedule asks for, by age and interval alone. */
  readonly dueOn?: PlainDate;
  /** The due day, or the earliest one where that is later. */
  readonly recommendedOn?: PlainDate;
  readonly overdueOn?: PlainDate;
  readonly expiresOn?: PlainDate;
  /** The missing dose whose recommended day these days are counted from: they move when it is given. */
  readonly countedFrom?: string;
}

export interface ChildPlan {
  readonly given: readonly JudgedDose[];
  readonly doses: readonly PlannedDose[];
}
