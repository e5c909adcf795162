import { Problem } from '../../kernel/problem.ts';
import { DEFAULT_RAIL } from '../../partners/payment-rail.ts';
import type { Caller } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { shelf } from '../shelf.ts';
import { refuse, type VoucherRefusal } from './domain/vouchers.ts';
import { DECIDE_AFTER_DAYS, SourceBlocks, type SourceBlock } from './records.ts';

const isOpenTo = ({ clients }: SourceBlock, { client }: Caller): boolean => clients === undefined || clients.includes(client);

/** Refuses a name of a building block that is not registered, or belongs to other clients. */
export const refuseUnknownBlock = async (table: Table, name: string, caller: Caller): Promise<VoucherRefusal | undefined> => {
  const found = name === '' ? undefined : (await shelf(table, SourceBlocks).find(name))?.value;
  if (found !== undefined && isOpenTo(found, caller)) return undefined;
  return refuse('blockUnknown', 'no building block of this name may use vouchers here');
};

/** Whether a caller may change vouchers that a building block asked for. */
export const mayChangeVouchersOf = async (table: Table, name: string, caller: Caller): Promise<boolean> => {
  const found = (await shelf(table, SourceBlocks).find(name))?.value;
  return found === undefined || isOpenTo(found, caller);
};

/** How the batches of a source block are paid. */
export interface PaymentRule {
  readonly rail: string;
  readonly decideAfterDays: number;
}

/**
 * The rail of the programme that a source block pays for, and how long it has; the deployment's first where the ministry has named none.
 * @throws {Problem} AgreementMissing for a source block of other clients
 */
export const paymentRuleOf = async (table: Table, sourceBb: string, caller: Caller): Promise<PaymentRule> => {
  const found = (await shelf(table, SourceBlocks).find(sourceBb))?.value;
  if (found !== undefined && !isOpenTo(found, caller)) throw new Problem('AgreementMissing', 'this SourceBBID belongs to other clients');
  return { rail: found?.rail ?? DEFAULT_RAIL, decideAfterDays: found?.decideAfterDays ?? DECIDE_AFTER_DAYS };
};
