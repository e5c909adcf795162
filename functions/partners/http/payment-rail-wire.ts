import * as z from 'zod';
import { Currency, exponentOf, fromMinor, toMinor } from '../../kernel/money.ts';
import { RAIL_LIMITS, type AskedAddress, type Payee, type PaymentLine, type RailReason } from '../payment-rail.ts';
import { present, text } from './facts.ts';

/** Longer than the definition allows is our defect: nothing that names a payment may be cut. */
export const wholeText = (name: string, value: string, max: number): string => {
  const { length } = Array.from(value);
  if (length < 1 || length > max) throw new RangeError(`${name} has 1 to ${max} characters, not ${length}`);
  return value;
};

/** The description of a line, cut between two characters. */
export const describing = (description: string | undefined): { readonly descriptionText?: string } =>
  description === undefined ? {} : { descriptionText: Array.from(description).slice(0, RAIL_LIMITS.description).join('') };

/** Addresses are asked about under ids of their own, so many at once as a question takes; anything else is our defect. */
export const refuseUnaskable = (addresses: readonly AskedAddress[]): void => {
  if (addresses.length < 1 || addresses.length > RAIL_LIMITS.addressesInQuestion)
    throw new RangeError(`a question has 1 to 1000 addresses, not ${addresses.length}`);
  if (new Set(addresses.map(({ id }) => wholeText('id', id, RAIL_LIMITS.requestId))).size < addresses.length)
    throw new RangeError('two addresses of a question have the same id');
};

const REASONS: readonly (readonly [RegExp, RailReason])[] = [
  [/differ|other content|conflict|already used/i, 'contentDiffers'],
  [/already registered|already exists|registered before/i, 'alreadyRegistered'],
  [/clos|block|suspend|inactive|dormant/i, 'accountClosed'],
  [/unknown|not found|no such|not exist|not registered|unregistered/i, 'accountUnknown'],
  [/limit|exceed/i, 'limitExceeded'],
  [/insufficient|no funds|not enough/i, 'fundsInsufficient'],
  [/invalid|malformed|format/i, 'addressInvalid'],
];

/** Classes the rail's free text. */
export const reasonOf = (said: string | undefined): RailReason => REASONS.find(([words]) => words.test(said ?? ''))?.[1] ?? 'other';

/**
 * The amount as the rail takes it, a number of major units.
 * @throws {RangeError} when a number cannot hold it exactly
 */
export const majorOf = (amountMinor: number, currency: string): number => {
  const major = Number(fromMinor(amountMinor, currency));
  if (amountMinor <= 0 || toMinor(major, currency) !== amountMinor)
    throw new RangeError(`got ${amountMinor} ${currency}, allowed is above 0 and exact as a number`);
  return major;
};

const partyOf = (payee: Payee): { key: string; value: string }[] =>
  'payeeIdentity' in payee
    ? [{ key: 'payeeIdentity', value: wholeText('payeeIdentity', payee.payeeIdentity, RAIL_LIMITS.payeeIdentity) }]
    : [
        { key: 'financialAddress', value: wholeText('financialAddress', payee.financialAddress, RAIL_LIMITS.financialAddress) },
        { key: 'paymentModality', value: payee.modality },
      ];

const AUTHORIZED_DECIMALS = 2;

/** The total for which a bank is to vouch: two decimals at most, by the definition, and never less than is paid. */
export const authorizedOf = (amountMinor: number, currency: string): number => {
  const finer = 10 ** Math.max(0, exponentOf(currency) - AUTHORIZED_DECIMALS);
  return majorOf(Math.ceil(amountMinor / finer) * finer, currency);
};

/** One credit instruction of a batch. */
export const instructionOf = (
  { requestId, payee, amountMinor, currency, description }: PaymentLine,
  { payerAccount, paymentMode }: { payerAccount: string; paymentMode: string },
) => ({
  requestId: wholeText('requestId', requestId, RAIL_LIMITS.requestId),
  creditParty: partyOf(payee),
  debitParty: [{ key: 'accountId', value: payerAccount }],
  paymentMode,
  amount: majorOf(amountMinor, currency),
  currency,
  ...describing(description),
});

/** The account mapper's answer; the definition writes its members in either case. */
export const MapperAnswer = z
  .object({
    responseCode: text(2).optional(),
    ResponseCode: text(2).optional(),
    responseDescription: z.string().optional(),
    ResponseDescription: z.string().optional(),
  })
  .transform(({ responseCode, ResponseCode, responseDescription, ResponseDescription }) => ({
    code: responseCode ?? ResponseCode,
    description: responseDescription ?? ResponseDescription,
  }))
  .refine(({ code }) => code !== undefined, { path: ['responseCode'] });

const Modality = z.enum(['00', '01', '02', '03', '04']);

export const Beneficiaries = z
  .object({
    paymentModalityList: z.array(
      z.object({
        payeeIdentity: text(RAIL_LIMITS.payeeIdentity),
        paymentModality: Modality,
        financialAddress: text(30),
        bankingInstitutionCode: text(11).nullish(),
      }),
    ),
  })
  .transform(({ paymentModalityList }) =>
    paymentModalityList.map(({ payeeIdentity, paymentModality, financialAddress, bankingInstitutionCode }) =>
      present({ payeeIdentity, modality: paymentModality, financialAddress, institution: bankingInstitutionCode ?? undefined }),
    ),
  );

export const BatchAcceptance = z.object({ batchId: text(50) });

const Status = z
  .string()
  .transform((word) => word.toUpperCase().replace(/[^A-Z]/g, ''))
  .pipe(
    z.union([
      z.enum(['COMPLETED', 'COMPLETE', 'SUCCESS']).transform(() => 'completed' as const),
      z.enum(['FAILED', 'FAILURE', 'REJECTED']).transform(() => 'failed' as const),
      z.enum(['ONGOING', 'INPROGRESS', 'PENDING', 'RECEIVED']).transform(() => 'ongoing' as const),
      z.enum(['RETURNED', 'REVERSED']).transform(() => 'returned' as const),
    ]),
  );

/** A line of a batch or a statement. Our identifier stands in `requestId` where the rail repeats it, else in `transactionId`. */
const SettledLineOnWire = z
  .object({
    requestId: text(16).optional(),
    transactionId: text(64).optional(),
    batchId: text(50).nullish(),
    status: Status,
    amount: z.number().positive(),
    currency: Currency,
    payeePartyId: z.string().max(64).nullish(),
    errorInformation: z.string().nullish(),
    completedAt: z.iso.datetime({ offset: true }).nullish(),
  })
  .transform(({ requestId, transactionId, batchId, status, amount, currency, payeePartyId, errorInformation, completedAt }, context) => {
    const id = requestId ?? transactionId;
    const amountMinor = exactMinor(amount, currency);
    if (id === undefined || amountMinor === undefined) {
      context.addIssue({ code: 'custom', path: [id === undefined ? 'requestId' : 'amount'] });
      return z.NEVER;
    }
    return present({
      requestId: id,
      batchId: batchId ?? undefined,
      status,
      amountMinor,
      currency,
      payeeIdentity: payeePartyId ?? undefined,
      reason: status === 'failed' || status === 'returned' ? reasonOf(errorInformation ?? undefined) : undefined,
      completedAt: completedAt ?? undefined,
    });
  });

const exactMinor = (amount: number, currency: string): number | undefined => {
  try {
    return toMinor(amount, currency);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

export const SettledPage = z.array(SettledLineOnWire);

const count = z.int().min(0);

const BatchStatus = z
  .object({
    batchId: text(50),
    requestId: text(RAIL_LIMITS.correlationId),
    TotalTransactions: count,
    completed: count,
    failed: count,
    ongoing: count.optional(),
  })
  .transform(({ batchId, requestId, TotalTransactions, completed, failed, ongoing }) => ({
    about: 'batch' as const,
    batchId,
    correlationId: requestId,
    total: TotalTransactions,
    completed,
    failed,
    ongoing: ongoing ?? Math.max(0, TotalTransactions - completed - failed),
  }));

/** Which addresses cannot be paid to. The list may be shorter than its count; what it names twice failed once. */
export const ValidationResult = z
  .object({
    clientCorrelationId: text(RAIL_LIMITS.correlationId),
    numberOfFailedCases: count,
    failedAccountLookups: z
      .array(z.object({ instructionID: z.string().max(RAIL_LIMITS.requestId).optional(), failureReason: z.string().nullish() }))
      .nullish(),
  })
  .transform(({ clientCorrelationId, numberOfFailedCases, failedAccountLookups }) => {
    const failed = failedAccountLookups ?? [];
    const named = failed.flatMap(({ instructionID, failureReason }) =>
      instructionID === undefined ? [] : [[instructionID, reasonOf(failureReason ?? undefined)] as const],
    );
    const failures = Object.fromEntries(named);
    const isValid = numberOfFailedCases === 0 && failed.length === 0;
    return present({
      about: 'validation' as const,
      correlationId: clientCorrelationId,
      outcome: isValid ? ('valid' as const) : ('invalid' as const),
      reason: isValid ? undefined : reasonOf(failed[0]?.failureReason ?? undefined),
      validation: { failures, unnamed: Math.max(0, numberOfFailedCases - Object.keys(failures).length) },
    });
  });

/** The answer of the payer's bank to the question whether a batch's funds are there. */
const FundsAnswer = z
  .object({ clientCorrelationId: text(RAIL_LIMITS.correlationId), status: z.enum(['Y', 'N']) })
  .transform(({ clientCorrelationId, status }) => ({
    about: 'funds' as const,
    correlationId: clientCorrelationId,
    authorized: status === 'Y',
  }));

/** What the rail calls back about a payment. */
export const PaymentCallback = z.union([BatchStatus, FundsAnswer]);

/** What became of a registration in the account mapper, or of a change there. */
const MapperResult = z
  .object({
    requestID: text(RAIL_LIMITS.correlationId),
    registerRequestID: text(RAIL_LIMITS.correlationId),
    numberFailedCases: count,
    failedCases: z.array(z.object({ failureReason: z.string().optional() })).nullish(),
  })
  .transform(({ requestID, registerRequestID, numberFailedCases, failedCases }) =>
    present({
      about: 'registration' as const,
      requestId: requestID,
      correlationId: registerRequestID,
      outcome: numberFailedCases === 0 ? ('valid' as const) : ('invalid' as const),
      reason: numberFailedCases === 0 ? undefined : reasonOf(failedCases?.[0]?.failureReason),
    }),
  );

/** What the rail calls back about an address. */
export const AddressCallback = z.union([ValidationResult, MapperResult]);
