import type { Instant } from '../../casefile/case.ts';
import { dateOf, type PlainDate } from '../../kernel/dates.ts';
import { implausible, Problem, statusRefuses } from '../../kernel/problem.ts';
import { OutsideRequest, settleRequest } from '../../payment/domain/outside.ts';
import type { Report } from '../../payment/domain/report.ts';
import type { Caller } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import type { Table, Write } from '../../table/table.ts';
import { settle, shelf, shelfWrite } from '../shelf.ts';
import type { PayeeRegister } from './payees.ts';
import { PayOuts, type PayOut, type PayOutCancellation } from './records.ts';

/** Those that wait stand apart, so that reading them costs what waits. */
const WAITING = 'waiting';
const PAID = 'paid';
const CANCELLED = 'cancelled';

/** Pay-outs by hand that wait for somebody to confirm or cancel them, in the order of their ids. */
export const waitingPayOuts = (table: Table) => shelf(table, PayOuts, WAITING);

/** Puts a pay-out among those that wait; for the transaction that enters its instruction. */
export const payOutWrite = (payOut: PayOut): Write => shelfWrite(PayOuts, payOut, { within: WAITING });

/** What somebody says who saw the money handed over. */
export interface Told {
  readonly payee: string;
  readonly paidOn: PlainDate;
  readonly receipt: string;
}

/** What somebody says who knows that it will not be. */
export interface GivenUp {
  readonly reason: PayOutCancellation;
  readonly on: PlainDate;
}

/** As our own payments and goods: not before it was due, and not in the future. */
export const refuseDay = ({ instructedAt }: Pick<PayOut, 'instructedAt'>, field: string, on: PlainDate, at: Instant): void => {
  if (on > dateOf(at)) throw implausible(field, `is after today, ${dateOf(at)}`);
  if (on < dateOf(instructedAt)) throw implausible(field, `is before it was instructed, ${dateOf(instructedAt)}`);
};

/** Ends a pay-out that waits: as what it is then kept, and what its ledger is told. */
interface Ending {
  readonly within: typeof PAID | typeof CANCELLED;
  readonly payOut: PayOut;
  readonly report: Pick<Report, 'status' | 'completedAt'>;
}

/**
 * Ends a pay-out once: it leaves the list and stands in the ledger, in one transaction.
 * @param ended answers for one that has ended before
 */
const end = (
  table: Table,
  instructionId: string,
  caller: Caller,
  { ended, decide }: { readonly ended: (payOut: PayOut) => PayOut; readonly decide: (waiting: PayOut) => Ending },
): Promise<PayOut> =>
  settle(table, caller, async () => {
    const waiting = await waitingPayOuts(table).find(instructionId);
    // after the list, so that one which ends meanwhile is seen
    const before = (await shelf(table, PayOuts, PAID).find(instructionId)) ?? (await shelf(table, PayOuts, CANCELLED).find(instructionId));
    if (before !== undefined) return { writes: [], answer: ended(before.value) };
    if (waiting === undefined) throw new Problem('RecordNotFound', 'there is no pay-out by hand of this id');
    const { value, version } = waiting;
    const { within, payOut, report } = decide(value);
    const request = OutsideRequest.parse(await table.find(keys.railRequest(instructionId)));
    const { amountMinor, currency } = request;
    const writes: readonly Write[] = [
      ...settleRequest(request, { requestId: instructionId, amountMinor, currency, ...report }, { at: caller.at, through: 'hand' }).writes,
      { remove: { pk: keys.shelf(PayOuts.name, WAITING), sk: instructionId }, condition: { version } },
      shelfWrite(PayOuts, payOut, { within, replaces: 'absent' }),
    ];
    return { writes, answer: payOut };
  });

/**
 * Confirms that money was paid out by hand, and enters it in the ledger, once. Telling the same again changes nothing.
 * @throws {Problem} RecordNotFound, SecondPersonNeeded, ImplausibleFact, StatusRefuses when it was cancelled, or confirmed otherwise
 */
export const confirmPayOut = async (
  { table, register }: { readonly table: Table; readonly register: PayeeRegister },
  instructionId: string,
  { paidOn, receipt, ...told }: Told,
  caller: Caller,
): Promise<PayOut> => {
  const payee = await register.hashOf(told.payee);
  return end(table, instructionId, caller, {
    ended: (payOut) => {
      if (payOut.paid === undefined) throw statusRefuses('confirm this pay-out', 'cancelled', []);
      if (payOut.payee === payee && payOut.paid.on === paidOn && payOut.paid.receipt === receipt) return payOut;
      throw new Problem('StatusRefuses', 'this pay-out was confirmed with another day, payee or receipt', {
        currentStatus: 'confirmed',
        allowed: [],
      });
    },
    decide: (waiting) => {
      if (caller.by === waiting.instructedBy)
        throw new Problem('SecondPersonNeeded', 'who gave an instruction does not confirm its pay-out');
      if (waiting.payee !== payee) throw implausible('/payee', 'is not whom the instruction names');
      refuseDay(waiting, '/paidOn', paidOn, caller.at);
      return {
        within: PAID,
        payOut: { ...waiting, paid: { on: paidOn, receipt, by: caller.by, at: caller.at } },
        report: { status: 'completed', completedAt: `${paidOn}T12:00:00.000Z` },
      };
    },
  });
};

/**
 * Gives a pay-out by hand up: its instruction stands in the ledger as failed, and moves no money. Telling the same again changes nothing.
 * @throws {Problem} RecordNotFound, SecondPersonNeeded, ImplausibleFact, StatusRefuses when it was confirmed, or cancelled otherwise
 */
export const cancelPayOut = (table: Table, instructionId: string, { reason, on }: GivenUp, caller: Caller): Promise<PayOut> =>
  end(table, instructionId, caller, {
    ended: (payOut) => {
      if (payOut.cancelled === undefined) throw statusRefuses('cancel this pay-out', 'confirmed', []);
      if (payOut.cancelled.on === on && payOut.cancelled.reason === reason) return payOut;
      throw new Problem('StatusRefuses', 'this pay-out was cancelled for another day or reason', {
        currentStatus: 'cancelled',
        allowed: [],
      });
    },
    decide: (waiting) => {
      if (caller.by === waiting.instructedBy)
        throw new Problem('SecondPersonNeeded', 'who gave an instruction does not cancel its pay-out');
      refuseDay(waiting, '/on', on, caller.at);
      return {
        within: CANCELLED,
        payOut: { ...waiting, cancelled: { on, reason, by: caller.by, at: caller.at } },
        report: { status: 'failed' },
      };
    },
  });
