import * as z from 'zod';
import { Instant } from '../casefile/case.ts';
import { entity } from '../casefile/entity.ts';
import { PlainDate } from '../kernel/dates.ts';
import { Currency, Money } from '../kernel/money.ts';
import { dueOn } from '../table/keys.ts';
import { AttemptState, LineStatus, PaymentStatus } from './domain/life-cycle.ts';

/** One instruction of a line: what the rail was asked under which identifier, and what it said. Never asked twice otherwise. */
export const Attempt = z.object({
  requestId: z.string().max(16),
  paymentId: z.uuid(),
  /** The batch of the payment that carries it, counted from 1. */
  round: z.int().min(1),
  /** The rail that was asked, by its name; absent: the deployment's first. */
  rail: z.string().optional(),
  /** Where to, on a rail without an account mapper: a repeat goes to the same address. */
  payTo: z.object({ modality: z.enum(['00', '01', '02', '03', '04']), address: z.string() }).optional(),
  /** By what the rail is asked about it, where that is not `requestId`. */
  reference: z.string().optional(),
  state: AttemptState,
  instructedAt: Instant,
  /** What the rail moved; the line's own amount unless the rail differs. */
  moved: Money.optional(),
  /** The rail's day (UTC) of the payment, and of the return. */
  confirmedOn: PlainDate.optional(),
  returnedOn: PlainDate.optional(),
  reason: z.string().optional(),
  answeredAt: Instant.optional(),
});
export type Attempt = z.infer<typeof Attempt>;

/** An entitlement line that fell due: stored once a case under its policy id, so it is paid once. Its amount never changes. */
export const Line = z.object({
  lineId: z.string().max(60),
  instalment: z.string(),
  entitlement: z.string(),
  rule: z.string(),
  payee: z.enum(['mother', 'worker', 'facility']),
  payeeTitle: z.string(),
  /** Whom the rail pays, as its account mapper knows the payee; absent for what is handed over. */
  payeeIdentity: z.string().max(20).optional(),
  amountMinor: z.int().min(0),
  currency: Currency,
  inKind: z.boolean(),
  policyVersion: z.string(),
  fingerprint: z.string(),
  dueOn: PlainDate,
  status: LineStatus,
  /** Why it was refused, failed, came back or is held back. */
  reason: z.string().optional(),
  paymentId: z.uuid().optional(),
  attempts: z.array(Attempt),
  /** Attempts made before the present address or decision; the limit counts from here. */
  triedBefore: z.int().min(0),
  changedAt: Instant,
  handedOver: z.object({ on: PlainDate, by: z.string() }).optional(),
});
export type Line = z.infer<typeof Line>;

export const Lines = entity({ name: 'line', schema: Line, sk: ({ lineId }) => `LINE#${lineId}` });

/** A batch that a payment handed, or is about to hand, to the rail. */
export const Batch = z.object({
  round: z.int().min(1),
  /** The rail that it is for, and stays for whatever the programme names later; absent: the deployment's first. */
  rail: z.string().optional(),
  correlationId: z.string().max(12),
  instructedAt: Instant,
  batchId: z.string().optional(),
  /** The rail refused the whole batch. */
  refused: z.string().optional(),
});
export type Batch = z.infer<typeof Batch>;

/** Lines that fell due together and are approved and instructed together. */
export const Payment = z.object({
  paymentId: z.uuid(),
  /** Short name under which the rail calls back. */
  code: z.string().length(12),
  status: PaymentStatus,
  lineIds: z.array(z.string()).min(1),
  createdAt: Instant,
  batches: z.array(Batch),
  /** How often the rail has called back, and how many of those calls have been followed by a question. */
  answers: z.int().min(0),
  asked: z.int().min(0),
  /** The task token of the state machine that awaits the rail. */
  token: z.string().optional(),
  /** The day on which the update sweep looks after it. */
  lookOn: PlainDate.optional(),
});
export type Payment = z.infer<typeof Payment>;

/** A payment is found by the code that the rail calls back with, and by the update sweep until it is settled. */
export const Payments = entity({
  name: 'payment',
  schema: Payment,
  sk: ({ paymentId }) => `PAYMENT#${paymentId}`,
  index: ({ code, paymentId, lookOn }, { root, shards }) => ({
    lookupPk: `PAYMENT#${code}`,
    lookupSk: paymentId,
    ...(lookOn === undefined ? {} : dueOn('update', lookOn, 'payment', root.caseId, `PAYMENT#${paymentId}`, shards)),
  }),
});

/** One movement, or word, of money about a line. Entries are added and never changed. */
export const LedgerEntry = z.object({
  entry: z.enum(['instructed', 'confirmed', 'failed', 'returned']),
  at: Instant,
  lineId: z.string(),
  paymentId: z.uuid(),
  requestId: z.string(),
  amountMinor: z.int().positive(),
  currency: Currency,
  rail: z.string().optional(),
  /** The rail's day (UTC) of a payment or a return. */
  valueOn: PlainDate.optional(),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

export const LedgerEntries = entity({
  name: 'ledgerEntry',
  schema: LedgerEntry,
  sk: ({ at, requestId, entry }) => `LEDGER#${at}#${requestId}#${entry}`,
});

/** When a case's entitlements were last looked at, and when that is due again. */
export const Assessment = z.object({ assessedOn: PlainDate, nextOn: PlainDate.optional() });
export type Assessment = z.infer<typeof Assessment>;

export const Assessments = entity({
  name: 'entitlementAssessment',
  schema: Assessment,
  sk: () => 'ENTITLEMENTS',
  index: ({ nextOn }, { root, shards }) =>
    nextOn === undefined ? {} : dueOn('update', nextOn, 'entitlement', root.caseId, 'ENTITLEMENTS', shards),
});

/** That a pay point asked whether she who withdraws is the mother, and when she showed it. */
export const Withdrawal = z.object({ challengeId: z.uuid(), payPoint: z.string(), requestedAt: Instant, confirmedAt: Instant.optional() });
export type Withdrawal = z.infer<typeof Withdrawal>;

export const Withdrawals = entity({ name: 'withdrawal', schema: Withdrawal, sk: ({ challengeId }) => `WITHDRAWAL#${challengeId}` });
