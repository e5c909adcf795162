import { consentOperations } from '../../../functions/govstack/consent/operations.ts';
import { buildingBlock } from '../../../functions/govstack/building-block.ts';
import { shippedProgrammes } from '../../support/builders.ts';
import { callBlock, type BlockCall } from '../../support/block-call.ts';
import { aSigner } from '../../support/signer.ts';
import { testVault, worldOn } from '../../support/world.ts';
import { aWebhooksWorld } from '../webhooks/webhooks-world.ts';

export type Json = Readonly<Record<string, unknown>>;

/** The Consent block over a table in memory, or over the one of a world in which its webhooks are sent. */
export const aConsentBlock = (webhooks = aWebhooksWorld()) => {
  const world = worldOn(webhooks.table);
  const signer = aSigner();
  const needs = { files: world.files, table: world.table, vault: testVault, signer, programmes: shippedProgrammes };
  const { workflows, rules } = webhooks.needs;
  const block = buildingBlock({ name: 'consent', table: world.table, operations: consentOperations({ ...needs, workflows, rules }) });
  return {
    world,
    needs,
    signer,
    call: async (method: string, path: string, options: BlockCall = {}): Promise<{ status: number; body: Json }> => {
      const { status, body } = await callBlock(block, method, path, options);
      return { status, body: body as Json };
    },
  };
};
