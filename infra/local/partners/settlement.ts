import { toMajor } from './amounts.ts';
import { strike, type Fault } from './faults.ts';
import { outcomeOf as outcomeOfRequest } from './mobile-money.ts';
import { faultOfAddress } from './payment-rail.ts';
import { ok, refused, type Incoming, type Reply } from './reply.ts';
import type { Batch, RailPayment, State } from './state.ts';

const MINUTE_MS = 60_000;

const paymentsOf = ({ payments }: State, paymentKeys: readonly string[]): { key: string; payment: RailPayment }[] =>
  paymentKeys.flatMap((key) => (payments[key] === undefined ? [] : [{ key, payment: payments[key] }]));

const sum = (payments: readonly RailPayment[], ...statuses: readonly RailPayment['status'][]): number => {
  const amounts = payments
    .filter(({ status }) => statuses.includes(status))
    .map(({ amountMinor, currency }) => toMajor(amountMinor, currency));
  return Number(amounts.reduce((total, amount) => total + amount, 0).toFixed(4));
};

const noticeOf = ({ batchId, correlationId }: Batch, payments: readonly RailPayment[], at: number) => {
  const count = (...statuses: readonly RailPayment['status'][]) => payments.filter(({ status }) => statuses.includes(status)).length;
  return {
    requestId: correlationId.slice(0, 12),
    batchId,
    TotalTransactions: payments.length,
    ongoing: count('ongoing'),
    failed: count('failed', 'returned'),
    completed: count('completed'),
    totalAmount: sum(payments, 'ongoing', 'failed', 'returned', 'completed'),
    completed_amount: sum(payments, 'completed'),
    ongoing_amount: sum(payments, 'ongoing'),
    failed_amount: sum(payments, 'failed', 'returned'),
    result_file: '',
    resultGeneratedAt: new Date(at).toISOString(),
    note: count('returned') > 0 ? 'returned' : 'settled',
  };
};

/** Mobile money tells of each request by itself; a batch there is one request. */
const callOf = (batch: Batch, payments: readonly RailPayment[], at: number) => {
  if (batch.partner === 'mobileMoney') {
    const [payment] = payments;
    return {
      url: batch.callbackUrl,
      body: JSON.stringify(payment === undefined ? {} : outcomeOfRequest(payment)),
      method: 'PUT' as const,
      correlationId: batch.correlationId,
    };
  }
  const address = new URL(batch.callbackUrl);
  address.searchParams.set('batchId', batch.batchId);
  address.searchParams.set('X-CorrelationID', batch.correlationId.slice(0, 12));
  return { url: address.href, body: JSON.stringify(noticeOf(batch, payments, at)) };
};

/** Owes the caller a notice about a batch, unless a fault keeps the rail silent, late, or makes it say so twice. */
const announce = (state: State, batch: Batch, at: number): void => {
  const operation = `${batch.partner ?? 'rail'}.callback`;
  if (batch.callbackUrl === '' || strike(state.faults, operation, ['silent']) !== undefined) return;
  const late = strike(state.faults, operation, ['late'])?.minutes ?? 0;
  const times = strike(state.faults, operation, ['duplicate']) === undefined ? 1 : 2;
  const payments = paymentsOf(state, batch.paymentKeys).map(({ payment }) => payment);
  const call = callOf(batch, payments, at);
  for (let time = 0; time < times; time += 1) state.jobs.push({ kind: 'call', ...call, attempt: 1, dueAt: at + late * MINUTE_MS });
};

const concerns = (fault: Extract<Fault, { kind: 'partial' | 'returned' | 'wrongAmount' }>, requestId: string, place: number): boolean => {
  if (fault.requestIds !== undefined) return fault.requestIds.includes(requestId);
  return place % (fault.kind === 'partial' ? (fault.every ?? 2) : 1) === 0;
};

const outcomeOf = (state: State, { payee }: RailPayment): { paidTo: string } | { reason: string } => {
  const paidTo = payee['financialAddress'] ?? state.beneficiaries[payee['payeeIdentity'] ?? '']?.financialAddress;
  if (paidTo === undefined) return { reason: 'payee not registered' };
  const reason = faultOfAddress(state, paidTo);
  return reason === undefined ? { paidTo } : { reason };
};

/** Pays the lines of a batch that are still open, and calls back. */
export const settle = (state: State, batchId: string, at: number): void => {
  const batch = state.batches[batchId];
  if (batch === undefined) return;
  const operation = `${batch.partner ?? 'rail'}.settlement`;
  const partial = strike(state.faults, operation, ['partial']);
  const wrongAmount = strike(state.faults, operation, ['wrongAmount']);
  const returned = strike(state.faults, operation, ['returned']);
  const completedAt = new Date(at).toISOString();
  const returning: string[] = [];

  for (const [index, { key, payment }] of paymentsOf(state, batch.paymentKeys).entries()) {
    if (payment.status !== 'ongoing') continue;
    const outcome = batch.funds === 'short' ? { reason: 'insufficient funds' } : outcomeOf(state, payment);
    const strikes = (fault: Parameters<typeof concerns>[0] | undefined) =>
      fault !== undefined && concerns(fault, payment.requestId, index + 1);
    if ('reason' in outcome || strikes(partial)) {
      state.payments[key] = {
        ...payment,
        status: 'failed',
        completedAt,
        reason: 'reason' in outcome ? outcome.reason : (partial?.reason ?? ''),
      };
      continue;
    }
    const amountMinor = payment.amountMinor + (strikes(wrongAmount) ? (wrongAmount?.byMinor ?? 0) : 0);
    state.payments[key] = { ...payment, status: 'completed', completedAt, amountMinor, paidTo: outcome.paidTo };
    if (strikes(returned)) returning.push(key);
  }
  announce(state, batch, at);
  if (returned !== undefined && returning.length > 0) {
    const dueAt = at + returned.afterMinutes * MINUTE_MS;
    state.jobs.push({ kind: 'return', batchId, paymentKeys: returning, reason: returned.reason, dueAt });
  }
};

/** Takes lines back that were paid, and calls back again. */
export const bringBack = (state: State, batchId: string, paymentKeys: readonly string[], reason: string, at: number): void => {
  for (const { key, payment } of paymentsOf(state, paymentKeys)) {
    if (payment.status === 'completed')
      state.payments[key] = { ...payment, status: 'returned', returnedAt: new Date(at).toISOString(), reason };
  }
  const batch = state.batches[batchId];
  if (batch !== undefined) announce(state, batch, at);
};

const lineOf = (payment: RailPayment, payeePartyId: string, shown: Pick<RailPayment, 'status'> & { completedAt?: string | undefined }) => ({
  requestId: payment.requestId,
  transactionId: payment.requestId,
  batchId: payment.batchId,
  status: shown.status.toUpperCase(),
  amount: toMajor(payment.amountMinor, payment.currency),
  currency: payment.currency,
  payeePartyId,
  payeePartyIdType: 'payeeIdentity' in payment.payee ? 'FUNCTIONAL_ID' : 'ACCOUNT_ID',
  direction: 'OUTGOING',
  startedAt: payment.submittedAt,
  ...(shown.completedAt === undefined ? {} : { completedAt: shown.completedAt }),
  ...(payment.reason === undefined || shown.status === 'completed' ? {} : { errorInformation: payment.reason }),
});

const payeeOf = ({ payee }: RailPayment): string => payee['payeeIdentity'] ?? payee['financialAddress'] ?? '';

/** All but the last four characters hidden. */
const masked = (identity: string): string => identity.slice(-4).padStart(identity.length, '*');

const pageOf = ({ query, headers }: Incoming, lines: readonly object[]): Reply => {
  const page = Number(query.get('pageNo') ?? 0);
  const size = Number(query.get('pageSize') ?? 20);
  if (typeof headers['platform-tenantid'] !== 'string' || !Number.isInteger(page) || page < 0 || !Number.isInteger(size) || size < 1)
    return refused(400, 'invalid request');
  return ok(lines.slice(page * size, (page + 1) * size));
};

/** `GET /api/v1/batch/detail?batchId=` */
export const detail = (state: State, incoming: Incoming): Reply => {
  const batchId = incoming.query.get('batchId');
  const status = incoming.query.get('status')?.toLowerCase();
  if (batchId === null) return refused(400, 'invalid request');
  const lines = paymentsOf(state, state.batches[batchId]?.paymentKeys ?? [])
    .filter(({ payment }) => status === undefined || payment.status === status)
    .map(({ payment }) =>
      lineOf(payment, payeeOf(payment), { status: payment.status, completedAt: payment.returnedAt ?? payment.completedAt }),
    );
  return pageOf(incoming, lines);
};

/**
 * `GET /api/v1/statement?date=`: the money that moved on a day (UTC), in the shape of a batch's detail. A line that came back stands on the day
 * it was paid and on the day it returned. An extension: GovStack defines no statement.
 */
export const statement = (state: State, incoming: Incoming): Reply => {
  const date = incoming.query.get('date');
  if (date === null || !/^\d{4}-\d{2}-\d{2}$/.test(date)) return refused(400, 'invalid request');
  const own = Object.values(state.payments).filter(({ batchId }) => state.batches[batchId]?.partner !== 'mobileMoney');
  const lines = own.flatMap((payment) => {
    const moved = payment.status === 'completed' || payment.status === 'returned';
    const movements = moved ? [{ status: 'completed' as const, completedAt: payment.completedAt }] : [];
    const back = payment.status === 'returned' ? [{ status: 'returned' as const, completedAt: payment.returnedAt }] : [];
    return [...movements, ...back]
      .filter(({ completedAt }) => completedAt?.startsWith(date) === true)
      .map((shown) => lineOf(payment, masked(payeeOf(payment)), shown));
  });
  return pageOf(incoming, lines);
};
