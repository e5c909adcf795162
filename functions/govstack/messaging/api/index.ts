import { files, table } from '../../../runtime/aws.ts';
import { programmes } from '../../../runtime/programmes.ts';
import { buildingBlock } from '../../building-block.ts';
import { messagingOperations, refusalForSuites } from '../block.ts';

export const { handler, manifest } = buildingBlock({
  name: 'messaging',
  table,
  operations: messagingOperations({ files, table, programmes }),
  refusal: refusalForSuites,
});
