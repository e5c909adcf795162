import { files, table } from '../../../runtime/aws.ts';
import { consentRegister } from '../../../runtime/consent-register.ts';
import { programmes } from '../../../runtime/programmes.ts';
import { signer } from '../../../runtime/signer.ts';
import { vault } from '../../../runtime/vault.ts';
import { webhookRules } from '../../../runtime/webhooks.ts';
import { workflows } from '../../../runtime/workflows.ts';
import { buildingBlock } from '../../building-block.ts';
import { consentOperations } from '../operations.ts';

export const { handler, manifest } = buildingBlock({
  name: 'consent',
  table,
  operations: consentOperations({ files, table, vault, signer, programmes, workflows, rules: webhookRules, register: consentRegister }),
});
