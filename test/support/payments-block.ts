import { RailWorkQueued } from '../../events/catalogue.ts';
import type { Detail } from '../../events/fact.ts';
import { paymentsBlock } from '../../functions/govstack/payments/block.ts';
import type { NextStep } from '../../functions/govstack/payments/domain/hand-over.ts';
import { askRail } from '../../functions/govstack/payments/tasks/ask-rail.ts';
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
import { runTask } from './tasks.ts';
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
  /** Calls the block, and then has its rails asked what they are to be asked. */
  readonly call: (method: string, path: string, options?: BlockCall) => Promise<BlockAnswer>;
  /** Calls the block, and nothing more. */
  readonly receive: PaymentsWorld['call'];
  /** Has the rails asked, as the state machine does, until nothing is left or it would wait. */
  readonly work: (at?: string) => Promise<void>;
  /** Ends the state machines that wait, as somebody would by hand. */
  readonly forget: () => void;
  /** Steps of the state machine so far, as it was told to go on. */
  readonly steps: NextStep[];
}

/** As a suite's client calls. */
export const AS_TEST_CLIENT = { scopes: ['payment.read', 'payment.write', 'exchange.manage', 'ministry', 'conformance.test'] };

export const aPaymentsWorld = async (otherRails: ReadonlyMap<string, PaymentRailPort> = new Map()): Promise<PaymentsWorld> => {
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
    new Map([[DEFAULT_RAIL, portOf(DEFAULT_RAIL, rail)], ['mobile-money', portOf('mobile-money', mobileMoney)], ...otherRails]),
  );
  const needs = { table, vault: testVault, rails: () => rails, apiBaseUrl: () => 'https://api.example' };
  const block = paymentsBlock(needs);
  const queued: { input: object; progress: { value: object } | undefined }[] = [];
  const transact = table.transact.bind(table);
  table.transact = async (writes, token) => {
    await transact(writes, token);
    for (const write of writes) {
      if (!('put' in write) || write.put['detailType'] !== RailWorkQueued.detailType) continue;
      const { metadata, data } = JSON.parse(String(write.put['detail'])) as Detail<typeof RailWorkQueued>;
      queued.push({ input: { workId: metadata.caseId, ...data }, progress: undefined });
    }
  };
  const work = async (at = '2026-03-01T10:00:00.000Z'): Promise<void> => {
    for (const one of queued.splice(0)) {
      let next: NextStep | undefined;
      try {
        do {
          next = (await runTask(askRail(needs), { ...one.input, progress: one.progress }, { at })) as NextStep;
          world.steps.push(next);
          one.progress = { value: next };
        } while (next.step === 'more');
      } finally {
        if (next?.step !== 'done') queued.push(one);
      }
    }
  };
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
    steps: [],
    receive: (method, path, options) => callBlock(block, method, path, options),
    work,
    forget: () => void queued.splice(0),
    async call(method, path, options) {
      const answer = await callBlock(block, method, path, options);
      await work(options?.at);
      return answer;
    },
  };
  const reference: readonly (readonly [string, unknown])[] = [
    ['/source-blocks/bb-registration', {}],
    ['/voucher-groups/nutrition', { validDays: 30 }],
    ['/merchants/shop-1', { name: 'Corner Shop', bankDetails: 'Rural Bank', group: 'nutrition' }],
    ['/beneficiaries/1', { payee: 'PAYEE-00000000000001', modality: '01', address: '+919845000053' }],
    ['/beneficiaries/2', { payee: 'PAYEE-00000000000002' }],
  ];
  for (const [path, body] of reference) {
    const { status } = await world.call('PUT', path, { body });
    if (status !== 200) throw new Error(`PUT ${path} answered ${String(status)}`);
  }
  return world;
};
