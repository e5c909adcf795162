import * as z from 'zod';
import { toMajor, toMinor } from './amounts.ts';
import { faultOfAddress } from './payment-rail.ts';
import { ok, type Incoming, type Reply } from './reply.ts';
import { nextNumber, type RailPayment, type State } from './state.ts';

const MINUTE_MS = 60_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The key that the provider and the ministry share, both ways. */
export const MOBILE_MONEY_KEY = 'sandbox-mobile-money';
/** The ministry's account. */
export const MINISTRY = { key: 'organisationid', value: 'MOH' };

const failure = (status: number, errorCategory: string, errorCode: string): Reply => ({ status, body: { errorCategory, errorCode } });
const notFound = failure(404, 'identification', 'identifierError');

const Party = z.object({ key: z.string().min(1).max(256), value: z.string().min(1).max(256) });
const Parties = z.array(Party).min(1).max(10);
const Disbursement = z.object({
  amount: z.string().regex(/^(0|[1-9]\d{0,17})(\.\d{0,3}\d)?$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
  debitParty: Parties,
  creditParty: Parties,
  requestingOrganisationTransactionReference: z.string().max(256).optional(),
  descriptionText: z.string().max(160).optional(),
  customData: z.array(Party).max(20).optional(),
});
type Disbursement = z.infer<typeof Disbursement>;

const header = ({ headers }: Incoming, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
};

/** Every operation wants the shared key, or a token that was got for it. */
const isKnown = (incoming: Incoming): boolean =>
  header(incoming, 'x-api-key') === MOBILE_MONEY_KEY || header(incoming, 'authorization') === `Bearer ${MOBILE_MONEY_KEY}`;

const keyOf = (correlationId: string): string => `mobile-money/${correlationId.toLowerCase()}`;

const decimal = ({ amountMinor, currency }: RailPayment): string => String(toMajor(amountMinor, currency));

const partyOf = (payment: RailPayment) => [{ key: payment.payee['key'] ?? '', value: payment.payee['financialAddress'] ?? '' }];

/** A payment as a transaction. */
const transactionOf = (payment: RailPayment) => ({
  transactionReference: payment.reference ?? '',
  requestingOrganisationTransactionReference: payment.requestId,
  type: 'disbursement',
  transactionStatus: payment.status === 'returned' ? 'reversed' : payment.status === 'ongoing' ? 'pending' : payment.status,
  amount: decimal(payment),
  currency: payment.currency,
  debitParty: [MINISTRY],
  creditParty: partyOf(payment),
  customData: [{ key: 'requestId', value: payment.requestId }],
  creationDate: payment.completedAt ?? payment.submittedAt,
  modificationDate: payment.returnedAt ?? payment.completedAt ?? payment.submittedAt,
});

const reversalReferenceOf = ({ reference = '' }: RailPayment): string => `${reference}-R`;

/** The reversal of a payment: a transaction of its own, by which the money comes back. */
const reversalOf = (payment: RailPayment) => ({
  transactionReference: reversalReferenceOf(payment),
  originalTransactionReference: payment.reference,
  type: 'reversal',
  transactionStatus: 'completed',
  amount: decimal(payment),
  currency: payment.currency,
  debitParty: partyOf(payment),
  creditParty: [MINISTRY],
  creationDate: payment.returnedAt ?? '',
  modificationDate: payment.returnedAt ?? '',
});

const ERROR_CODES: readonly (readonly [RegExp, string, string])[] = [
  [/not found|not registered/, 'identification', 'identifierError'],
  [/closed/, 'businessRule', 'incorrectState'],
  [/limit/, 'businessRule', 'dailyValueLimitExceeded'],
  [/insufficient/, 'businessRule', 'insufficientFunds'],
];

const errorOf = ({ reason = '' }: RailPayment) => {
  const [, errorCategory = 'businessRule', errorCode = 'genericError'] = ERROR_CODES.find(([words]) => words.test(reason)) ?? [];
  return { errorCategory, errorCode };
};

const requestStateOf = (payment: RailPayment, serverCorrelationId: string, calls: boolean) => ({
  serverCorrelationId,
  status: payment.status === 'ongoing' ? 'pending' : payment.status === 'failed' ? 'failed' : 'completed',
  notificationMethod: calls ? 'callback' : 'polling',
  ...(payment.status === 'completed' || payment.status === 'returned' ? { objectReference: payment.reference } : {}),
  ...(payment.status === 'failed' ? { error: errorOf(payment) } : {}),
});

/** What the provider puts to the address of the caller when a request is done: the transaction, or why there is none. */
export const outcomeOf = (payment: RailPayment): object => (payment.status === 'failed' ? errorOf(payment) : transactionOf(payment));

const mine = ({ payments }: State): readonly RailPayment[] =>
  Object.entries(payments).flatMap(([key, payment]) => (key.startsWith('mobile-money/') ? [payment] : []));

/** `POST /transactions/type/disbursement`. A correlation id that was used before is refused, whatever it comes with. */
const disburse = (state: State, now: number, incoming: Incoming): Reply => {
  const asked = Disbursement.safeParse(incoming.body);
  const correlationId = header(incoming, 'x-correlationid');
  const callbackUrl = header(incoming, 'x-callback-url');
  if (
    !asked.success ||
    correlationId === undefined ||
    !UUID.test(correlationId) ||
    (callbackUrl !== undefined && !URL.canParse(callbackUrl))
  )
    return failure(400, 'validation', 'formatError');
  const { data } = asked;
  const amountMinor = toMinor(Number(data.amount), data.currency);
  const [credit] = data.creditParty;
  if (amountMinor === undefined || amountMinor === 0 || credit === undefined) return failure(400, 'validation', 'formatError');
  const key = keyOf(correlationId);
  const before = state.payments[key];
  if (before !== undefined) {
    state.payments[key] = { ...before, submissions: before.submissions + 1 };
    return failure(400, 'businessRule', 'duplicateRequest');
  }
  const batchId = `00000000-0000-4000-8000-${nextNumber(state, 12)}`;
  const payment: RailPayment = {
    requestId: data.requestingOrganisationTransactionReference ?? correlationId,
    batchId,
    reference: `MM${nextNumber(state, 10)}`,
    content: JSON.stringify(data),
    payee: { key: credit.key, financialAddress: credit.value },
    instructedMinor: amountMinor,
    amountMinor,
    currency: data.currency,
    status: 'ongoing',
    submittedAt: new Date(now).toISOString(),
    submissions: 1,
  };
  state.payments[key] = payment;
  state.batches[batchId] = { batchId, correlationId, callbackUrl: callbackUrl ?? '', paymentKeys: [key], partner: 'mobileMoney' };
  state.jobs.push({ kind: 'settle', batchId, dueAt: now + state.settings.settlementMinutes * MINUTE_MS });
  return { status: 202, body: requestStateOf(payment, batchId, callbackUrl !== undefined) };
};

/** `GET /requeststates/{serverCorrelationId}` */
const requestState = (state: State, id: string): Reply => {
  const batch = state.batches[id];
  const payment = batch?.partner === 'mobileMoney' ? state.payments[batch.paymentKeys[0] ?? ''] : undefined;
  return payment === undefined ? notFound : ok(requestStateOf(payment, id, batch?.callbackUrl !== ''));
};

/** `GET /responses/{clientCorrelationId}`: knows a request as soon as it made a transaction. */
const response = (state: State, id: string): Reply => {
  const payment = state.payments[keyOf(id)];
  return payment?.status === 'completed' || payment?.status === 'returned'
    ? ok({ link: `/transactions/${payment.reference ?? ''}` })
    : notFound;
};

/** `GET /transactions/{transactionReference}` */
const transaction = (state: State, reference: string): Reply => {
  const payment = mine(state).find((one) => one.reference === reference);
  if (payment !== undefined) return ok(transactionOf(payment));
  const reversed = mine(state).find((one) => one.status === 'returned' && reversalReferenceOf(one) === reference);
  return reversed === undefined ? notFound : ok(reversalOf(reversed));
};

/** `GET /accounts/{identifierType}/{identifier}/status` */
const accountStatus = (state: State, identifier: string): Reply => {
  const fault = faultOfAddress(state, identifier);
  if (fault === undefined) return ok({ accountStatus: 'available' });
  return fault === 'account closed' ? ok({ accountStatus: 'unavailable' }) : notFound;
};

/** `GET /accounts/{identifierType}/{identifier}/statemententries`: what moved on the ministry's account. */
const statementEntries = (state: State, { query }: Incoming, identifier: string): Reply => {
  if (identifier !== MINISTRY.value) return notFound;
  const [from, to] = [query.get('fromDateTime') ?? '', query.get('toDateTime') ?? '9'];
  const offset = Number(query.get('offset') ?? 0);
  const limit = Number(query.get('limit') ?? 50);
  if (!Number.isInteger(offset) || offset < 0 || !Number.isInteger(limit) || limit < 1) return failure(400, 'validation', 'invalidOffset');
  const entries = mine(state)
    .flatMap((payment) => [
      ...(payment.status === 'completed' || payment.status === 'returned'
        ? [{ ...transactionOf(payment), transactionStatus: 'completed' }]
        : []),
      ...(payment.status === 'returned' ? [reversalOf(payment)] : []),
    ])
    .filter(({ creationDate }) => creationDate >= from && creationDate <= to);
  return ok(entries.slice(offset, offset + limit));
};

/** `POST /token`: an access token for the client credentials (OAuth 2.0). */
const token = (incoming: Incoming): Reply =>
  new URLSearchParams(incoming.text).get('grant_type') === 'client_credentials' &&
  header(incoming, 'authorization') === `Basic ${Buffer.from(`nestling:${MOBILE_MONEY_KEY}`).toString('base64')}`
    ? ok({ access_token: MOBILE_MONEY_KEY, token_type: 'Bearer', expires_in: 3600 })
    : { status: 401, body: { error: 'invalid_client' } };

interface MobileMoneyOperation {
  readonly name: string;
  readonly answer: (state: State, now: number, incoming: Incoming) => Reply;
}

const ROUTES: readonly {
  readonly route: RegExp;
  readonly name: string;
  readonly answer: (state: State, now: number, incoming: Incoming, ids: readonly string[]) => Reply;
}[] = [
  { route: /^GET \/heartbeat$/, name: 'heartbeat', answer: () => ok({ serviceStatus: 'available' }) },
  { route: /^POST \/transactions\/type\/disbursement$/, name: 'disburse', answer: disburse },
  { route: /^GET \/requeststates\/([^/]+)$/, name: 'requestState', answer: (state, _now, _incoming, [id = '']) => requestState(state, id) },
  { route: /^GET \/responses\/([^/]+)$/, name: 'response', answer: (state, _now, _incoming, [id = '']) => response(state, id) },
  { route: /^GET \/transactions\/([^/]+)$/, name: 'transaction', answer: (state, _now, _incoming, [id = '']) => transaction(state, id) },
  {
    route: /^GET \/accounts\/[^/]+\/([^/]+)\/status$/,
    name: 'accountStatus',
    answer: (state, _now, _incoming, [id = '']) => accountStatus(state, id),
  },
  {
    route: /^GET \/accounts\/[^/]+\/([^/]+)\/statemententries$/,
    name: 'statement',
    answer: (state, _now, incoming, [id = '']) => statementEntries(state, incoming, id),
  },
];

/** The mobile money provider, by the GSMA Mobile Money API 1.2: the operation that an address below `/mobile-money` means. */
export const mobileMoneyAt = (method: string, rest: string): MobileMoneyOperation | undefined => {
  if (method === 'POST' && rest === '/token') return { name: 'mobileMoney.token', answer: (_state, _now, incoming) => token(incoming) };
  for (const { route, name, answer } of ROUTES) {
    const ids = route.exec(`${method} ${rest}`)?.slice(1).map(decodeURIComponent);
    if (ids !== undefined)
      return {
        name: `mobileMoney.${name}`,
        answer: (state, now, incoming) =>
          isKnown(incoming) ? answer(state, now, incoming, ids) : failure(401, 'authorisation', 'clientAuthorisationError'),
      };
  }
  return undefined;
};
