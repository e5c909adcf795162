/** What a country without a payments block keeps here: whom it pays, which instructions it was given, and its vouchers. */
import * as z from 'zod';
import { Instant } from '../../casefile/case.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { shelfKind } from '../shelf.ts';
import { CurrencyInUse } from './domain/currencies.ts';

/** GovStack's codes: 00 bank account, 01 mobile money, 02 voucher, 03 digital wallet, 04 proxy. */
export const Modality = z.enum(['00', '01', '02', '03', '04']);

const Client = z.string().max(128);
const Minor = z.int().positive();

/** Whom money can be sent to. The payee's id is known as a keyed hash only; the address is sealed for that hash. */
export const Beneficiary = z.object({
  payee: z.string(),
  modality: Modality.optional(),
  sealedAddress: z.string().optional(),
  /** The client that registered it; another partner does not change it. */
  registeredBy: Client,
  changedAt: Instant,
});
export type Beneficiary = z.infer<typeof Beneficiary>;
export const Beneficiaries = shelfKind<Beneficiary>({ name: 'beneficiary', schema: Beneficiary, idOf: ({ payee }) => payee });

/** What a validation of a batch found, for the caller to fetch. */
export const Validation = z.object({
  requestId: z.string(),
  batchId: z.string(),
  failed: z.array(z.object({ instructionId: z.string(), reason: z.string() })),
  /** The code of the question that the rail was asked about the addresses. */
  check: z.string().optional(),
  /** Seconds since 1970, after which it is forgotten. */
  expiresAt: z.int(),
});
export type Validation = z.infer<typeof Validation>;
export const Validations = shelfKind<Validation>({
  name: 'paymentValidation',
  schema: Validation,
  idOf: ({ requestId, batchId }) => `${requestId}#${batchId}`,
});

/**
 * A batch of instructions: every instruction is claimed before any is entered, and all are entered before any is handed over. Whoever gave it
 * is answered once all are entered.
 */
export const CreditBatch = z.object({
  batch: z.uuid(),
  sourceBb: z.string(),
  batchId: z.string(),
  client: Client,
  fingerprint: z.string(),
  status: z.enum(['claiming', 'entered', 'handedOver', 'refused', 'stopped']),
  receivedAt: Instant,
  changedAt: Instant,
  instructedBy: z.string().optional(),
  /** From this day nothing more of it is handed over, and a person decides about what its rail has not answered. */
  decideOn: PlainDate.optional(),
  /** The rail that it goes by, whatever its source block names later; absent: the deployment's first. */
  rail: z.string().optional(),
  instructions: z.int().positive(),
  /** How many of them the rail was given; the others are paid out by hand. */
  byRail: z.int().min(0),
  /** What the rail calls it. */
  railBatchId: z.string().optional(),
  reason: z.string().optional(),
});
export type CreditBatch = z.infer<typeof CreditBatch>;
export const CreditBatches = shelfKind<CreditBatch>({ name: 'creditBatch', schema: CreditBatch, idOf: ({ batch }) => batch });

/** Something that a rail is yet to be asked, of a batch or of a validation: what it is, is sealed for that. */
export const RailOrder = z.object({
  /** From 0, as it was given. */
  place: z.int().min(0),
  sealed: z.string(),
  /** The rail may have been asked, and its answer was not kept. */
  begun: z.boolean(),
});
export type RailOrder = z.infer<typeof RailOrder>;
const PLACE_DIGITS = 4;
export const placeKey = (place: number): string => String(place).padStart(PLACE_DIGITS, '0');
export const RailOrders = shelfKind<RailOrder>({ name: 'railOrder', schema: RailOrder, idOf: ({ place }) => placeKey(place) });

/** Why nobody will pay an instruction out by hand. */
export const PayOutCancellation = z.enum(['payeeNotFound', 'payeeDied', 'payeeRefused', 'instructionWithdrawn', 'other']);
export type PayOutCancellation = z.infer<typeof PayOutCancellation>;

/**
 * An instruction that no rail can carry out, until it is confirmed that somebody paid it out by hand, or cancelled since nobody will. Whom it
 * pays is known as a keyed hash.
 */
export const PayOut = z.object({
  instructionId: z.string(),
  sourceBb: z.string(),
  batchId: z.string(),
  payee: z.string(),
  amountMinor: Minor,
  currency: CurrencyInUse,
  instructedAt: Instant,
  instructedBy: z.string(),
  paid: z.object({ on: PlainDate, receipt: z.string(), by: z.string(), at: Instant }).optional(),
  cancelled: z.object({ on: PlainDate, reason: PayOutCancellation, by: z.string(), at: Instant }).optional(),
});
export type PayOut = z.infer<typeof PayOut>;
export const PayOuts = shelfKind<PayOut>({ name: 'payOut', schema: PayOut, idOf: ({ instructionId }) => instructionId });

/** Unless its source block says otherwise. */
export const DECIDE_AFTER_DAYS = 7;
/** The state machine that hands batches over runs for 30 days. */
const DECIDE_AFTER_DAYS_MOST = 29;

/** A system that asks for vouchers, by the name that it gives as `Gov_Stack_BB`, or for payments, by the one that it gives as `SourceBBID`. */
export const SourceBlock = z.strictObject({
  name: z.string().min(1).max(60),
  clients: z.array(Client).min(1).optional().describe('the OAuth clients that may use the name; any where it is left out'),
  rail: z.string().max(31).optional().describe("the payment rail of its batches; the deployment's first where it is left out"),
  decideAfterDays: z
    .int()
    .min(1)
    .max(DECIDE_AFTER_DAYS_MOST)
    .optional()
    .describe(`days after which a person decides about what the rail has not answered; ${String(DECIDE_AFTER_DAYS)} where it is left out`),
});
export type SourceBlock = z.infer<typeof SourceBlock>;
export const SourceBlocks = shelfKind<SourceBlock>({ name: 'sourceBlock', schema: SourceBlock.strip(), idOf: ({ name }) => name });

/** What vouchers of a group may be spent on, for how long, and out of which money. */
export const VoucherGroup = z.strictObject({
  group: z.string().min(1).max(60),
  validDays: z.int().min(1).max(3650).describe('days from its pre-activation on which a voucher can be redeemed'),
  currency: CurrencyInUse.optional().describe('the only currency of its vouchers; any where it is left out'),
  vouchersMost: z.int().min(0).optional().describe('how many vouchers may ever be made; no limit where it is left out'),
  fundsMinor: z
    .int()
    .min(0)
    .optional()
    .describe('what its funding account holds, in minor units of the currency; not counted where it is left out'),
});
export type VoucherGroup = z.infer<typeof VoucherGroup>;
export const GroupAccount = z.object({ ...VoucherGroup.shape, made: z.int().min(0), spentMinor: z.int().min(0) });
export type GroupAccount = z.infer<typeof GroupAccount>;
export const VoucherGroups = shelfKind<GroupAccount>({ name: 'voucherGroup', schema: GroupAccount, idOf: ({ group }) => group });

/** Who takes vouchers. */
export const Merchant = z.strictObject({
  id: z.string().min(1).max(60),
  name: z.string().min(1).max(120),
  bankDetails: z.string().min(1).max(120),
  group: z.string().min(1).max(60).describe('the group whose vouchers it takes'),
  creditable: z.boolean().default(true).describe('whether it can be credited now'),
});
export type Merchant = z.infer<typeof Merchant>;
export const Merchants = shelfKind<Merchant>({ name: 'merchant', schema: Merchant.strip(), idOf: ({ id }) => id });

export const VoucherStatus = z.enum(['preActivated', 'activated', 'suspended', 'blocked', 'redeemed', 'cancelled', 'purged']);
export type VoucherStatus = z.infer<typeof VoucherStatus>;

/** A voucher. Its secret number stands nowhere: only a keyed hash of it, under which the voucher is found. */
export const Voucher = z.object({
  serial: z.string(),
  numberHash: z.string(),
  status: VoucherStatus,
  amountMinor: Minor,
  currency: CurrencyInUse,
  group: z.string(),
  sourceBlock: z.string(),
  expiresOn: Instant,
  changedAt: Instant,
  merchantId: z.string().optional(),
});
export type Voucher = z.infer<typeof Voucher>;
export const Vouchers = shelfKind<Voucher>({ name: 'voucher', schema: Voucher, idOf: ({ serial }) => serial });
