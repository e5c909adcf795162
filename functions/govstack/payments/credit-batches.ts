import { derivedCode, derivedId, fingerprint } from '../../kernel/ids.ts';
import { isProblem, Problem } from '../../kernel/problem.ts';
import { addDays, dateOf } from '../../kernel/dates.ts';
import { toMinor } from '../../kernel/money.ts';
import { earlierAnswer, withoutOnce, type Context } from '../../casefile/files.ts';
import { DEFAULT_RAIL, RAIL_LIMITS, type PaymentLine, type PaymentRailPort } from '../../partners/payment-rail.ts';
import {
  claimWrite,
  outsideBatchWrite,
  outsideEntryWrites,
  OutsideRequest,
  type NewRequest,
  type OutsideBatch,
} from '../../payment/domain/outside.ts';
import { decideAgain } from '../../payment/on-conflict.ts';
import type { Caller } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import { TransactionContended, TransactionRefused, type Table, type Write } from '../../table/table.ts';
import { shelf, type Shelved } from '../shelf.ts';
import { railPayee, type BulkPayment, type Payable } from './domain/instructions.ts';
import { AT_ONCE, eachOf, type RailNeeds } from './payees.ts';
import { isStored, ordersOf, railWorkWrites } from './orders.ts';
import { payOutWrite } from './pay-outs.ts';
import { CreditBatches, DECIDE_AFTER_DAYS, type CreditBatch } from './records.ts';
import { paymentRuleOf } from './source-block.ts';

const WRITES_AT_ONCE = 100;
/** The entry of an instruction, and its order or its pay-out by hand. */
const WRITES_TO_ENTER = 2;

const inGroups = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, place) => all.slice(place * size, (place + 1) * size));

/** An instruction with whom it pays. */
interface Instructed {
  readonly request: NewRequest;
  /** The payee, as a keyed hash. */
  readonly payee: string;
  readonly line: PaymentLine | undefined;
  /** For somebody who pays it out by hand: no longer, once that was confirmed or cancelled. */
  readonly waits: boolean;
}

const instructedOf = (
  { batch, rail, paysTo }: { readonly batch: string; readonly rail: string; readonly paysTo: PaymentRailPort['paysTo'] },
  { InstructionID, PayeeFunctionalID, Amount, Currency, Narration }: BulkPayment['CreditInstructions'][number],
  payable: Payable,
): Instructed => {
  const amountMinor = toMinor(Amount, Currency);
  const payee = railPayee(PayeeFunctionalID, payable, paysTo);
  return {
    request: {
      requestId: InstructionID,
      account: batch,
      amountMinor,
      currency: Currency,
      payee: payable.beneficiary.payee,
      ...(payee === undefined ? {} : { rail }),
    },
    payee: payable.beneficiary.payee,
    waits: payee === undefined,
    line:
      payee === undefined
        ? undefined
        : {
            requestId: InstructionID,
            payee,
            amountMinor,
            currency: Currency,
            ...(Narration === undefined || Narration === null ? {} : { description: Narration }),
          },
  };
};

/** Who used the id of an instruction before. */
type Taken = OutsideRequest | 'ours' | undefined;

const takenBy = async (table: Table, requestId: string): Promise<Taken> => {
  const item = await table.find(keys.railRequest(requestId));
  if (item === undefined) return undefined;
  return OutsideRequest.safeParse(item).data ?? 'ours';
};

/**
 * An instruction as an earlier try of its batch claimed it: one that waits for a pay-out by hand does so though its payee has an address by
 * now, or it would be paid twice.
 */
const asClaimed = async (table: Table, one: Instructed): Promise<Instructed> => {
  const taken = await takenBy(table, one.request.requestId);
  const { rail: _, ...request } = one.request;
  const isOwn = taken !== undefined && taken !== 'ours' && taken.account === request.account && taken.version > 0;
  if (!isOwn || taken.rail !== undefined) return one;
  return { request, payee: one.payee, line: undefined, waits: taken.state === 'instructed' };
};

const usedBefore = (place: number): Problem =>
  new Problem('AlreadyExists', `the InstructionID of CreditInstructions/${String(place)} was used before`);

/**
 * Claims the id of every instruction, or of none.
 * @throws {Problem} AlreadyExists when one was used before, by whomever
 */
const claimAll = async (table: Table, batch: string, all: readonly Instructed[], at: string): Promise<void> => {
  const isOwn = (taken: Taken): boolean => taken !== undefined && taken !== 'ours' && taken.account === batch;
  for (const group of inGroups(all, WRITES_AT_ONCE)) {
    try {
      await table.transact(
        group.map(({ request }) => claimWrite(request)),
        derivedId('claim', batch, at, JSON.stringify(group.map(({ request }) => request))),
      );
    } catch (error) {
      if (!(error instanceof TransactionRefused || error instanceof TransactionContended)) throw error;
      const taken = await eachOf(all, AT_ONCE, ({ request }) => takenBy(table, request.requestId));
      const foreign = taken.findIndex((one) => one !== undefined && !isOwn(one));
      if (foreign === -1) {
        // an earlier try of the same batch claimed some: only the others are left
        const left = all.filter((_, place) => taken[place] === undefined);
        return left.length === 0 ? undefined : claimAll(table, batch, left, at);
      }
      for (const own of inGroups(
        all.filter((_, place) => isOwn(taken[place])),
        WRITES_AT_ONCE,
      ))
        await table.transact(
          own.map(({ request }): Write => ({ remove: keys.railRequest(request.requestId) })),
          derivedId('release', batch, at, JSON.stringify(own.map(({ request }) => request.requestId))),
        );
      throw usedBefore(foreign);
    }
  }
};

/** By what a rail calls back about a batch. */
const codeOf = (batch: string): string => derivedCode(RAIL_LIMITS.correlationId, 'creditBatch', batch);

/** A batch as the ledger and the daily run know it. */
export const outsideBatchOf = ({ batch, rail = DEFAULT_RAIL, decideOn }: CreditBatch): OutsideBatch => ({
  code: codeOf(batch),
  account: batch,
  rail,
  ...(decideOn === undefined ? {} : { decideOn }),
});

/**
 * Enters every instruction in the ledger of its batch, those that a rail carries out among its orders, and the others among the pay-outs that
 * wait; a repeat enters nothing twice, since the batch gives the time.
 */
const enterAll = async (
  { table, vault }: Pick<RailNeeds, 'table' | 'vault'>,
  { batch, batchId, sourceBb, receivedAt }: CreditBatch,
  all: readonly Instructed[],
  instructedBy: string,
): Promise<void> => {
  const orders = ordersOf({ table, vault }, batch);
  const entryOf = ({ requestId, amountMinor, currency, rail }: NewRequest): readonly Write[] =>
    outsideEntryWrites(batch, {
      entry: 'instructed',
      at: receivedAt,
      requestId,
      amountMinor,
      currency,
      ...(rail === undefined ? {} : { rail }),
    });
  const besideOf = async (place: number, { request, payee, line, waits }: Instructed): Promise<readonly Write[]> => {
    if (line !== undefined) return [await orders.write(place, line)];
    const { requestId: instructionId, amountMinor, currency } = request;
    return waits
      ? [payOutWrite({ instructionId, sourceBb, batchId, payee, amountMinor, currency, instructedAt: receivedAt, instructedBy })]
      : [];
  };
  for (const group of inGroups([...all.entries()], WRITES_AT_ONCE / WRITES_TO_ENTER)) {
    const entries = group.flatMap(([, { request }]) => entryOf(request)).map((write): Write => ({ ...write, condition: 'absent' }));
    await decideAgain(async () => {
      // a group is entered whole; what came of it since is not undone
      if (await isStored(table, entries[0])) return;
      const beside = await eachOf(group, AT_ONCE, ([place, one]) => besideOf(place, one));
      const writes = [...entries, ...beside.flat()];
      await table.transact(writes, derivedId('enter', batch, JSON.stringify(writes)));
    });
  }
};

/** What was taken in of a batch. */
export interface TakenIn {
  readonly instructions: number;
  readonly byRail: number;
}

/** That a batch is to be handed over: a day's repeat of its request has it looked at once more. */
const queued = ({ value: { batch }, version }: Shelved<CreditBatch>, context: Context): readonly Write[] =>
  railWorkWrites({ id: batch, version, kind: 'creditBatch', code: codeOf(batch) }, context);

/**
 * Takes a batch in: claims all instructions, enters them in the ledger, and leaves those that a rail can pay to be handed over, however long
 * that takes. Each step is stored before the next, so that the same request again goes on where the last one stopped and does nothing twice.
 * @throws {Problem} RecordNotFound for payees that nobody registered, AlreadyExists, IdempotencyKeyReused, StatusRefuses once the rail has
 * refused the batch or had its time, AgreementMissing for a source block
 * of other clients, PartnerUnavailable where its rail is none of this deployment any more
 */
export const takeIn = async (needs: RailNeeds, sent: BulkPayment, caller: Caller): Promise<TakenIn> => {
  const { table, register, rails } = needs;
  const batch = derivedId('creditBatch', caller.client, sent.SourceBBID, sent.BatchID);
  const content = fingerprint(sent);
  const once = { key: fingerprint(['bulkPayment', caller.client, sent.RequestID]), fingerprint: content };
  await earlierAnswer(table, { ...caller, once });
  const batches = shelf(table, CreditBatches, batch);
  const known = await batches.find(batch);
  if (known !== undefined && known.value.fingerprint !== content)
    throw new Problem('IdempotencyKeyReused', 'this BatchID was used for other instructions');
  if (known?.value.status === 'refused')
    throw new Problem('StatusRefuses', `the rail refused this batch: ${known.value.reason ?? 'other'}`);
  if (known?.value.status === 'stopped')
    throw new Problem('StatusRefuses', 'the rail did not take this batch in time; a person decides about what is left of it');
  const context = withoutOnce(caller);
  const move = (seen: Shelved<CreditBatch>, status: CreditBatch['status'], also: readonly Write[] = []) =>
    batches.put({ ...seen.value, status, changedAt: caller.at }, context, seen, also);
  if (known !== undefined && known.value.status !== 'claiming') {
    const isLookedAfter = known.value.status === 'handedOver' || dateOf(known.value.changedAt) >= dateOf(caller.at);
    return isLookedAfter ? known.value : (await move(known, 'entered', queued(known, context))).value;
  }

  const rule = known === undefined ? await paymentRuleOf(table, sent.SourceBBID, caller) : undefined;
  const railName = rule?.rail ?? known?.value.rail ?? DEFAULT_RAIL;
  const { paysTo } = rails().of(railName);
  const payables = await eachOf(sent.CreditInstructions, AT_ONCE, ({ PayeeFunctionalID }) => register.findPayable(PayeeFunctionalID));
  const wished = sent.CreditInstructions.map((one, place): Instructed => {
    const payable = payables[place];
    if (payable === undefined)
      throw new Problem('RecordNotFound', `the payee of CreditInstructions/${String(place)} is not registered as a beneficiary`);
    return instructedOf({ batch, rail: railName, paysTo }, one, payable);
  });
  const all = known === undefined ? wished : await eachOf(wished, AT_ONCE, (one) => asClaimed(table, one));
  const byRail = all.filter(({ line }) => line !== undefined).length;
  if (known === undefined) {
    const taken = await eachOf(all, AT_ONCE, ({ request }) => takenBy(table, request.requestId));
    const used = taken.findIndex((one) => one !== undefined);
    if (used !== -1) throw usedBefore(used);
  }
  const fresh: CreditBatch = {
    batch,
    sourceBb: sent.SourceBBID,
    batchId: sent.BatchID,
    client: caller.client,
    fingerprint: content,
    status: 'claiming',
    receivedAt: caller.at,
    changedAt: caller.at,
    instructedBy: caller.by,
    decideOn: addDays(dateOf(caller.at), rule?.decideAfterDays ?? DECIDE_AFTER_DAYS),
    rail: railName,
    instructions: all.length,
    byRail,
  };
  const stored = known ?? (await batches.put(fresh, { ...caller, once }, undefined));
  await claimAll(table, batch, all, caller.at);
  await enterAll(needs, stored.value, all, caller.by);
  // the daily run knows of it, whatever becomes of the run that hands it over
  const also = byRail === 0 ? [] : [...queued(stored, context), outsideBatchWrite(outsideBatchOf(stored.value), true)];
  try {
    return (await move(stored, byRail === 0 ? 'handedOver' : 'entered', also)).value;
  } catch (error) {
    // the same request at the same time was faster
    if (isProblem(error) && error.name === 'VersionConflict') return stored.value;
    throw error;
  }
};
