import { paymentsBlock } from '../../functions/govstack/payments/block.ts';
import { Problem } from '../../functions/kernel/problem.ts';
import type { BatchAnswer, PaymentBatch, PaymentRailPort } from '../../functions/partners/payment-rail.ts';
import type { Table } from '../../functions/table/table.ts';
import { callBlock, type BlockAnswer, type BlockCall } from './block-call.ts';
import { memoryTable } from './memory-table.ts';
import { testVault } from './world.ts';

/** The Payments block over a table in memory, and a rail that keeps what it was handed. */
export interface PaymentsWorld {
  readonly table: Table;
  readonly handedOver: PaymentBatch[];
  /** What the rail answers from now on; down, when it answers nothing. */
  railAnswers: BatchAnswer | 'down';
  readonly call: (method: string, path: string, options?: BlockCall) => Promise<BlockAnswer>;
}

/** As a suite's client calls. */
export const AS_TEST_CLIENT = { scopes: ['payment.read', 'payment.write', 'exchange.manage', 'ministry', 'conformance.test'] };

export const aPaymentsWorld = async (): Promise<PaymentsWorld> => {
  const table = memoryTable();
  const handedOver: PaymentBatch[] = [];
  const rail = {
    submitBatch: (batch: PaymentBatch) => {
      if (world.railAnswers === 'down') return Promise.reject(new Problem('PartnerUnavailable', 'the rail is down'));
      handedOver.push(batch);
      return Promise.resolve(world.railAnswers);
    },
  } as unknown as PaymentRailPort;
  const block = paymentsBlock({ table, vault: testVault, rail: () => rail, apiBaseUrl: () => 'https://api.example' });
  const world: PaymentsWorld = {
    table,
    handedOver,
    railAnswers: { outcome: 'accepted', batchId: 'rail-batch-1' },
    call: (method, path, options) => callBlock(block, method, path, options),
  };
  const reference: readonly (readonly [string, unknown])[] = [
    ['/source-blocks/bb-registration', {}],
    ['/voucher-groups/nutrition', { validDays: 30 }],
    ['/merchants/shop-1', { name: 'Corner Shop', bankDetails: 'Rural Bank', group: 'nutrition' }],
    ['/beneficiaries/PAYEE-00000000000001', { modality: '01', address: '+919845000053' }],
    ['/beneficiaries/PAYEE-00000000000002', {}],
  ];
  for (const [path, body] of reference) {
    const { status } = await world.call('PUT', path, { body });
    if (status !== 200) throw new Error(`PUT ${path} answered ${String(status)}`);
  }
  return world;
};
