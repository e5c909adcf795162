import { paymentsBlock } from '../../functions/govstack/payments/block.ts';
import { Problem } from '../../functions/kernel/problem.ts';
import { railsOf } from '../../functions/partners/http/partners.ts';
import {
  DEFAULT_RAIL,
  type AddressNotice,
  type AddressValidation,
  type BatchAnswer,
  type PaymentBatch,
  type PaymentRailPort,
  type Rails,
  type ValidationAnswer,
} from '../../functions/partners/payment-rail.ts';
import type { Table } from '../../functions/table/table.ts';
import { callBlock, type BlockAnswer, type BlockCall } from './block-call.ts';
import { memoryTable } from './memory-table.ts';
import { aRail, type Rail } from './rail.ts';
import { testVault } from './world.ts';

/** The Payments block over a table in memory, and two rails in memory that keep what they were handed. */
export interface PaymentsWorld {
  readonly table: Table;
  readonly rails: Rails;
  /** The deployment's first rail, and mobile money: their books. */
  readonly rail: Rail;
  readonly mobileMoney: Rail;
  readonly handedOver: (PaymentBatch & { readonly rail: string })[];
  readonly asked: AddressValidation[];
  /** What a rail answers to a batch from now on, instead of taking it into its books; down, when it answers nothing. */
  railAnswers: BatchAnswer | 'down' | undefined;
  /** What happens between a batch's arrival at the rail and its answer. */
  beforeAnswer: (() => Promise<unknown>) | undefined;
  validation: ValidationAnswer;
  readonly call: (method: string, path: string, options?: BlockCall) => Promise<BlockAnswer>;
}

/** As a suite's client calls. */
export const AS_TEST_CLIENT = { scopes: ['payment.read', 'payment.write', 'exchange.manage', 'ministry', 'conformance.test'] };

export const aPaymentsWorld = async (): Promise<PaymentsWorld> => {
  const table = memoryTable();
  const [rail, mobileMoney] = [aRail(), aRail('address')];
  const portOf = (name: string, own: Rail): PaymentRailPort => ({
    ...own,
    async submitBatch(batch, call) {
      if (world.railAnswers === 'down') throw new Problem('PartnerUnavailable', 'the rail is down');
      world.handedOver.push({ ...batch, rail: name });
      const answer = world.railAnswers ?? (await own.submitBatch(batch, call));
      await world.beforeAnswer?.();
      return answer;
    },
    validateAddresses(validation) {
      world.asked.push(validation);
      return Promise.resolve(world.validation);
    },
    parsePaymentCallback: (body) => ({ ...own.parsePaymentCallback(body), ...(JSON.parse(body) as object) }),
    parseAddressCallback: (body) => JSON.parse(body) as AddressNotice,
  });
  const rails = railsOf(
    new Map([
      [DEFAULT_RAIL, portOf(DEFAULT_RAIL, rail)],
      ['mobile-money', portOf('mobile-money', mobileMoney)],
    ]),
  );
  const block = paymentsBlock({ table, vault: testVault, rails: () => rails, apiBaseUrl: () => 'https://api.example' });
  const world: PaymentsWorld = {
    table,
    rails,
    rail,
    mobileMoney,
    handedOver: [],
    asked: [],
    railAnswers: undefined,
    beforeAnswer: undefined,
    validation: { outcome: 'answered', failures: {}, unnamed: 0 },
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
