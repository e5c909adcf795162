import { files, table } from '../../../runtime/aws.ts';
import { programmes } from '../../../runtime/programmes.ts';
import { schedulerBlock } from '../block.ts';

export const { handler, manifest } = schedulerBlock({
  table,
  files,
  timeZone: () => programmes.all()[0]?.timeZone ?? 'UTC',
});
