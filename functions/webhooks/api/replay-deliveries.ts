import * as z from 'zod';
import { derivedId } from '../../kernel/ids.ts';
import { invalidRequest, statusRefuses } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import { causeOf } from '../secrets.ts';
import { getWebhook, Moment, WebhookPath, type Needs } from './needs.ts';

const Request = z.strictObject({
  from: Moment.optional().describe('events that happened from this instant on'),
  to: Moment.optional().describe('and up to this one'),
  dead: z.boolean().default(false).describe('only dead letters'),
});

/** `POST /webhooks/{webhookId}/replays`: sends the events of a time once more, or its dead letters, in the order of each case. */
export const replayDeliveries = ({ table, workflows }: Pick<Needs, 'table' | 'workflows'>) =>
  operation('replayDeliveries', {
    route: 'POST /webhooks/{webhookId}/replays',
    scope: 'webhooks.write',
    summary: 'Send the events of a time, or the dead letters, to a webhook once more',
    status: 202,
    path: WebhookPath,
    body: Request,
    response: z.object({ replayId: z.string() }),
    async run({ path: { webhookId }, body: { from, to, dead } }, caller) {
      const { state } = await getWebhook(table, webhookId, caller);
      if (state !== 'active') throw statusRefuses('replay', state, ['active']);
      if (from !== undefined && to !== undefined && to < from) throw invalidRequest({ pointer: '#/body/to', detail: 'is before from' });
      if (!dead && from === undefined)
        throw invalidRequest({ pointer: '#/body/from', detail: 'is needed, unless only dead letters are sent again' });
      const replayId = derivedId('replays', webhookId, causeOf(caller));
      await workflows.start('webhook-round', replayId, {
        webhookId,
        // what was delivered goes first: a dead letter that is delivered by this very replay is not met again
        states: dead ? ['dead'] : ['delivered', 'dead'],
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      });
      return { replayId };
    },
  });
