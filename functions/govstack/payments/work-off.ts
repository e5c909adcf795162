import type { Instant } from '../../casefile/case.ts';
import { derivedId } from '../../kernel/ids.ts';
import { isProblem, type Problem } from '../../kernel/problem.ts';
import { decideAgain } from '../../payment/on-conflict.ts';
import { count } from '../../runtime/observability.ts';
import type { Table } from '../../table/table.ts';
import type { Shelved } from '../shelf.ts';
import { waitAfter, type NextStep, type Progress } from './domain/hand-over.ts';
import type { Orders } from './orders.ts';
import type { RailOrder } from './records.ts';

/** Orders that a rail is asked about in one step; the rail client has as many requests under way at a time. */
export const ORDERS_A_STEP = 25;
const WRITES_AT_ONCE = 100;

/** What is worked off, and when. */
export interface Work {
  readonly table: Table;
  readonly orders: Orders;
  /** The batch or the question. */
  readonly id: string;
  readonly at: Instant;
}

/** The rail cannot be asked now, or its answer cannot be used: what was asked is asked again later. Anything else is thrown again. */
export const putOff = (error: unknown): Problem => {
  if (!isProblem(error) || (error.name !== 'PartnerUnavailable' && error.name !== 'PartnerAnswerInvalid')) throw error;
  count(error.name);
  return error;
};

/** Notes of orders that the rail is about to be asked. @throws {Problem} VersionConflict when somebody else works them off at this moment */
export const beginOrders = async ({ table, orders, id, at }: Work, all: readonly Shelved<RailOrder>[]): Promise<void> => {
  const writes = all.filter(({ value }) => !value.begun).map(orders.begin);
  if (writes.length > 0) await decideAgain(() => table.transact(writes, derivedId('beginOrders', id, at, JSON.stringify(writes))));
};

/** Takes orders off that the rail has answered. */
export const endOrders = async ({ table, orders, id, at }: Work, all: readonly Shelved<RailOrder>[]): Promise<void> => {
  for (let start = 0; start < all.length; start += WRITES_AT_ONCE) {
    const writes = all.slice(start, start + WRITES_AT_ONCE).map(orders.done);
    await decideAgain(() => table.transact(writes, derivedId('endOrders', id, at, JSON.stringify(writes))));
  }
};

/**
 * Asks about the next few orders, and says how to go on. An order that the rail does not answer holds the others up no longer than its step.
 * @param ask gives the orders that were answered
 */
export const workOff = async (
  work: Work,
  { after, idle }: Progress,
  ask: (orders: readonly Shelved<RailOrder>[]) => Promise<readonly Shelved<RailOrder>[]>,
): Promise<NextStep> => {
  const { orders, at } = work;
  const some = await orders.after(after, ORDERS_A_STEP);
  const answered = some.length === 0 ? [] : await ask(some);
  await endOrders(work, answered);
  const left = answered.length > 0 ? 0 : idle + 1;
  const progress = { after: some.length < ORDERS_A_STEP ? undefined : some.at(-1)?.value.place, idle: some.length === 0 ? idle : left };
  if (progress.after !== undefined) return answered.length > 0 ? { ...progress, step: 'more' } : waitAfter(progress, at);
  return (await orders.after(undefined, 1)).length === 0 ? { step: 'done' } : waitAfter(progress, at);
};
