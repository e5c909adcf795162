import * as z from 'zod';
import { Currency, toMinor } from '../../kernel/money.ts';
import type { RailReason, SettledLine } from '../payment-rail.ts';
import { present, text } from './facts.ts';

const REASONS: readonly (readonly [RegExp, RailReason])[] = [
  [/^insufficientfunds$/, 'fundsInsufficient'],
  [/limitexceeded$|^accountmaxtotal|^maxbalanceexceeded$|^(greaterthan|lessthan)transaction/, 'limitExceeded'],
  [/^identifiererror$/, 'accountUnknown'],
  [/^incorrectstate$/, 'accountClosed'],
  [/^(length|format)error$/, 'addressInvalid'],
];

/** Classes an error code of the API; some providers begin them with a capital. */
export const reasonOfCode = (errorCode: string | undefined): RailReason =>
  REASONS.find(([words]) => words.test((errorCode ?? '').toLowerCase()))?.[1] ?? 'other';

/** Why a request failed. Its description and parameters may name a person, so they are not read. */
export const ErrorObject = z.object({ errorCategory: text(64), errorCode: text(64) });
export type ErrorObject = z.infer<typeof ErrorObject>;

/** It was sent before: what became of it is to be asked. */
export const isRepeat = ({ errorCode }: ErrorObject): boolean => errorCode.toLowerCase() === 'duplicaterequest';

/** Nothing is wrong with the request, so it may be sent again. */
export const isPassing = ({ errorCategory, errorCode }: ErrorObject): boolean =>
  /^(internal|service ?unavailable)$/i.test(errorCategory) || errorCode.toLowerCase() === 'ratelimiterror';

/** Where an asynchronous request stands; the definition calls its error `error`, its text `errorReference`. */
export const RequestState = z
  .object({
    serverCorrelationId: text(256),
    status: z.enum(['pending', 'completed', 'failed']),
    objectReference: text(256).nullish(),
    error: ErrorObject.nullish(),
    errorReference: ErrorObject.nullish(),
  })
  .transform(({ serverCorrelationId, status, objectReference, error, errorReference }) => ({
    serverCorrelationId,
    status,
    objectReference: objectReference ?? undefined,
    errorCode: (error ?? errorReference)?.errorCode,
  }));

/** The API leaves the words of `transactionStatus` to the provider. */
const Status = z
  .string()
  .transform((word) => word.toUpperCase().replace(/[^A-Z]/g, ''))
  .pipe(
    z.union([
      z.enum(['COMPLETED', 'COMPLETE', 'SUCCESS', 'SUCCESSFUL', 'SETTLED']).transform(() => 'completed' as const),
      z
        .enum(['FAILED', 'FAILURE', 'REJECTED', 'DECLINED', 'CANCELLED', 'CANCELED', 'EXPIRED', 'ABORTED'])
        .transform(() => 'failed' as const),
      z
        .enum(['PENDING', 'INPROGRESS', 'ONGOING', 'RECEIVED', 'ACCEPTED', 'INITIATED', 'PROCESSING', 'SUBMITTED', 'ONHOLD'])
        .transform(() => 'ongoing' as const),
      z.enum(['REVERSED', 'RETURNED', 'REFUNDED']).transform(() => 'returned' as const),
    ]),
  );

const moment = z.iso
  .datetime({ offset: true, local: true })
  .transform((instant) => new Date(/(Z|[+-]\d\d:?\d\d)$/.test(instant) ? instant : `${instant}Z`).toISOString());

const Amount = z.string().regex(/^(0|[1-9]\d{0,17})(\.\d{1,4})?$/);
const Parties = z.array(z.object({ key: z.string(), value: z.string() }));

const exactMinor = (amount: string, currency: string): number | undefined => {
  try {
    return toMinor(amount, currency);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

const shape = {
  transactionReference: text(256),
  transactionStatus: Status,
  amount: Amount,
  currency: Currency,
  creationDate: moment.nullish(),
  dateCreated: moment.nullish(),
  modificationDate: moment.nullish(),
  dateModified: moment.nullish(),
  debitParty: Parties.nullish(),
  creditParty: Parties.nullish(),
  customData: Parties.nullish(),
};

type Shaped = z.infer<z.ZodObject<typeof shape>>;

const common = (wire: Shaped, context: z.RefinementCtx) => {
  const amountMinor = exactMinor(wire.amount, wire.currency);
  if (amountMinor === undefined) {
    context.addIssue({ code: 'custom', path: ['amount'] });
    return z.NEVER;
  }
  return {
    reference: wire.transactionReference,
    status: wire.transactionStatus,
    amountMinor,
    currency: wire.currency,
    createdAt: wire.creationDate ?? wire.dateCreated ?? undefined,
    modifiedAt: wire.modificationDate ?? wire.dateModified ?? undefined,
    debitParty: wire.debitParty ?? [],
    creditParty: wire.creditParty ?? [],
    requestId: wire.customData?.find(({ key }) => key === REQUEST_ID)?.value,
  };
};

/** Under what our identifier of a line travels beside the transaction; a statement that repeats it saves a question. */
export const REQUEST_ID = 'requestId';

/** A transaction as the provider books it: a disbursement, or the reversal of one. */
export const Transaction = z
  .object({
    ...shape,
    type: z.string().nullish(),
    requestingOrganisationTransactionReference: z.string().max(256).nullish(),
    originalTransactionReference: z.string().max(256).nullish(),
  })
  .transform((wire, context) => {
    const { requestId, ...booked } = common(wire, context);
    return {
      ...booked,
      type: wire.type ?? undefined,
      requestId: (wire.requestingOrganisationTransactionReference ?? undefined) || requestId,
      original: (wire.originalTransactionReference ?? undefined) || undefined,
    };
  });
export type Transaction = z.infer<typeof Transaction>;

export const StatementEntries = z.array(z.object(shape).transform(common));
export type StatementEntry = z.infer<typeof StatementEntries>[number];

/**
 * A transaction as a line of ours. Its day is the one on which it was created, by which statements are asked for too; that of a return is the
 * one on which the transaction was changed.
 */
export const settledOf = (requestId: string, { status, amountMinor, currency, createdAt, modifiedAt }: Transaction): SettledLine =>
  present({
    requestId,
    status,
    amountMinor,
    currency,
    reason: status === 'failed' || status === 'returned' ? ('other' as const) : undefined,
    completedAt: status === 'ongoing' ? undefined : status === 'returned' ? modifiedAt : (createdAt ?? modifiedAt),
  });

export const AccountStatus = z.object({ accountStatus: z.enum(['available', 'unavailable', 'unregistered']) });

export const Heartbeat = z.object({ serviceStatus: z.enum(['available', 'unavailable', 'degraded']) });

/** Where the resource is that a request made: a transaction, or the state of a request that is still being carried out. */
export const ResourceLink = z.object({ link: text(256) }).transform(({ link }, context) => {
  const [, kind, id] = /(?:^|\/)(transactions|requeststates)\/([^/?#]+)\/?$/i.exec(link) ?? [];
  if (kind !== undefined && id !== undefined) return `${kind.toLowerCase()}/${id}`;
  context.addIssue({ code: 'custom', path: ['link'] });
  return z.NEVER;
});

/** What the provider calls back: the transaction that came of a request, or why none did. */
export const LineCallback = z
  .union([Transaction, ErrorObject, RequestState])
  .transform((said) => present({ about: 'line' as const, requestId: 'requestId' in said ? said.requestId : undefined }));
