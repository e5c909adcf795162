import * as z from 'zod';
import { withoutOnce, type Context } from '../../casefile/files.ts';
import { derivedCode, derivedId, fingerprint } from '../../kernel/ids.ts';
import { callbackUrlOf } from '../../partners/callback-address.ts';
import type { AskedAddress, ValidationAnswer } from '../../partners/payment-rail.ts';
import { findOutsideCheck, hearOutsideCheck, keepOutsideCheck } from '../../payment/outside-checks.ts';
import type { Caller } from '../../runtime/operation.ts';
import { settle, shelf, shelfWrite, type Shelved } from '../shelf.ts';
import type { NextStep, Progress } from './domain/hand-over.ts';
import { railPayee, type PrepaymentValidation } from './domain/instructions.ts';
import { failuresOf } from './domain/validation.ts';
import { isStored, ordersOf, railWorkWrites } from './orders.ts';
import { AT_ONCE, eachOf, type RailNeeds } from './payees.ts';
import { Modality, Validations, type RailOrder, type Validation } from './records.ts';
import { paymentRuleOf } from './source-block.ts';
import { endOrders, ORDERS_A_STEP, putOff, workOff, type Work } from './work-off.ts';

const KEPT_SECONDS = 30 * 86_400;
const CODE_CHARACTERS = 12;

const WRITES_AT_ONCE = 99;

/** Leaves many addresses to be asked about one by one; the last transaction says so. */
const queue = async (
  { table, vault }: Pick<RailNeeds, 'table' | 'vault'>,
  { code, addresses }: { readonly code: string; readonly addresses: readonly AskedAddress[] },
  caller: Caller,
): Promise<void> => {
  const id = derivedId('addressCheck', code);
  const told = railWorkWrites({ id, version: 1, kind: 'addressCheck', code }, withoutOnce(caller));
  if (await isStored(table, told[0])) return;
  const orders = ordersOf({ table, vault }, id);
  const writes = await eachOf([...addresses.entries()], AT_ONCE, ([place, address]) => orders.write(place, address));
  for (let start = 0; start < writes.length; start += WRITES_AT_ONCE) {
    const some = [...writes.slice(start, start + WRITES_AT_ONCE), ...(start + WRITES_AT_ONCE < writes.length ? [] : told)];
    await table.transact(some, derivedId('queueAddresses', id, caller.at, JSON.stringify(some)));
  }
};

/** What a validation came to, in numbers of instructions. */
export interface Validated {
  readonly unregistered: number;
  /** To whose address the rail cannot pay. */
  readonly refused: number;
  /** About whose address the rail was asked. */
  readonly asked: number;
  /** The rail has yet to answer. */
  readonly isPending: boolean;
}

/**
 * Finds out which instructions of a batch could not be paid: those whose payee nobody registered, and those to whose address the batch's
 * rail cannot pay. The rail is asked about all addresses in one question, and may answer later; one that takes them one by one is asked about
 * many afterwards. What is found is kept for the caller.
 * @throws {Problem} RecordNotFound, AgreementMissing for a source block of other clients, PartnerUnavailable, PartnerAnswerInvalid: the same request again asks anew
 */
export const validateBatch = async (
  { table, vault, register, rails, apiBaseUrl }: RailNeeds,
  sent: PrepaymentValidation,
  caller: Caller,
): Promise<Validated> => {
  const { RequestID: requestId, BatchID: batchId, SourceBBID, CreditInstructions } = sent;
  const { rail } = await paymentRuleOf(table, SourceBBID, caller);
  const { paysTo } = rails().of(rail);
  const expiresAt = Math.floor(Date.parse(caller.at) / 1000) + KEPT_SECONDS;
  const payables = await eachOf(CreditInstructions, AT_ONCE, ({ PayeeFunctionalID }) => register.findPayable(PayeeFunctionalID));
  const failed = CreditInstructions.flatMap(({ InstructionID }, place) =>
    payables[place] === undefined ? [{ instructionId: InstructionID, reason: 'the payee is not registered' }] : [],
  );
  const addresses = CreditInstructions.flatMap(({ InstructionID: id, PayeeFunctionalID }, place): readonly AskedAddress[] => {
    const payable = payables[place];
    const payee = payable === undefined ? undefined : railPayee(PayeeFunctionalID, payable, paysTo);
    return payee !== undefined && 'financialAddress' in payee ? [{ id, ...payee }] : [];
  });
  const code = derivedCode(CODE_CHARACTERS, 'prepaymentValidation', caller.client, fingerprint(sent), fingerprint(addresses), rail);
  const kept = shelf(table, Validations, caller.client);
  const validation: Validation = { requestId, batchId, failed, expiresAt, ...(addresses.length === 0 ? {} : { check: code }) };
  await settle(table, withoutOnce(caller), async () => {
    const seen = await kept.find(Validations.idOf(validation));
    const isSame = seen !== undefined && fingerprint(seen.value) === fingerprint(validation);
    const version = (seen?.version ?? 0) + 1;
    const replaces = seen === undefined ? ('absent' as const) : { version: seen.version };
    return {
      writes: isSame ? [] : [shelfWrite(Validations, validation, { within: caller.client, version, replaces })],
      answer: undefined,
    };
  });
  const found = { unregistered: failed.length, asked: addresses.length };
  if (addresses.length === 0) return { ...found, refused: 0, isPending: false };

  const port = rails().of(rail);
  const check = await keepOutsideCheck(table, { code, rail, ids: addresses.map(({ id }) => id), expiresAt }, caller.at);
  if (check.answered) return { ...found, refused: failuresOf(check).length, isPending: false };
  if (port.takes === 'lines' && addresses.length > ORDERS_A_STEP) {
    await queue({ table, vault }, { code, addresses }, caller);
    return { ...found, refused: failuresOf(check).length, isPending: true };
  }
  const answer = await port.validateAddresses(
    { correlationId: code, addresses, callbackUrl: callbackUrlOf(`${apiBaseUrl()}/payment-callbacks/${code}`, rail) },
    { at: caller.at, correlationId: caller.correlationId, idempotencyKey: code },
  );
  const said = (await hearOutsideCheck(table, { code, rail }, answer, caller.at)) ?? check;
  return { ...found, refused: failuresOf(said).length, isPending: !said.answered };
};

const Address = z.object({ id: z.string(), modality: Modality, financialAddress: z.string() });

/**
 * Asks a rail that takes addresses one by one about the next of them. What it says is kept as it comes; the question is answered with the last.
 * @throws {Problem} VersionConflict
 */
export const checkAddresses = async (
  { table, vault, rails, apiBaseUrl }: Omit<RailNeeds, 'register'>,
  { workId, code }: { readonly workId: string; readonly code: string },
  progress: Progress,
  { at, correlationId }: Context,
): Promise<NextStep> => {
  const orders = ordersOf({ table, vault }, workId);
  const work: Work = { table, orders, id: workId, at };
  const check = await findOutsideCheck(table, code);
  if (check === undefined) {
    // nobody asked for the answer for so long that it is forgotten
    await endOrders(work, await orders.all());
    return { step: 'done' };
  }
  const { rail } = check;
  const ask = async (order: Shelved<RailOrder>): Promise<ValidationAnswer | undefined> => {
    const address = await orders.open(Address, order);
    try {
      return await rails()
        .of(rail)
        .validateAddresses({ correlationId: code, addresses: [address], callbackUrl: apiBaseUrl() }, { at, correlationId });
    } catch (error) {
      putOff(error);
      return undefined;
    }
  };
  const next = await workOff(work, progress, async (some) => {
    const answers = await Promise.all(some.map(ask));
    const failures = Object.assign({}, ...answers.map((answer) => answer?.failures)) as ValidationAnswer['failures'];
    if (Object.keys(failures).length > 0) await hearOutsideCheck(table, { code, rail }, { outcome: 'pending', failures, unnamed: 0 }, at);
    return some.filter((_, place) => answers[place] !== undefined);
  });
  if (next.step === 'done') await hearOutsideCheck(table, { code, rail }, { outcome: 'answered', failures: {}, unnamed: 0 }, at);
  return next;
};
