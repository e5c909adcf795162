import { files, table } from '../../../runtime/aws.ts';
import { programmes } from '../../../runtime/programmes.ts';
import { vault } from '../../../runtime/vault.ts';
import { buildingBlock } from '../../building-block.ts';
import { REGISTRATION_ALIASES, registrationOperations } from './operations.ts';
import { systemError } from './refusal.ts';

export const { handler, manifest } = buildingBlock({
  name: 'registration',
  table,
  operations: registrationOperations({ table, files, vault, programmes }),
  aliases: REGISTRATION_ALIASES,
  refusal: systemError,
});
