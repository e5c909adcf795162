import type { PlainDate } from '../kernel/dates.ts';
import type { PartnerCall } from './partner-call.ts';

export type Sex = 'female' | 'male' | 'other';

/** A person as the population registry holds her. */
export interface RegisteredPerson {
  readonly nationalId: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly birthDate: PlainDate;
  readonly sex?: Sex;
  /** The registry's area code of residence. */
  readonly area?: string;
  readonly diedOn?: PlainDate;
}

export interface IdentityQuestion {
  readonly nationalId: string;
  /** The id of the verified consent record under which the registry may answer. */
  readonly consentId: string;
}

/** `consentRefused`: the registry does not accept the consent record; nothing was learnt. */
export type IdentityAnswer =
  | { readonly outcome: 'found'; readonly person: RegisteredPerson }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'consentRefused' };

/** The population registry. */
export interface IdentityPort {
  /**
   * Reads one person by national identifier; safe to repeat.
   * @throws {Problem} PartnerUnavailable when the registry is down, slow or refuses us; PartnerAnswerInvalid when its answer cannot be used
   * @source GovStack Digital Registries 1.3.0, `POST /data/{registry}/{version}/read`, through the Information Mediator
   */
  verify(question: IdentityQuestion, call: PartnerCall): Promise<IdentityAnswer>;
}
