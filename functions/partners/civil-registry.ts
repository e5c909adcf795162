import type { PlainDate } from '../kernel/dates.ts';
import type { Sex } from './identity.ts';
import type { PartnerCall } from './partner-call.ts';
import type { CallbackDelivery } from './payment-rail.ts';

/** A birth as the civil registry holds it. */
export interface RegisteredBirth {
  readonly childId: string;
  readonly certificate?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly birthDate: PlainDate;
  readonly sex?: Sex;
  /** National identifier of the mother. */
  readonly motherId?: string;
  readonly place?: string;
  readonly diedOn?: PlainDate;
}

/**
 * Names the child by its identifier, else by its certificate, else by mother and birth date; with several of them all must agree.
 * Twins share mother and birth date: give `givenName` to tell them apart.
 */
export interface BirthQuestion {
  readonly childId?: string;
  readonly certificate?: string;
  readonly motherId?: string;
  readonly birthDate?: PlainDate;
  readonly givenName?: string;
  /** The id of the verified consent record under which the registry may answer. */
  readonly consentId: string;
}

export type BirthAnswer =
  { readonly outcome: 'found'; readonly birth: RegisteredBirth } | { readonly outcome: 'unknown' } | { readonly outcome: 'consentRefused' };

export interface ChildQuestion {
  readonly childId?: string;
  readonly certificate?: string;
  readonly consentId: string;
}

/** A birth that the registry does not know yet, as the registration told it. */
export interface BirthNotification {
  /** The same for every repeat: the registry keeps one enrolment for it. 1 to 40 characters, no personal data. */
  readonly requestId: string;
  readonly consentId: string;
  /** Where the registry may say that the number is there; it is asked in any case. */
  readonly callbackUrl?: string;
  readonly motherId?: string;
  readonly motherName: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly birthDate: PlainDate;
  /** Local time of birth, `HH:MM`. */
  readonly birthTime?: string;
  readonly sex?: Sex;
  readonly place?: string;
}

export type BirthRegistrationStatus =
  | { readonly status: 'pending' }
  | { readonly status: 'registered'; readonly childId: string; readonly certificate: string }
  | { readonly status: 'refused' }
  /** The registry has no enrolment with this reference. */
  | { readonly status: 'unknown' };

/** Something that the registry recorded; `on` is the day of the event, not of the recording. */
export interface RegistryChange {
  /** Grows with every change; unique. */
  readonly changeId: string;
  readonly kind: 'birth' | 'death' | 'move';
  /** Whom it is about. For a birth: the mother, or the child alone when the mother is not known. */
  readonly subject: { readonly nationalId: string } | { readonly childId: string };
  readonly on: PlainDate;
  /** The child that was born. */
  readonly child?: { readonly childId: string; readonly certificate?: string };
  /** Where the person moved to. */
  readonly area?: string;
}

/** A change that is not as the registry's definition has it. What stood in its fields is not passed on. */
export interface UnreadableChange {
  /** Absent when it has none that can be read. */
  readonly changeId?: string;
  /** Whom it is about, where that can be read. */
  readonly subject?: RegistryChange['subject'];
  /** Our names of the facts that are missing or wrong. */
  readonly facts: readonly string[];
}

export interface RegistryChanges {
  readonly changes: readonly RegistryChange[];
  /** Those between them that cannot be read, for a person to look at. */
  readonly unreadable: readonly UnreadableChange[];
  /** Where the next call begins; equal to the cursor given when nothing is new, and absent when nothing was ever recorded. */
  readonly nextCursor?: string;
  /** Whether more is waiting behind `nextCursor` now. */
  readonly more: boolean;
}

/**
 * The civil registry with its birth registration.
 *
 * Every function throws {Problem} PartnerUnavailable when the registry is down, slow or refuses us, and PartnerAnswerInvalid when its
 * answer cannot be used. All are safe to repeat.
 * @source GovStack Digital Registries 1.3.0; Identity, `PUT /enrollment`
 */
export interface CivilRegistryPort {
  findBirth(question: BirthQuestion, call: PartnerCall): Promise<BirthAnswer>;
  existsChild(question: ChildQuestion, call: PartnerCall): Promise<{ outcome: 'exists' | 'unknown' | 'consentRefused' }>;
  /** Forwards a birth to birth registration, which answers later. */
  registerBirth(notification: BirthNotification, call: PartnerCall): Promise<{ reference: string }>;
  /**
   * The birth that a callback of birth registration is about, after its signature was checked.
   * @throws {Problem} SignatureInvalid also where no callbacks are agreed on; InvalidRequest when it names no reference
   */
  receiveCallback(delivery: CallbackDelivery): { reference: string };
  birthRegistrationStatus(reference: string, call: PartnerCall): Promise<BirthRegistrationStatus>;
  /**
   * Births, deaths and moves recorded after `cursor` (all when absent), oldest first, `limit` at most (1 to 500).
   * @throws {Problem} PartnerAnswerInvalid also when no change of a page can be read: the registry then writes them all another way
   */
  changesSince(cursor: string | undefined, limit: number, call: PartnerCall): Promise<RegistryChanges>;
}
