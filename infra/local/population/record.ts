import type { Account, Birth, Person } from '../partners/state.ts';

type Sex = 'female' | 'male';

/** A child as `POST /registrations` and `POST /cases/{caseId}/children` take it. */
export interface ChildBody {
  readonly givenName?: string;
  readonly familyName?: string;
  readonly sex: Sex;
  readonly bornOn: string;
  readonly bornAtTime?: string;
  readonly birthPlace: 'home' | 'facility' | 'transit';
  readonly birthLocation?: string;
  readonly facility?: string;
  readonly facilityKind?: string;
  readonly birthOrder: number;
  readonly nationalId?: string;
  readonly certificate?: string;
}

export type FactValue = string | number | boolean | readonly string[];

/** The body of `POST /registrations`. */
export interface RegistrationBody {
  readonly programme: string;
  readonly area: string;
  readonly language: string;
  readonly mother: {
    readonly givenName: string;
    readonly familyName: string;
    readonly birthDate: string;
    readonly phone?: string;
    readonly nationalId?: string;
    readonly address?: { readonly line: string; readonly locality: string };
  };
  readonly pregnancy?: { readonly lastMenstrualPeriodOn?: string; readonly expectedOn?: string };
  readonly children: readonly ChildBody[];
  readonly consent:
    { readonly method: 'paper'; readonly scanReference: string } | { readonly method: 'digital'; readonly attestedBy: string };
  readonly applicant: Readonly<Record<string, FactValue>>;
  readonly paymentAddress?: { readonly modality: string; readonly address: string };
  readonly externalReference: string;
  readonly recordedAt: string;
}

/** What happens after the registration. `on` is the day of the event; orders count the children of the case from 1. */
export type LifeEvent = { readonly on: string } & (
  | { readonly kind: 'birth'; readonly children: readonly ChildBody[]; readonly pregnancy: number }
  | { readonly kind: 'loss'; readonly loss: 'miscarriage' | 'stillbirth'; readonly pregnancy: number }
  /** The civil registry records a birth, early or late. */
  | { readonly kind: 'birthRegistered'; readonly birth: Birth }
  | { readonly kind: 'childDeath'; readonly birthOrder: number; readonly pregnancy: number; readonly nationalId?: string }
  | { readonly kind: 'motherDeath'; readonly nationalId?: string }
  | { readonly kind: 'move'; readonly area: string; readonly nationalId?: string }
  /** `of` names the contact of the programme that it fulfils. */
  | { readonly kind: 'visit'; readonly of: string; readonly to: 'mother' | 'child'; readonly birthOrder?: number }
  /** She registers again, for a second pregnancy. */
  | { readonly kind: 'nextPregnancy'; readonly pregnancy: number; readonly lastMenstrualPeriodOn: string }
);

/** One registration of a mother, and what is true of her. */
export interface SyntheticMother {
  readonly reference: string;
  readonly truth: {
    /** The same for all registrations of one woman. */
    readonly person: string;
    readonly household: string;
    /** The first registration of the same woman, which this one repeats under another spelling. */
    readonly duplicateOf?: string;
    /** Somebody else with her name and birthday. */
    readonly namesakeOf?: string;
  };
  readonly registration: RegistrationBody;
  /** What the registries and the rail know on the day of the registration. */
  readonly registry: { readonly people: readonly Person[]; readonly births: readonly Birth[]; readonly accounts: readonly Account[] };
  /** In order of time. */
  readonly events: readonly LifeEvent[];
}
