import { informationMediatorBlock } from '../../functions/govstack/information-mediator/block.ts';
import { WebhooksConfiguration } from '../../functions/partners/http/webhooks-configuration.ts';
import type { Table } from '../../functions/table/table.ts';
import { callBlock, type BlockAnswer, type BlockCall } from './block-call.ts';
import { memoryTable } from './memory-table.ts';
import { testVault } from './world.ts';

export const OURS = 'XX/GOV/0001/mcts';
const DESCRIPTION = {
  openapi: '3.1.0',
  paths: {
    '/cases/{caseId}': { get: {} },
    '/govstack/registration/services': { get: { operationId: 'listServices' } },
    '/govstack/registration/{path+}': { get: {} },
    '/govstack/payments/bulk-payment': { post: { operationId: 'payInBulk' } },
  },
};

/** The Information Mediator block over a table in memory: we are one member with two services, and one partner has an agreement. */
export const anInformationMediator = async (
  table: Table = memoryTable(),
  rules = WebhooksConfiguration.parse({}),
): Promise<{
  readonly table: Table;
  readonly call: (method: string, path: string, options?: BlockCall) => Promise<BlockAnswer>;
}> => {
  const block = informationMediatorBlock({ table, vault: testVault, rules: () => rules, description: () => DESCRIPTION });
  const call = (method: string, path: string, options?: BlockCall) => callBlock(block, method, path, options);
  const services = [
    { code: 'registration', block: 'registration' },
    { code: 'payments', block: 'payments' },
  ];
  await call('PUT', '/members/ours', { body: { member: OURS, name: 'Mother and child tracking', services } });
  await call('PUT', '/agreements/hospital', {
    body: { member: 'XX/GOV/0002/hospital', blocks: ['information-mediator', 'registration'], from: '2026-01-01' },
  });
  return { table, call };
};
