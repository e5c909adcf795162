import type { PlainDate } from '../kernel/dates.ts';
import type { PartnerCall } from './partner-call.ts';

/** GovStack's codes: 00 bank account, 01 mobile money, 02 voucher, 03 digital wallet, 04 proxy. */
export type PaymentModality = '00' | '01' | '02' | '03' | '04';

/** The rail of a programme that names no other: `partners.rail` of the deployment. */
export const DEFAULT_RAIL = 'govstack';

/** Lengths that the rail's definition allows. */
export const RAIL_LIMITS = {
  /** Of a line's `requestId`. */
  requestId: 16,
  /** Of a batch's and of a mapper call's `correlationId`: the callback echoes 12 characters, though the request allows 20. */
  correlationId: 12,
  /** Of `payeeIdentity`. */
  payeeIdentity: 20,
  /** Of a payment address, so that registering it (30) and validating it (20) both work. */
  financialAddress: 20,
  description: 50,
  callbackUrl: 100,
  linesInBatch: 1000,
  /** Of the question whether addresses can be paid to; the definition names no limit, so that of a batch. */
  addressesInQuestion: 1000,
} as const;

/** A payment address in the rail's account mapper. */
export interface Beneficiary {
  /** What the rail knows the payee by; a programme number, never a national identifier. */
  readonly payeeIdentity: string;
  readonly modality: PaymentModality;
  readonly financialAddress: string;
  /** The institution that holds the account, when the rail says so. */
  readonly institution?: string;
}

export interface BeneficiaryRegistration extends Omit<Beneficiary, 'institution'> {
  /** The same for every repeat. */
  readonly correlationId: string;
  readonly callbackUrl: string;
}

/**
 * Why the rail refused, failed or returned. The rail's own text is free and may name a person, so it is classed here and not passed on.
 * `contentDiffers`: the identifier was used before with other content.
 */
export type RailReason =
  | 'accountUnknown'
  | 'accountClosed'
  | 'addressInvalid'
  | 'alreadyRegistered'
  | 'limitExceeded'
  | 'fundsInsufficient'
  | 'contentDiffers'
  | 'other';

export type RegistrationAnswer = { readonly outcome: 'accepted' } | { readonly outcome: 'refused'; readonly reason: RailReason };

/** An address to ask about. */
export interface AskedAddress {
  /** 1 to 16 characters, unlike any other of the question; the answer names it. */
  readonly id: string;
  readonly modality: PaymentModality;
  readonly financialAddress: string;
}

export interface AddressValidation {
  readonly correlationId: string;
  /** 1 to 1,000. */
  readonly addresses: readonly AskedAddress[];
  /** The institution to ask, 11 characters at most. */
  readonly institution?: string;
  readonly callbackUrl: string;
}

/** Which addresses cannot be paid to, by the ids under which they were asked about. */
export interface Validation {
  readonly failures: Readonly<Record<string, RailReason>>;
  /** How many more failed that the rail counted and did not name; while there are any, no other address is known to be good. */
  readonly unnamed: number;
}

/** `pending`: the rail answers by callback about the addresses that are not among the failures; see `parseAddressCallback`. */
export type ValidationAnswer = Validation & { readonly outcome: 'answered' | 'pending' };

/** What an answer says of one address. */
export const verdictOn = (
  id: string,
  { outcome, failures, unnamed }: ValidationAnswer,
): { readonly outcome: 'valid' | 'pending' } | { readonly outcome: 'invalid'; readonly reason: RailReason } => {
  const reason = failures[id];
  if (reason !== undefined) return { outcome: 'invalid', reason };
  if (outcome === 'pending') return { outcome };
  return unnamed > 0 ? { outcome: 'invalid', reason: 'other' } : { outcome: 'valid' };
};

/** Whom a line pays: a payee of the account mapper, or an address. */
export type Payee = { readonly payeeIdentity: string } | { readonly financialAddress: string; readonly modality: PaymentModality };

export interface PaymentLine {
  /** 1 to 16 characters; the same for every repeat of this attempt, another for another attempt. */
  readonly requestId: string;
  readonly payee: Payee;
  /** In minor units of `currency`; above 0. */
  readonly amountMinor: number;
  /** ISO 4217. */
  readonly currency: string;
  /** Cut to 50 characters. No personal data. */
  readonly description?: string;
}

export interface PaymentBatch {
  /** The same for every repeat. */
  readonly correlationId: string;
  /** Whose budget pays, 20 characters at most. */
  readonly programmeId: string;
  /** 100 characters at most. */
  readonly callbackUrl: string;
  /** It may have been handed over before: a rail that refuses repeats is asked about each line before it is sent. @default false */
  readonly repeated?: boolean;
  /** 1 to 1,000. */
  readonly lines: readonly PaymentLine[];
  /** Hears of each line that a rail has which takes them one by one; of the others something else is thrown afterwards. */
  readonly onHandedOver?: (line: HandedLine) => void;
}

/** A line that the rail has. */
export interface HandedLine {
  readonly requestId: string;
  /** By what the rail is to be asked about it, where it gives lines names of its own. */
  readonly reference?: string;
  /** What is known of it already. */
  readonly settled?: SettledLine;
}

/**
 * A batch handed over again with the same lines is a read and gives the same `batchId`. `refused`: a `requestId` was used before with
 * other content, or the rail found the batch wrong; nothing of it takes effect.
 */
export type BatchAnswer = AcceptedBatch | { readonly outcome: 'refused'; readonly reason: RailReason };

export interface AcceptedBatch {
  readonly outcome: 'accepted';
  readonly batchId: string;
  /** By what the rail is to be asked about a line, by `requestId`, where it gives lines names of its own. */
  readonly references?: Readonly<Record<string, string>>;
  /** Lines whose fate is known already, such as those that the rail refused one by one. */
  readonly settled?: readonly SettledLine[];
  /** The payer's bank would not even be asked for the money of the batch. */
  readonly fundsRefused?: true;
}

/** A batch that was handed over, to ask about. */
export interface HandedOver {
  readonly batchId: string;
  readonly lines: readonly {
    readonly requestId: string;
    /** As the rail gave it in `references`. */
    readonly reference?: string | undefined;
    readonly amountMinor: number;
    readonly currency: string;
  }[];
}

export type PaymentStatus = 'ongoing' | 'completed' | 'failed' | 'returned';

/** What the rail says about one line. */
export interface SettledLine {
  readonly requestId: string;
  readonly batchId?: string;
  readonly status: PaymentStatus;
  readonly amountMinor: number;
  readonly currency: string;
  /** As the rail shows it; masked in a statement. */
  readonly payeeIdentity?: string;
  /** Why it failed or came back. */
  readonly reason?: RailReason;
  /** Instant (UTC) of the settlement. */
  readonly completedAt?: string;
}

export interface SettledLines {
  readonly lines: readonly SettledLine[];
  /** The number of the page to ask for next; absent on the last. */
  readonly nextPage?: number;
}

/** A call that reached us under the callback address, as it came. */
export interface CallbackDelivery {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as it was sent, before any parsing. */
  readonly body: string;
  /** When it reached us (ISO 8601, UTC). */
  readonly at: string;
}

/**
 * That something happened to a batch: a reason to ask `batchDetail`, never a proof of payment.
 * @source GovStack Payments 3.0, `POST /api/v1/batch`
 */
export interface BatchNotice {
  readonly about: 'batch';
  readonly batchId: string;
  readonly correlationId: string;
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  readonly ongoing: number;
}

/** Whether the payer's bank provides for a batch. @source GovStack Payments 3.0, the answer to `POST /batches/{batchId}` */
export interface FundsNotice {
  readonly about: 'funds';
  readonly correlationId: string;
  readonly authorized: boolean;
}

/** That something became of one disbursement. @source GSMA Mobile Money API 1.2, the callback of a transaction */
export interface LineNotice {
  readonly about: 'line';
  /** Which, where the rail repeats our identifier. */
  readonly requestId?: string;
}

/** What a rail calls back about a payment. Nothing of it is believed. */
export type PaymentNotice = BatchNotice | FundsNotice | LineNotice;

/** What a rail calls back about an address: whether it can be paid to, or what became of its registration in the account mapper. */
export interface AddressNotice {
  readonly about: 'validation' | 'registration';
  /** Of the call itself, to be repeated in its answer; only of a registration. */
  readonly requestId?: string;
  /** Of the question. */
  readonly correlationId: string;
  /** Of all that was asked about together. */
  readonly outcome: 'valid' | 'invalid';
  readonly reason?: RailReason;
  /** Address by address; only of a validation. */
  readonly validation?: Validation;
}

/**
 * A payment rail.
 *
 * Every function that calls it throws {Problem} PartnerUnavailable when it is down, slow or refuses us (the call may or may not have taken
 * effect: repeat it unchanged), and PartnerAnswerInvalid when its answer cannot be used. All are safe to repeat unchanged.
 * @source GovStack Payments 3.0 (G2P), whose rule for repeated identifiers is Mojaloop's; GSMA Mobile Money API 1.2
 */
export interface PaymentRailPort {
  /** Whom an instruction names: a payee of the rail's account mapper, or an address where it keeps none. */
  readonly paysTo: 'payeeIdentity' | 'address';
  /**
   * Whether a batch, or a question about addresses, is one request. Where each line or address is one, they may be handed over some at a
   * time, the rail answers at once about an address, and a batch is known by our own `correlationId`.
   */
  readonly takes: 'batches' | 'lines';
  /** Puts a payee and her address into the account mapper, or changes the address. A rail without a mapper has nothing to do. */
  registerBeneficiary(registration: BeneficiaryRegistration, call: PartnerCall): Promise<RegistrationAnswer>;
  /** The addresses that the account mapper holds for payees; none for those that it does not know. */
  lookupBeneficiaries(payeeIdentities: readonly string[], correlationId: string, call: PartnerCall): Promise<readonly Beneficiary[]>;
  /** Asks, in one question, which addresses can be paid to; the rail is asked to answer at once and may answer by callback instead. */
  validateAddresses(validation: AddressValidation, call: PartnerCall): Promise<ValidationAnswer>;
  /**
   * Hands over instructions, and has their funds authorized where the settings ask for it; what became of them comes by callback and from
   * `batchDetail`.
   */
  submitBatch(batch: PaymentBatch, call: PartnerCall): Promise<BatchAnswer>;
  /** The state of the lines of a batch, a page at a time (from 0). A line that the rail does not know is left out. */
  batchDetail(batch: HandedOver, page: number, call: PartnerCall): Promise<SettledLines>;
  /** Every line that was completed or returned on a day, a page at a time (from 0), for reconciliation. */
  statement(day: PlainDate, page: number, call: PartnerCall): Promise<SettledLines>;
  /**
   * Checks that the rail sent a callback, lately.
   * @returns when the rail says that it sent it; empty when it does not say so. A call with another time is another call.
   * @throws {Problem} SignatureInvalid when the signature is missing, wrong, or older than allowed
   */
  verifyCallback(delivery: CallbackDelivery): string;
  /** @throws {Problem} InvalidRequest when the body tells nothing of a payment */
  parsePaymentCallback(body: string): PaymentNotice;
  /** @throws {Problem} InvalidRequest when the body tells nothing of an address */
  parseAddressCallback(body: string): AddressNotice;
}

/** The payment rails of a deployment. Each programme names its own. */
export interface Rails {
  readonly names: readonly string[];
  /** @throws {Problem} PartnerUnavailable when the deployment has no rail of this name */
  of(name: string): PaymentRailPort;
}
