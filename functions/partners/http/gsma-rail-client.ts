import { dateOf, type PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { fromMinor } from '../../kernel/money.ts';
import { isProblem, Problem } from '../../kernel/problem.ts';
import type { PartnerCall } from '../partner-call.ts';
import {
  RAIL_LIMITS,
  type AskedAddress,
  type HandedLine,
  type HandedOver,
  type Payee,
  type PaymentBatch,
  type PaymentLine,
  type PaymentRailPort,
  type RailReason,
  type SettledLine,
} from '../payment-rail.ts';
import { parsedCallback } from './callback-signature.ts';
import { exchangeWith, type Answer, type Needs, type Outgoing } from './exchange.ts';
import { present } from './facts.ts';
import { verifyKey } from './gsma-callback.ts';
import { signedIn } from './gsma-credentials.ts';
import {
  AccountStatus,
  ErrorObject,
  Heartbeat,
  isPassing,
  isRepeat,
  LineCallback,
  REQUEST_ID,
  RequestState,
  reasonOfCode,
  ResourceLink,
  settledOf,
  StatementEntries,
  Transaction,
  type StatementEntry,
} from './gsma-wire.ts';
import { describing, refuseUnaskable, wholeText } from './payment-rail-wire.ts';
import type { GsmaRail } from './rails-configuration.ts';

/** Requests that are under way at a time; the provider has one for each line or address. */
const AT_ONCE = 25;
const LINES_A_PAGE = 100;
/** As a register of beneficiaries holds them; the API takes longer ones. */
const ADDRESS_CHARACTERS = 30;

/** Works all off, a few at a time, in their order; each of those that were begun is ended before a failure is told. */
const sideBySide = async <In, Out>(all: readonly In[], work: (one: In) => Promise<Out>): Promise<readonly Out[]> => {
  const done: Out[] = [];
  for (let start = 0; start < all.length; start += AT_ONCE) {
    const answers = await Promise.allSettled(all.slice(start, start + AT_ONCE).map(work));
    for (const answer of answers) {
      if (answer.status === 'rejected') throw answer.reason;
      done.push(answer.value);
    }
  }
  return done;
};

/** The name of a line's request, a UUID: the same for every repeat, so that the provider carries it out once. */
export const correlationOf = (requestId: string): string => derivedId('disbursement', requestId);

/** A payment rail over HTTP, by the GSMA Mobile Money API 1.2: each line of a batch is a disbursement of its own. */
export const gsmaRailClient = (settings: GsmaRail, needs: Needs = {}, partner = 'payment rail'): PaymentRailPort => {
  const { payer, payees, addressCheck, heartbeat, pageSize, callback } = settings;
  const exchange = exchangeWith(partner, settings, needs);
  const account = signedIn(settings, needs, partner);

  const ask = async (outgoing: Outgoing, call: PartnerCall): Promise<Answer> => {
    const headers = await account.headers(call);
    try {
      return await exchange.ask({ ...outgoing, headers: { ...outgoing.headers, ...headers } }, call);
    } catch (error) {
      account.forget();
      throw error;
    }
  };

  const get = (path: string, expected: readonly number[], call: PartnerCall, query: Readonly<Record<string, string>> = {}) =>
    ask({ method: 'GET', path, query, expected }, call);

  /** Where the provider keeps what it made of a line; undefined when it made nothing of it, yet. */
  const find = async (requestId: string, call: PartnerCall): Promise<string | undefined> => {
    const { status, body } = await get(`/responses/${correlationOf(requestId)}`, [200, 404], call);
    return status === 404 ? undefined : exchange.read(ResourceLink, body);
  };

  const transactionAt = async (reference: string, call: PartnerCall): Promise<Transaction> => {
    const { body } = await get(`/transactions/${encodeURIComponent(reference)}`, [200], call);
    return exchange.read(Transaction, body);
  };

  /** A transaction that a statement names; a provider need not show those that are not ours, such as its fees. */
  const findTransaction = async (reference: string, call: PartnerCall): Promise<Transaction | undefined> => {
    const { status, body } = await get(`/transactions/${encodeURIComponent(reference)}`, [200, 403, 404], call);
    return status === 200 ? exchange.read(Transaction, body) : undefined;
  };

  /** What became of a line, by the place where the provider keeps it. */
  const follow = async (
    line: HandedOver['lines'][number],
    reference: string | undefined,
    call: PartnerCall,
  ): Promise<SettledLine | undefined> => {
    const { requestId, amountMinor, currency } = line;
    if (reference === undefined) return undefined;
    const [kind, id = ''] = reference.split('/');
    if (kind === 'transactions') return settledOf(requestId, await transactionAt(decodeURIComponent(id), call));
    const { status, body } = await get(`/requeststates/${encodeURIComponent(decodeURIComponent(id))}`, [200, 404], call);
    // a provider keeps states for a while only; what came of one is found by our own name of it
    const state = status === 404 ? undefined : exchange.read(RequestState, body);
    if (state?.status === 'pending') return { requestId, status: 'ongoing', amountMinor, currency };
    if (state?.status === 'failed') return { requestId, status: 'failed', amountMinor, currency, reason: reasonOfCode(state.errorCode) };
    if (state?.objectReference !== undefined) return settledOf(requestId, await transactionAt(state.objectReference, call));
    const made = await find(requestId, call);
    return made?.startsWith('transactions/') === true ? follow(line, made, call) : undefined;
  };

  const creditParty = (payee: Payee) => {
    if ('payeeIdentity' in payee) return [{ key: payees.payeeIdentity, value: payee.payeeIdentity }];
    if (payee.modality === '02') return undefined;
    return [{ key: payees[payee.modality], value: payee.financialAddress }];
  };

  const failed = ({ requestId, amountMinor, currency }: PaymentLine, reason: SettledLine['reason']): HandedLine => ({
    requestId,
    settled: present({ requestId, status: 'failed' as const, amountMinor, currency, reason }),
  });

  /** Sends one line, unless the provider has it. */
  const hand = async (line: PaymentLine, { repeated = false, callbackUrl }: PaymentBatch, batchCall: PartnerCall): Promise<HandedLine> => {
    const requestId = wholeText('requestId', line.requestId, RAIL_LIMITS.requestId);
    // a gateway that keeps such keys would take every line but the first for its repeat
    const call = { ...batchCall, idempotencyKey: correlationOf(requestId) };
    const party = creditParty(line.payee);
    if (party === undefined) return failed(line, 'addressInvalid');
    const known = repeated ? await find(requestId, call) : undefined;
    if (known !== undefined) return { requestId, reference: known };
    const { status, body } = await ask(
      {
        method: 'POST',
        path: '/transactions/type/disbursement',
        headers: { 'X-CorrelationID': correlationOf(requestId), 'X-Callback-URL': callbackUrl },
        body: {
          amount: fromMinor(line.amountMinor, line.currency),
          currency: line.currency,
          debitParty: [{ key: payer.type, value: payer.identifier }],
          creditParty: party,
          requestingOrganisationTransactionReference: requestId,
          customData: [{ key: REQUEST_ID, value: requestId }],
          ...describing(line.description),
        },
        expected: [201, 202, 400, 404],
      },
      call,
    );
    if (status === 201) {
      const transaction = exchange.read(Transaction, body);
      return {
        requestId,
        reference: `transactions/${encodeURIComponent(transaction.reference)}`,
        settled: settledOf(requestId, transaction),
      };
    }
    if (status === 202) {
      const state = exchange.read(RequestState, body);
      if (state.status === 'failed') return failed(line, reasonOfCode(state.errorCode));
      return { requestId, reference: `requeststates/${encodeURIComponent(state.serverCorrelationId)}` };
    }
    const error = exchange.read(ErrorObject, body);
    if (isPassing(error)) throw new Problem('PartnerUnavailable', `${partner}: ${error.errorCode}`);
    // it arrived before, and its answer was lost: the provider keeps it under our name, as soon as it is made
    if (isRepeat(error)) return present({ requestId, reference: await find(requestId, call) });
    return failed(line, reasonOfCode(error.errorCode));
  };

  /** Why an account cannot be paid to; undefined when it can. */
  const faultOf = async ({ modality, financialAddress }: AskedAddress, call: PartnerCall): Promise<RailReason | undefined> => {
    if (modality === '02' || financialAddress.length < 1 || financialAddress.length > ADDRESS_CHARACTERS) return 'addressInvalid';
    // as a step of a path it would ask about something else
    if (/^\.{1,2}$/.test(financialAddress)) return 'addressInvalid';
    if (addressCheck === 'none') return undefined;
    // the definition has no form of this question that keeps the number out of its address
    const path = `/accounts/${payees[modality]}/${encodeURIComponent(financialAddress)}/status`;
    const { status, body } = await get(path, [200, 400, 404], call);
    if (status === 404) return 'accountUnknown';
    if (status === 400) {
      const error = exchange.read(ErrorObject, body);
      if (isPassing(error)) throw new Problem('PartnerUnavailable', `${partner}: ${error.errorCode}`);
      return reasonOfCode(error.errorCode);
    }
    const { accountStatus } = exchange.read(AccountStatus, body);
    if (accountStatus === 'available') return undefined;
    return accountStatus === 'unregistered' ? 'accountUnknown' : 'accountClosed';
  };

  const refuseUnavailable = async (call: PartnerCall): Promise<void> => {
    if (!heartbeat) return;
    const { body } = await get('/heartbeat', [200], call);
    if (exchange.read(Heartbeat, body).serviceStatus === 'unavailable')
      throw new Problem('PartnerUnavailable', `${partner}: it says that it is unavailable`);
  };

  const isPayer = ({ key, value }: { key: string; value: string }): boolean => key === payer.type && value === payer.identifier;

  /** A movement of the ministry's account as a line; undefined when no line of ours moved. */
  const lineOf = async (entry: StatementEntry, call: PartnerCall): Promise<SettledLine | undefined> => {
    const { reference, amountMinor, currency, createdAt } = entry;
    if (entry.status === 'ongoing' || entry.status === 'failed') return undefined;
    const booked = { amountMinor, currency, ...(createdAt === undefined ? {} : { completedAt: createdAt }) };
    if (!entry.creditParty.some(isPayer)) {
      const requestId = entry.requestId ?? (await findTransaction(reference, call))?.requestId ?? reference.slice(0, 64);
      return { requestId, status: 'completed', ...booked };
    }
    const transaction = await findTransaction(reference, call);
    if (transaction?.type?.toLowerCase() !== 'reversal' || transaction.original === undefined) return undefined;
    const { requestId = reference.slice(0, 64) } = (await findTransaction(transaction.original, call)) ?? {};
    return { requestId, status: 'returned', ...booked, reason: 'other' };
  };

  const entriesOf = async (day: PlainDate, page: number, call: PartnerCall): Promise<readonly StatementEntry[]> => {
    const { body } = await get(`/accounts/${payer.type}/${encodeURIComponent(payer.identifier)}/statemententries`, [200], call, {
      fromDateTime: `${day}T00:00:00.000Z`,
      toDateTime: `${day}T23:59:59.999Z`,
      limit: String(pageSize),
      offset: String(page * pageSize),
    });
    return exchange.read(StatementEntries, body);
  };

  return {
    paysTo: 'address',
    takes: 'lines',

    registerBeneficiary: () => Promise.resolve({ outcome: 'accepted' }),

    lookupBeneficiaries: () => Promise.resolve([]),

    async validateAddresses({ addresses }, call) {
      refuseUnaskable(addresses);
      const faults = await sideBySide(addresses, async (address) => ({ id: address.id, fault: await faultOf(address, call) }));
      const failures = Object.fromEntries(faults.flatMap(({ id, fault }) => (fault === undefined ? [] : [[id, fault]])));
      return { outcome: 'answered', failures, unnamed: 0 };
    },

    async submitBatch(batch, call) {
      const { correlationId, lines } = batch;
      if (lines.length < 1 || lines.length > RAIL_LIMITS.linesInBatch)
        throw new RangeError(`a batch has 1 to 1000 lines, not ${lines.length}`);
      await refuseUnavailable(call);
      // one line that is not known to have arrived leaves the batch unanswered: its repeat asks about each line first
      const handed = await sideBySide(lines, async (line) => {
        const one = await hand(line, batch, call);
        batch.onHandedOver?.(one);
        return one;
      });
      return {
        outcome: 'accepted',
        batchId: correlationId,
        references: Object.fromEntries(
          handed.flatMap(({ requestId, reference }) => (reference === undefined ? [] : [[requestId, reference]])),
        ),
        settled: handed.flatMap(({ settled }) => (settled === undefined || settled.status === 'ongoing' ? [] : [settled])),
      };
    },

    async batchDetail({ lines }, page, call) {
      const [start, end] = [page * LINES_A_PAGE, (page + 1) * LINES_A_PAGE];
      const unreadable: Problem[] = [];
      const states = await sideBySide(lines.slice(start, end), async (line) => {
        try {
          return await follow(line, line.reference ?? (await find(line.requestId, call)), call);
        } catch (error) {
          if (!isProblem(error) || error.name !== 'PartnerAnswerInvalid') throw error;
          unreadable.push(error);
          return undefined;
        }
      });
      // what is said of one line in words of its own keeps nobody from hearing of the others
      if (unreadable[0] !== undefined && unreadable.length === states.length) throw unreadable[0];
      return {
        lines: states.flatMap((state) => (state === undefined ? [] : [state])),
        ...(end < lines.length ? { nextPage: page + 1 } : {}),
      };
    },

    async statement(day, page, call) {
      const entries = await entriesOf(day, page, call);
      const lines: SettledLine[] = [];
      for (const entry of entries) {
        const line = dateOf(entry.createdAt ?? `${day}T12:00:00.000Z`) === day ? await lineOf(entry, call) : undefined;
        if (line !== undefined) lines.push(line);
      }
      return { lines, ...(entries.length < pageSize ? {} : { nextPage: page + 1 }) };
    },

    verifyCallback: (delivery) => verifyKey(callback, delivery),

    parsePaymentCallback: (body) => parsedCallback(LineCallback, body),

    parseAddressCallback: () => {
      throw new Problem('InvalidRequest', 'this rail tells of an address at once, and never calls back about one');
    },
  };
};
