import type { PartnerCall } from './partner-call.ts';
import type { CallbackDelivery } from './payment-rail.ts';

/** A consent record as the country's block keeps it. */
export interface RegisterRecord {
  readonly recordId: string;
  /** Hash of the revision of the agreement that she said yes or no to. */
  readonly revisionHash: string;
  /** Whether she consents; false after a no or a withdrawal. */
  readonly optIn: boolean;
  readonly isSigned: boolean;
  /** The agreement and the individual of the record, where the block says so. */
  readonly agreementId?: string;
  readonly individualId?: string;
}

/** By what the block may know a person; a national identifier travels in bodies alone. */
export interface RegisterPerson {
  readonly nationalId?: string;
  /** Our own id of her, which says nothing of her. */
  readonly personId: string;
}

/** How she signed with us, as it is told to the block. */
export interface RegisterSignature {
  /** What shows that she signed: where the scan is, her account, or the text that said yes. */
  readonly artifact: string;
  /** Whose key vouches for it. */
  readonly keyId: string;
  /** Signs the SHA-256 (hexadecimal) of what the block has to be able to verify. */
  readonly sign: (digest: string) => Promise<string>;
  /** When she signed. */
  readonly at: string;
}

/**
 * The consent building block of a country, where it is that and not ours which is asked before anything is released.
 *
 * Every function throws {Problem} PartnerUnavailable when the block is down, slow or refuses us, and PartnerAnswerInvalid when its answer
 * cannot be used. All are safe to repeat.
 * @source GovStack Consent 1.1.0-rc1
 */
export interface ConsentRegisterPort {
  /** The country's data agreement that stands for each of our purposes; what has none stays with our own records. */
  readonly agreements: Readonly<Record<string, string>>;
  /** How long to wait after each try in vain; the last pause repeats. */
  readonly retryAfterMinutes: readonly number[];
  /** The id of a person in the block, who is made known there when she is not. It stands in addresses, so it is never her national identifier. */
  individualOf(person: RegisterPerson, call: PartnerCall): Promise<string>;
  /** Hash of the revision of an agreement that is in force. */
  revisionInForce(agreementId: string, call: PartnerCall): Promise<string>;
  /** All records of an individual under an agreement. */
  recordsOf(individualId: string, agreementId: string, call: PartnerCall): Promise<readonly RegisterRecord[]>;
  /** Sees to it that there is one signed record to the revision in force; one that is there already is given as it stands. */
  give(individualId: string, agreementId: string, signature: RegisterSignature, call: PartnerCall): Promise<RegisterRecord>;
  /** Says no in a record, as a revision of its own; a record that says no already is left alone. */
  withdraw(individualId: string, recordId: string, call: PartnerCall): Promise<void>;
  /** Has the block delete what it may of an individual, where the settings want that; one whom it does not know any more is forgotten. */
  forget(individualId: string, call: PartnerCall): Promise<void>;
  /** What the verification endpoint says of a record now; undefined where it knows none. */
  verify(recordId: string, call: PartnerCall): Promise<RegisterRecord | undefined>;
  /**
   * The individual that a change notification is about, after its signature was checked.
   * @throws {Problem} SignatureInvalid also where no notifications are agreed on; InvalidRequest when it names no individual
   */
  receiveCallback(delivery: CallbackDelivery): { readonly individualId: string };
}
