import { implausible, Problem, statusRefuses } from '../../kernel/problem.ts';
import { decideRequest, OutsideRequest, OUTSIDE_DOUBTS, type OutsideDecision } from '../../payment/domain/outside.ts';
import type { Caller } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import type { PageRequest, Table } from '../../table/table.ts';
import { settle, shelf } from '../shelf.ts';
import { refuseDay, type GivenUp, type Told } from './pay-outs.ts';
import type { PayeeRegister } from './payees.ts';
import { CreditBatches, type CreditBatch } from './records.ts';

/** An instruction of which it is not known, or was not known, what its rail made of it, and the batch that it came with. */
export interface InDoubt {
  readonly request: OutsideRequest;
  readonly batch: CreditBatch;
}

const batchOf = async (table: Table, { account }: OutsideRequest): Promise<CreditBatch> =>
  (await shelf(table, CreditBatches, account).get(account, 'batch')).value;

/** Instructions that a rail was to carry out and that wait for a person to decide, in the order of their ids. */
export const instructionsInDoubt = async (
  table: Table,
  request: PageRequest,
): Promise<{ readonly items: readonly InDoubt[]; readonly next?: string }> => {
  const { items, next } = await table.pageOf('lookup', OUTSIDE_DOUBTS, {}, request);
  const found = items.map((item) => OutsideRequest.parse(item));
  return {
    items: await Promise.all(found.map(async (one) => ({ request: one, batch: await batchOf(table, one) }))),
    ...(next === undefined ? {} : { next }),
  };
};

/** Whether an instruction went to a rail, so that it is not paid out by hand. */
export const wentToRail = async (table: Table, instructionId: string): Promise<boolean> =>
  OutsideRequest.safeParse(await table.find(keys.railRequest(instructionId))).data?.rail !== undefined;

type Word = Pick<OutsideDecision, 'paid' | 'on' | 'receipt' | 'reason'>;

const isSame = (decision: OutsideDecision, word: Word): boolean =>
  decision.paid === word.paid && decision.on === word.on && decision.receipt === word.receipt && decision.reason === word.reason;

/** Decides about an instruction in doubt, once. Telling the same again changes nothing. */
const decide = (
  table: Table,
  instructionId: string,
  caller: Caller,
  { word, field, payee }: { readonly word: Word; readonly field: string; readonly payee?: string },
): Promise<InDoubt> =>
  settle(table, caller, async () => {
    const request = OutsideRequest.parse(await table.find(keys.railRequest(instructionId)));
    const batch = await batchOf(table, request);
    const { doubt, decision } = request;
    if (doubt === undefined) {
      if (decision === undefined) throw new Problem('RecordNotFound', 'there is no pay-out of this id that waits for anybody');
      if (isSame(decision, word) && (payee === undefined || payee === request.payee)) return { writes: [], answer: { request, batch } };
      throw statusRefuses('decide this otherwise', decision.paid ? 'confirmed' : 'cancelled', []);
    }
    if (caller.by === batch.instructedBy)
      throw new Problem('SecondPersonNeeded', 'who gave an instruction does not decide what became of it');
    if (payee !== undefined && payee !== request.payee) throw implausible('/payee', 'is not whom the instruction names');
    refuseDay({ instructedAt: batch.receivedAt }, field, word.on, caller.at);
    const decided: OutsideDecision = { ...word, doubt: doubt.why, by: caller.by, at: caller.at };
    const { doubt: _, ...settled } = request;
    return { writes: decideRequest(request, decided), answer: { request: { ...settled, decision: decided }, batch } };
  });

/**
 * Confirms that a rail has paid an instruction in doubt, as the provider shows it: the receipt is the provider's.
 * @throws {Problem} RecordNotFound when nothing waits, SecondPersonNeeded, ImplausibleFact, StatusRefuses when it was decided otherwise
 */
export const confirmAtRail = async (
  { table, register }: { readonly table: Table; readonly register: PayeeRegister },
  instructionId: string,
  { paidOn, receipt, payee }: Told,
  caller: Caller,
): Promise<InDoubt> =>
  decide(table, instructionId, caller, {
    word: { paid: true, on: paidOn, receipt },
    field: '/paidOn',
    payee: await register.hashOf(payee),
  });

/**
 * Gives an instruction in doubt up: its rail has not paid it and will not, or has taken the money back. What the rail says otherwise later is
 * entered, and a person is told.
 * @throws {Problem} as `confirmAtRail`
 */
export const giveUpAtRail = (table: Table, instructionId: string, { reason, on }: GivenUp, caller: Caller): Promise<InDoubt> =>
  decide(table, instructionId, caller, { word: { paid: false, on, reason }, field: '/on' });
