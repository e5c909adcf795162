import type { Instant } from '../../casefile/case.ts';
import { dateOf, type PlainDate } from '../../kernel/dates.ts';
import { implausible, Problem } from '../../kernel/problem.ts';
import { OutsideRequest, settleRequest } from '../../payment/domain/outside.ts';
import type { Caller } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import type { Table, Write } from '../../table/table.ts';
import { settle, shelf, shelfWrite, type Shelved } from '../shelf.ts';
import type { PayeeRegister } from './payees.ts';
import { PayOuts, type PayOut } from './records.ts';

/** Those that nobody has confirmed stand apart, so that reading them costs what waits. */
const WAITING = 'waiting';
const PAID = 'paid';

/** Pay-outs by hand that wait for somebody to confirm them, in the order of their ids. */
export const waitingPayOuts = (table: Table) => shelf(table, PayOuts, WAITING);

/** Puts a pay-out among those that wait; for the transaction that enters its instruction. */
export const payOutWrite = (payOut: PayOut): Write => shelfWrite(PayOuts, payOut, { within: WAITING });

/** What somebody says who saw the money handed over. */
export interface Told {
  readonly payee: string;
  readonly paidOn: PlainDate;
  readonly receipt: string;
}

/** As our own payments and goods: not by who caused it, not before it was due, and not in the future. */
const refuseConfirmation = ({ payee, instructedAt, instructedBy }: PayOut, payeeHash: string, { paidOn }: Told, caller: Caller): void => {
  if (caller.by === instructedBy) throw new Problem('SecondPersonNeeded', 'who gave an instruction does not confirm its pay-out');
  if (payee !== payeeHash) throw implausible('/payee', 'is not whom the instruction names');
  if (paidOn > dateOf(caller.at)) throw implausible('/paidOn', `is after today, ${dateOf(caller.at)}`);
  if (paidOn < dateOf(instructedAt)) throw implausible('/paidOn', `is before it was instructed, ${dateOf(instructedAt)}`);
};

const asPaid = ({ instructionId }: PayOut, request: OutsideRequest, paidOn: PlainDate, at: Instant): readonly Write[] => {
  const { amountMinor, currency } = request;
  const report = { requestId: instructionId, status: 'completed' as const, amountMinor, currency, completedAt: `${paidOn}T12:00:00.000Z` };
  return settleRequest(request, report, { at, through: 'hand' }).writes;
};

/**
 * Confirms that money was paid out by hand, and enters it in the ledger, once. Telling the same again changes nothing.
 * @throws {Problem} RecordNotFound, SecondPersonNeeded, ImplausibleFact, StatusRefuses when it was confirmed otherwise
 */
export const confirmPayOut = async (
  { table, register }: { readonly table: Table; readonly register: PayeeRegister },
  instructionId: string,
  told: Told,
  caller: Caller,
): Promise<PayOut> => {
  const payee = await register.hashOf(told.payee);
  const [waiting, paid] = [waitingPayOuts(table), shelf(table, PayOuts, PAID)];
  const known = ({ value }: Shelved<PayOut>): PayOut => {
    const isSame = value.payee === payee && value.paid?.on === told.paidOn && value.paid.receipt === told.receipt;
    if (isSame) return value;
    throw new Problem('StatusRefuses', 'this pay-out was confirmed with another day, payee or receipt');
  };
  return settle(table, caller, async () => {
    const earlier = await paid.find(instructionId);
    if (earlier !== undefined) return { writes: [], answer: known(earlier) };
    const { value, version } = await waiting.get(instructionId, 'pay-out by hand that waits');
    refuseConfirmation(value, payee, told, caller);
    const request = OutsideRequest.parse(await table.find(keys.railRequest(instructionId)));
    const confirmed: PayOut = { ...value, paid: { on: told.paidOn, receipt: told.receipt, by: caller.by, at: caller.at } };
    const writes: readonly Write[] = [
      ...asPaid(value, request, told.paidOn, caller.at),
      { remove: { pk: keys.shelf(PayOuts.name, WAITING), sk: instructionId }, condition: { version } },
      shelfWrite(PayOuts, confirmed, { within: PAID, replaces: 'absent' }),
    ];
    return { writes, answer: confirmed };
  });
};
