import { faultOfUrl } from '../../../partners/http/webhook-client.ts';
import { files, table } from '../../../runtime/aws.ts';
import { environment } from '../../../runtime/environment.ts';
import { programmes } from '../../../runtime/programmes.ts';
import { webhookRules } from '../../../runtime/webhooks.ts';
import { schedulerBlock } from '../block.ts';

export const { handler, manifest } = schedulerBlock({
  table,
  files,
  timeZone: () => programmes.all()[0]?.timeZone ?? 'UTC',
  shards: () => environment().DUE_SHARDS,
  faultOfUrl: (url) => faultOfUrl(url, webhookRules()),
});
