import * as z from 'zod';
import { toMinor } from './amounts.ts';
import { ok, refused, type Incoming, type Reply } from './reply.ts';
import { nextNumber, type RailPayment, type State } from './state.ts';

const MINUTE_MS = 60_000;

const header = ({ headers }: Incoming, name: string, max: number): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' && value.length >= 1 && value.length <= max ? value : undefined;
};

/** A callback address has to be one. */
const callbackOf = (incoming: Incoming): string | undefined => {
  const url = header(incoming, 'x-callback-url', 100);
  return url !== undefined && URL.canParse(url) ? url : undefined;
};

const Modality = z.enum(['00', '01', '02', '03', '04']);

const Registration = z.object({
  RequestID: z.string().min(1).max(12),
  Beneficiaries: z
    .array(z.object({ payeeIdentity: z.string().min(1).max(20), PaymentModality: Modality, FinancialAddress: z.string().min(1).max(30) }))
    .min(1),
});

/** Why the rail cannot pay to an address; undefined when it can. */
export const faultOfAddress = ({ accounts, settings }: State, financialAddress: string): string | undefined => {
  const account = accounts[financialAddress];
  if (account === undefined) return settings.unknownAccounts === 'accept' ? undefined : 'account not found';
  return account.status === 'closed' ? 'account closed' : undefined;
};

interface Entry {
  readonly payeeIdentity: string;
  readonly modality: z.infer<typeof Modality>;
  readonly financialAddress: string;
}

/** Puts payees into the account mapper, those that can be paid to; where the mapper answers later, it calls back about the others. */
const enter = (
  state: State,
  now: number,
  entries: readonly Entry[],
  { requestId, callbackUrl }: { requestId: string; callbackUrl: string | undefined },
): string | undefined => {
  const failed = entries.flatMap(({ payeeIdentity, modality, financialAddress }) => {
    const failureReason = faultOfAddress(state, financialAddress);
    return failureReason === undefined
      ? []
      : [{ payeeIdentity, payeeFunctionalID: payeeIdentity, paymentModality: modality, failureReason }];
  });
  const later = state.settings.registration === 'callback' && callbackUrl !== undefined;
  if (failed[0] !== undefined && !later) return failed[0].failureReason;
  for (const entry of entries)
    if (!failed.some(({ payeeIdentity }) => payeeIdentity === entry.payeeIdentity)) state.beneficiaries[entry.payeeIdentity] = { ...entry };
  if (later) {
    const result = {
      requestID: nextNumber(state, 12),
      registerRequestID: requestId,
      numberFailedCases: failed.length,
      failedCases: failed,
    };
    state.jobs.push({ kind: 'call', url: callbackUrl, body: JSON.stringify(result), attempt: 1, dueAt: now });
  }
  return undefined;
};

/** `POST /identityAccountMapper/beneficiary`. A payee who is there with another address is changed by PUT. */
export const register = (state: State, now: number, incoming: Incoming): Reply => {
  const registration = Registration.safeParse(incoming.body);
  const hasHeaders = callbackOf(incoming) !== undefined && header(incoming, 'x-registering-institution-id', 12) !== undefined;
  if (!registration.success || !hasHeaders) {
    return { status: 400, body: { ResponseCode: '01', ResponseDescription: 'invalid request', RequestID: '' } };
  }
  const { RequestID, Beneficiaries } = registration.data;
  const entries = Beneficiaries.map(({ payeeIdentity, PaymentModality, FinancialAddress }) => ({
    payeeIdentity,
    modality: PaymentModality,
    financialAddress: FinancialAddress,
  }));
  const isElsewhere = entries.some(
    ({ payeeIdentity, financialAddress }) =>
      (state.beneficiaries[payeeIdentity]?.financialAddress ?? financialAddress) !== financialAddress,
  );
  const fault = isElsewhere
    ? 'payee already registered'
    : enter(state, now, entries, { requestId: RequestID, callbackUrl: callbackOf(incoming) });
  if (fault !== undefined) return { status: 400, body: { ResponseCode: '01', ResponseDescription: fault, RequestID } };
  return ok({ responseCode: '00', responseDescription: 'accepted', requestID: RequestID });
};

const Update = z.object({
  requestID: z.string().min(1).max(12),
  sourceBBID: z.string().min(1).max(12),
  beneficiaries: z
    .array(z.object({ payeeIdentity: z.string().min(1).max(20), paymentModality: Modality, financialAddress: z.string().min(1).max(30) }))
    .min(1),
});

/** `PUT /identityAccountMapper/beneficiary`: the definition has one answer, so what is wrong stands in its code. */
export const update = (state: State, now: number, incoming: Incoming): Reply => {
  const asked = Update.safeParse(incoming.body);
  if (!asked.success) return ok({ responseCode: '01', responseDescription: 'invalid request', requestID: '' });
  const { requestID, beneficiaries } = asked.data;
  const unknown = beneficiaries.some(({ payeeIdentity }) => state.beneficiaries[payeeIdentity] === undefined);
  const entries = beneficiaries.map(({ paymentModality, ...entry }) => ({ ...entry, modality: paymentModality }));
  const fault = unknown ? 'payee not registered' : enter(state, now, entries, { requestId: requestID, callbackUrl: callbackOf(incoming) });
  return ok({ responseCode: fault === undefined ? '00' : '01', responseDescription: fault ?? 'accepted', requestID });
};

const beneficiariesOf = (state: State, identities: readonly string[]) =>
  identities.flatMap((payeeIdentity) => {
    const beneficiary = state.beneficiaries[payeeIdentity];
    if (beneficiary === undefined) return [];
    const institution = state.accounts[beneficiary.financialAddress]?.institution;
    return [
      {
        payeeIdentity,
        paymentModality: beneficiary.modality,
        financialAddress: beneficiary.financialAddress,
        ...(institution === undefined ? {} : { bankingInstitutionCode: institution }),
      },
    ];
  });

const LookUp = z.object({ requestId: z.string().min(1).max(12), payeePartyIds: z.array(z.string().min(1).max(20)).min(1) });

/** `GET /beneficiary/` for one payee, `PUT /beneficiary` for several. */
export const lookUp = (state: State, incoming: Incoming): Reply => {
  const { method, query, body } = incoming;
  const asked = LookUp.safeParse(
    method === 'PUT' ? body : { requestId: query.get('requestId'), payeePartyIds: [query.get('payeeIdentity')] },
  );
  const hasHeaders = header(incoming, 'x-callback_url', 20) !== undefined && header(incoming, 'registeringinstitutionid', 20) !== undefined;
  if (!asked.success || !hasHeaders) return refused(400, 'invalid request');
  const { requestId, payeePartyIds } = asked.data;
  return ok({ requestId, paymentModalityList: beneficiariesOf(state, payeePartyIds) });
};

const Validation = z.object({
  batchId: z.string().min(1).max(50),
  destinationDFSPID: z.string().max(11),
  creditInstructions: z.array(z.object({ instructionID: z.string().min(1).max(16), financialAddress: z.string().min(1).max(20) })).min(1),
});

/** `POST /beneficiaries?command=validate`; answers in the response when the caller prefers to wait for it, else calls back. */
export const validate = (state: State, now: number, incoming: Incoming): Reply => {
  const validation = Validation.safeParse(incoming.body);
  const correlationId = header(incoming, 'x-client-correlation-id', 20);
  const callbackUrl = callbackOf(incoming);
  const institution = header(incoming, 'x-registering-institution-id', 20);
  if (!validation.success || correlationId === undefined || callbackUrl === undefined || institution === undefined)
    return refused(400, 'invalid request');
  const { batchId, creditInstructions } = validation.data;
  const failed = creditInstructions.flatMap(({ instructionID, financialAddress }) => {
    const failureReason = faultOfAddress(state, financialAddress);
    return failureReason === undefined ? [] : [{ instructionID, failureReason }];
  });
  const result = {
    clientCorrelationId: correlationId.slice(0, 12),
    batchId,
    numberOfFailedCases: failed.length,
    failedAccountLookups: failed,
  };
  const waits = /\bwait=/.test(typeof incoming.headers['prefer'] === 'string' ? incoming.headers['prefer'] : '');
  if (waits && state.settings.validation === 'atOnce') return { status: 202, body: result };
  state.jobs.push({ kind: 'call', url: callbackUrl, body: JSON.stringify(result), attempt: 1, dueAt: now });
  return { status: 202 };
};

const Party = z.array(z.object({ key: z.string(), value: z.string() })).min(1);
const Instructions = z
  .array(
    z.object({
      requestId: z.string().min(1).max(16),
      creditParty: Party,
      debitParty: Party,
      paymentMode: z.string().min(1).max(20),
      amount: z.number().positive(),
      currency: z.string().regex(/^[A-Z]{3}$/),
      descriptionText: z.string().max(50).optional(),
    }),
  )
  .min(1)
  .max(1000);
type Instruction = z.infer<typeof Instructions>[number];

const keyOf = (tenant: string, requestId: string): string => `${tenant}/${requestId}`;

/** The batch that already holds exactly these lines, if one does. */
const sameBatch = ({ batches }: State, correlationId: string, keys: readonly string[]): string | undefined =>
  Object.values(batches).find((batch) => batch.correlationId === correlationId && batch.paymentKeys.join() === keys.join())?.batchId;

const paymentOf = (batchId: string, now: number, instruction: Instruction, amountMinor: number): RailPayment => ({
  requestId: instruction.requestId,
  batchId,
  content: JSON.stringify(instruction),
  payee: Object.fromEntries(instruction.creditParty.map(({ key, value }) => [key, value])),
  instructedMinor: amountMinor,
  amountMinor,
  currency: instruction.currency,
  status: 'ongoing',
  submittedAt: new Date(now).toISOString(),
  submissions: 1,
});

/**
 * `POST /batchtransactions?type=raw`. A line handed over again with the same content is a read, with other content an error of the whole
 * batch: nothing of it takes effect.
 */
export const submit = (state: State, now: number, incoming: Incoming): Reply => {
  const instructions = Instructions.safeParse(incoming.body);
  const correlationId = header(incoming, 'x-correlationid', 20);
  const tenant = header(incoming, 'platform-tenantid', 20);
  const callbackUrl = callbackOf(incoming);
  if (
    !instructions.success ||
    incoming.query.get('type') !== 'raw' ||
    correlationId === undefined ||
    tenant === undefined ||
    callbackUrl === undefined
  )
    return refused(400, 'invalid request');

  const lines = instructions.data.flatMap((instruction) => {
    const amountMinor = toMinor(instruction.amount, instruction.currency);
    return amountMinor === undefined ? [] : [{ instruction, amountMinor, key: keyOf(tenant, instruction.requestId) }];
  });
  if (lines.length < instructions.data.length) return refused(400, 'an amount has more decimals than its currency');
  if (new Set(lines.map(({ key }) => key)).size < lines.length) return refused(400, 'a requestId stands twice in the batch');
  if (lines.some(({ key, instruction }) => (state.payments[key]?.content ?? JSON.stringify(instruction)) !== JSON.stringify(instruction))) {
    return {
      status: 400,
      body: { ResponseCode: '01', ResponseDescription: 'a requestId was used before and its content differs', RequestID: '' },
    };
  }

  const keys = lines.map(({ key }) => key);
  const known = sameBatch(state, correlationId, keys);
  const batchId = known ?? `batch-${nextNumber(state, 9)}`;
  for (const { key, instruction, amountMinor } of lines) {
    const paid = state.payments[key];
    state.payments[key] =
      paid === undefined ? paymentOf(batchId, now, instruction, amountMinor) : { ...paid, submissions: paid.submissions + 1 };
  }
  if (known === undefined) {
    state.batches[batchId] = { batchId, correlationId, callbackUrl, paymentKeys: keys };
    state.jobs.push({ kind: 'settle', batchId, dueAt: now + state.settings.settlementMinutes * MINUTE_MS });
  }
  return { status: 202, body: { batchId } };
};

const Authorization = z.object({
  batchID: z.string().min(1).max(50),
  payerIdentifier: z.string().min(1).max(20),
  currency: z.string().regex(/^[A-Z]{3}$/),
  amount: z.number().positive(),
});

/** `POST /batches/{batchId}?command=authorize`: the payer's bank looks whether the money is there, and calls back. */
export const authorize = (state: State, now: number, batchId: string, incoming: Incoming): Reply => {
  const asked = Authorization.safeParse(incoming.body);
  const correlationId = header(incoming, 'x-client-correlation-id', 20);
  const batch = state.batches[batchId];
  if (!asked.success || asked.data.batchID !== batchId || incoming.query.get('command') !== 'authorize' || correlationId === undefined)
    return refused(400, 'invalid request');
  if (batch === undefined) return refused(400, 'no such batch');
  const { funds } = state.settings;
  state.batches[batchId] = { ...batch, funds };
  const result = {
    clientCorrelationId: correlationId.slice(0, 12),
    status: funds === 'enough' ? 'Y' : 'N',
    ...(funds === 'enough' ? {} : { reason: 'insufficient funds' }),
  };
  const url = callbackOf(incoming) ?? batch.callbackUrl;
  state.jobs.push({ kind: 'call', url, body: JSON.stringify(result), attempt: 1, dueAt: now });
  return { status: 202, body: { message: 'in process' } };
};
