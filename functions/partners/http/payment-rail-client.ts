import * as z from 'zod';
import {
  RAIL_LIMITS,
  type AskedAddress,
  type BeneficiaryRegistration,
  type PaymentBatch,
  type PaymentRailPort,
  type RailReason,
  type RegistrationAnswer,
  type SettledLines,
  type Validation,
} from '../payment-rail.ts';
import type { PartnerCall } from '../partner-call.ts';
import { parsedCallback, verifySignature } from './callback-signature.ts';
import { exchangeWith, type Needs } from './exchange.ts';
import {
  AddressCallback,
  authorizedOf,
  BatchAcceptance,
  Beneficiaries,
  instructionOf,
  MapperAnswer,
  PaymentCallback,
  reasonOf,
  refuseUnaskable,
  SettledPage,
  ValidationResult,
  wholeText,
} from './payment-rail-wire.ts';
import type { GovstackRail } from './rails-configuration.ts';

/** Asks for the answer in the response itself (RFC 7240); a rail that cannot answers by callback all the same. */
const AT_ONCE = { prefer: 'wait=5' };
/** The definition demands a callback address of a look-up, in 20 characters, though it answers in the response. */
const NO_CALLBACK = 'about:blank';

/** An address is what a person typed: one that the rail's definition does not hold is refused, not a defect. */
const fits = (financialAddress: string): boolean => financialAddress.length >= 1 && financialAddress.length <= RAIL_LIMITS.financialAddress;

const invalid = (addresses: readonly AskedAddress[]): Validation['failures'] =>
  Object.fromEntries(addresses.map(({ id }) => [id, 'addressInvalid' as const]));

/** Why a 400 was answered, as far as it says so. */
const refusalIn = (body: unknown): RailReason => reasonOf(MapperAnswer.safeParse(body).data?.description);

type Total = { readonly currency: string; readonly amountMinor: number };

/** The totals of a batch for which the payer's bank has to vouch. */
const totalsToAuthorize = ({ lines }: PaymentBatch, { fundsAuthorization }: GovstackRail): readonly Total[] =>
  [...Map.groupBy(lines, ({ currency }) => currency)]
    .map(([currency, of]) => ({ currency, amountMinor: of.reduce((total, { amountMinor }) => total + amountMinor, 0) }))
    .filter(({ currency, amountMinor }) => amountMinor >= (fundsAuthorization?.fromMinor[currency] ?? Infinity));

/** A payment rail over HTTP, by GovStack Payments 3.0. */
export const paymentRailClient = (settings: GovstackRail, needs: Needs = {}, partner = 'payment rail'): PaymentRailPort => {
  const { tenantId, institutionId, payerAccount, paymentMode, pageSize, statementPath, callback, fundsAuthorization } = settings;
  const exchange = exchangeWith(partner, settings, needs);

  /** Changes the address of a payee that the account mapper knows. */
  const updateBeneficiary = async (
    { payeeIdentity, modality, financialAddress, correlationId, callbackUrl }: BeneficiaryRegistration,
    call: PartnerCall,
  ): Promise<RegistrationAnswer> => {
    const { body } = await exchange.ask(
      {
        method: 'PUT',
        path: '/identityAccountMapper/beneficiary',
        headers: { 'X-Callback-URL': callbackUrl, 'X-Registering-Institution-ID': institutionId },
        body: {
          requestID: correlationId,
          sourceBBID: institutionId,
          beneficiaries: [{ payeeIdentity, paymentModality: modality, financialAddress }],
        },
        expected: [200],
      },
      call,
    );
    const { code, description } = exchange.read(MapperAnswer, body);
    return code === '00' ? { outcome: 'accepted' } : { outcome: 'refused', reason: reasonOf(description) };
  };

  /**
   * Has the payer's bank say that the money of a batch is there; its word comes by callback. A question that is refused leaves the batch
   * with the rail as it is: what becomes of its lines is asked as of any other.
   */
  const authorizeFunds = async (batchId: string, batch: PaymentBatch, call: PartnerCall): Promise<{ fundsRefused?: true }> => {
    if (fundsAuthorization === undefined) return {};
    let refused = false;
    for (const { currency, amountMinor } of totalsToAuthorize(batch, settings)) {
      const { status } = await exchange.ask(
        {
          method: 'POST',
          path: `/batches/${encodeURIComponent(batchId)}`,
          query: { command: 'authorize' },
          headers: { 'X-Client-Correlation-ID': batch.correlationId, 'X-Callback-URL': batch.callbackUrl },
          body: {
            batchID: batchId,
            payerIdentifier: fundsAuthorization.payerIdentifier,
            currency,
            amount: authorizedOf(amountMinor, currency),
          },
          expected: [202, 400],
        },
        // not the key under which the batch went
        { ...call, idempotencyKey: `${batch.correlationId}-${currency}` },
      );
      refused ||= status === 400;
    }
    return refused ? { fundsRefused: true } : {};
  };

  const settledLines = async (
    path: string,
    query: Readonly<Record<string, string>>,
    page: number,
    call: PartnerCall,
  ): Promise<SettledLines> => {
    const { body } = await exchange.ask(
      {
        method: 'GET',
        path,
        query: { ...query, pageNo: String(page), pageSize: String(pageSize) },
        headers: { 'Platform-TenantId': tenantId },
        expected: [200],
      },
      call,
    );
    const lines = exchange.read(SettledPage, body);
    return { lines, ...(lines.length < pageSize ? {} : { nextPage: page + 1 }) };
  };

  return {
    paysTo: 'payeeIdentity',
    takes: 'batches',

    async registerBeneficiary(registration, call) {
      const { payeeIdentity, modality, financialAddress, correlationId, callbackUrl } = registration;
      if (!fits(financialAddress)) return { outcome: 'refused', reason: 'addressInvalid' };
      const { status, body } = await exchange.ask(
        {
          method: 'POST',
          path: '/identityAccountMapper/beneficiary',
          headers: {
            'X-Callback-URL': wholeText('callbackUrl', callbackUrl, RAIL_LIMITS.callbackUrl),
            'X-Registering-Institution-ID': institutionId,
          },
          body: {
            RequestID: wholeText('correlationId', correlationId, RAIL_LIMITS.correlationId),
            Beneficiaries: [
              {
                payeeIdentity: wholeText('payeeIdentity', payeeIdentity, RAIL_LIMITS.payeeIdentity),
                PaymentModality: modality,
                FinancialAddress: financialAddress,
              },
            ],
          },
          expected: [200, 400],
        },
        call,
      );
      const { code, description } =
        status === 400
          ? { code: undefined, description: MapperAnswer.safeParse(body).data?.description }
          : exchange.read(MapperAnswer, body);
      if (code === '00') return { outcome: 'accepted' };
      const reason = reasonOf(description);
      return reason === 'alreadyRegistered' ? updateBeneficiary(registration, call) : { outcome: 'refused', reason };
    },

    async lookupBeneficiaries(payeeIdentities, correlationId, call) {
      const { body } = await exchange.ask(
        {
          method: 'PUT',
          path: '/beneficiary',
          headers: { 'X-Callback_URL': NO_CALLBACK, registeringInstitutionId: institutionId },
          body: {
            requestId: wholeText('correlationId', correlationId, RAIL_LIMITS.correlationId),
            payeePartyIds: payeeIdentities.map((payeeIdentity) => wholeText('payeeIdentity', payeeIdentity, RAIL_LIMITS.payeeIdentity)),
          },
          expected: [200],
        },
        call,
      );
      return exchange.read(Beneficiaries, body).filter(({ payeeIdentity }) => payeeIdentities.includes(payeeIdentity));
    },

    async validateAddresses({ correlationId, addresses, institution, callbackUrl }, call) {
      refuseUnaskable(addresses);
      const askable = addresses.filter(({ financialAddress }) => fits(financialAddress));
      const failures = invalid(addresses.filter((address) => !askable.includes(address)));
      if (askable.length === 0) return { outcome: 'answered', failures, unnamed: 0 };
      const { status, body } = await exchange.ask(
        {
          method: 'POST',
          path: '/beneficiaries',
          query: { command: 'validate' },
          headers: {
            ...AT_ONCE,
            'X-Client-Correlation-ID': wholeText('correlationId', correlationId, RAIL_LIMITS.correlationId),
            'X-Registering-Institution-ID': institutionId,
            'X-Callback-URL': wholeText('callbackUrl', callbackUrl, RAIL_LIMITS.callbackUrl),
          },
          body: {
            batchId: correlationId,
            destinationDFSPID: institution ?? '',
            creditInstructions: askable.map(({ id, financialAddress }) => ({ instructionID: id, financialAddress })),
          },
          expected: [200, 202, 400],
        },
        call,
      );
      // which of several the rail takes for malformed it does not say
      if (status === 400)
        return askable.length === 1
          ? { outcome: 'answered', failures: { ...failures, ...invalid(askable) }, unnamed: 0 }
          : { outcome: 'answered', failures, unnamed: 1 };
      if (body === undefined) return { outcome: 'pending', failures, unnamed: 0 };
      const ofThisCall = ValidationResult.refine((result) => result.correlationId === correlationId);
      const result = exchange.read(ofThisCall.or(z.object({}).transform(() => undefined)), body);
      if (result === undefined) return { outcome: 'pending', failures, unnamed: 0 };
      return {
        outcome: 'answered',
        failures: { ...failures, ...result.validation.failures },
        unnamed: result.validation.unnamed,
      };
    },

    async submitBatch(batch, call) {
      const { correlationId, programmeId, callbackUrl, lines } = batch;
      if (lines.length < 1 || lines.length > RAIL_LIMITS.linesInBatch)
        throw new RangeError(`a batch has 1 to 1000 lines, not ${lines.length}`);
      if (new Set(lines.map(({ requestId }) => requestId)).size < lines.length)
        throw new RangeError('two lines of a batch have the same requestId');
      const { status, body } = await exchange.ask(
        {
          method: 'POST',
          path: '/batchtransactions',
          query: { type: 'raw' },
          headers: {
            'X-CorrelationID': wholeText('correlationId', correlationId, RAIL_LIMITS.correlationId),
            'Platform-TenantId': tenantId,
            'X-Program-Id': wholeText('programmeId', programmeId, 20),
            'X-Registering-Institution-Id': institutionId,
            'X-Callback-URL': wholeText('callbackUrl', callbackUrl, RAIL_LIMITS.callbackUrl),
          },
          body: lines.map((line) => instructionOf(line, { payerAccount, paymentMode })),
          expected: [202, 400],
        },
        call,
      );
      if (status === 400) return { outcome: 'refused', reason: refusalIn(body) };
      const { batchId } = exchange.read(BatchAcceptance, body);
      return { outcome: 'accepted', batchId, ...(await authorizeFunds(batchId, batch, call)) };
    },

    batchDetail: ({ batchId }, page, call) => settledLines('/api/v1/batch/detail', { batchId }, page, call),

    statement: (day, page, call) => settledLines(statementPath, { date: day }, page, call),

    verifyCallback: (delivery) => verifySignature(callback, delivery),

    parsePaymentCallback: (body) => parsedCallback(PaymentCallback, body),

    parseAddressCallback: (body) => parsedCallback(AddressCallback, body),
  };
};
