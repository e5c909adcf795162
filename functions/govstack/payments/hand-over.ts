import * as z from 'zod';
import { withoutOnce, type Context } from '../../casefile/files.ts';
import { callbackUrlOf } from '../../partners/callback-address.ts';
import {
  type BatchAnswer,
  type HandedLine,
  type PaymentBatch,
  type PaymentLine,
  type PaymentRailPort,
  type RailReason,
  type SettledLine,
} from '../../partners/payment-rail.ts';
import { outsideBatchWrite } from '../../payment/domain/outside.ts';
import { catchUpOutside, settleAllOutside } from '../../payment/outside-batches.ts';
import { countForAlarm } from '../../runtime/observability.ts';
import { dateOf } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Write } from '../../table/table.ts';
import { shelf, type Shelved } from '../shelf.ts';
import { outsideBatchOf } from './credit-batches.ts';
import { isLate, waitAfter, type NextStep, type Progress } from './domain/hand-over.ts';
import { ordersOf } from './orders.ts';
import { AT_ONCE, eachOf, type RailNeeds } from './payees.ts';
import { CreditBatches, Modality, type CreditBatch, type RailOrder } from './records.ts';
import { beginOrders, endOrders, putOff, workOff, type Work } from './work-off.ts';

const Line = z.object({
  requestId: z.string(),
  payee: z.union([z.object({ payeeIdentity: z.string() }), z.object({ financialAddress: z.string(), modality: Modality })]),
  amountMinor: z.int().positive(),
  currency: z.string(),
  description: z.string().optional(),
});

const settledIn = (lines: readonly { readonly settled?: SettledLine }[]): readonly SettledLine[] =>
  lines.flatMap(({ settled }) => (settled === undefined || settled.status === 'ongoing' ? [] : [settled]));

const failedBy = (lines: readonly PaymentLine[], reason: RailReason): readonly SettledLine[] =>
  lines.map(({ requestId, amountMinor, currency }) => ({ requestId, status: 'failed', amountMinor, currency, reason }));

/**
 * Hands the next instructions of a batch over to its rail: all in one request, or some of them where each is a request of its own. Repeated,
 * after whatever went wrong, it asks the rail about what may have reached it, so that each is carried out once. From the day on which a
 * person decides nothing more is sent: what is given up then is not paid afterwards.
 * @throws {Problem} VersionConflict
 */
export const handOver = async (
  { table, vault, rails, apiBaseUrl }: Omit<RailNeeds, 'register'>,
  batch: string,
  progress: Progress,
  taskContext: Context,
): Promise<NextStep> => {
  const context = withoutOnce(taskContext);
  const { at, correlationId } = context;
  const batches = shelf(table, CreditBatches, batch);
  const seen = await batches.get(batch, 'batch');
  const { sourceBb, status, receivedAt, decideOn } = seen.value;
  const outside = outsideBatchOf(seen.value);
  const { code, rail: railName } = outside;
  const work: Work = { table, orders: ordersOf({ table, vault }, batch), id: batch, at };
  const said = { rail: railName, at };

  const move = (change: Partial<CreditBatch>, also: readonly Write[]): Promise<Shelved<CreditBatch>> =>
    batches.put({ ...seen.value, ...change, changedAt: at }, context, seen, also);
  const taken = async (batchId: string): Promise<void> => {
    const accepted = { ...outside, batchId };
    await move({ status: 'handedOver', railBatchId: batchId }, [outsideBatchWrite(accepted, true)]);
    await catchUpOutside({ table, rails }, accepted, { at, correlationId });
  };
  const countIfLate = (): void => {
    if (isLate(receivedAt, at)) countForAlarm('PaymentsOverdue');
  };
  const linesOf = (orders: readonly Shelved<RailOrder>[]): Promise<readonly PaymentLine[]> =>
    eachOf(orders, AT_ONCE, async (order) => {
      const { description, ...line } = await work.orders.open(Line, order);
      return description === undefined ? line : { ...line, description };
    });
  const submit = (
    rail: PaymentRailPort,
    orders: readonly Shelved<RailOrder>[],
    more: Pick<PaymentBatch, 'lines' | 'onHandedOver'>,
  ): Promise<BatchAnswer> =>
    rail.submitBatch(
      {
        correlationId: code,
        programmeId: sourceBb,
        callbackUrl: callbackUrlOf(`${apiBaseUrl()}/payment-callbacks/${code}`, railName),
        repeated: orders.some(({ value }) => value.begun),
        ...more,
      },
      { at, correlationId, idempotencyKey: code },
    );

  const handOverSome = async (rail: PaymentRailPort, orders: readonly Shelved<RailOrder>[]): Promise<readonly Shelved<RailOrder>[]> => {
    const lines = await linesOf(orders);
    const handed: HandedLine[] = [];
    await beginOrders(work, orders);
    try {
      const answer = await submit(rail, orders, { lines, onHandedOver: (line) => handed.push(line) });
      if (answer.outcome === 'refused') {
        await settleAllOutside(table, failedBy(lines, answer.reason), said);
        return orders;
      }
    } catch (error) {
      putOff(error);
    }
    await settleAllOutside(table, settledIn(handed), said);
    const reached = new Set(handed.map(({ requestId }) => requestId));
    return orders.filter((_, place) => reached.has(lines[place]?.requestId ?? ''));
  };

  const handOverWhole = async (rail: PaymentRailPort, orders: readonly Shelved<RailOrder>[]): Promise<void> => {
    const lines = await linesOf(orders);
    await beginOrders(work, orders.slice(0, 1));
    const answer = await submit(rail, orders, { lines });
    if (answer.outcome === 'accepted') {
      if (answer.fundsRefused === true) countForAlarm('FundsNotAuthorized');
      await settleAllOutside(table, answer.settled ?? [], said);
      await taken(answer.batchId);
    } else {
      const { reason } = answer;
      await settleAllOutside(table, failedBy(lines, reason), said);
      await move({ status: 'refused', reason }, [outsideBatchWrite(outside, reason === 'contentDiffers')]);
    }
    await endOrders(work, orders);
  };

  if (status !== 'entered') {
    await endOrders(work, await work.orders.all());
    return { step: 'done' };
  }
  if (decideOn !== undefined && dateOf(at) >= decideOn) {
    await move({ status: 'stopped' }, []);
    await endOrders(work, await work.orders.all());
    return { step: 'done' };
  }
  try {
    const rail = rails().of(railName);
    const byLine = rail.takes === 'lines';
    // the rail may call back before its answer is here
    await table.transact([outsideBatchWrite(byLine ? { ...outside, batchId: code } : outside, true)], derivedId('handOver', batch, at));
    if (!byLine) {
      await handOverWhole(rail, await work.orders.all());
      return { step: 'done' };
    }
    const next = await workOff(work, progress, (orders) => handOverSome(rail, orders));
    if (next.step === 'done') await taken(code);
    if (next.step === 'wait') countIfLate();
    return next;
  } catch (error) {
    putOff(error);
    countIfLate();
    return waitAfter({ idle: progress.idle + 1 }, at);
  }
};
