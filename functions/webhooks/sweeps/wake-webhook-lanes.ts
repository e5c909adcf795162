import * as z from 'zod';
import { derivedId } from '../../kernel/ids.ts';
import { task } from '../../runtime/task.ts';
import type { PageRequest } from '../../table/table.ts';
import { againWrite, findWebhook, pageOfDeliveries, pageOfPending } from '../records.ts';
import { wakeLane, type WakeNeeds } from '../wake.ts';

const PAGE = 50;

/** What a round is for: all that waits is to be tried now, or the deliveries of a time and state are to be made once more. */
export const RoundInput = z.object({
  webhookId: z.uuid(),
  /** The states whose deliveries are made once more, one after the other; without any, what waits is tried. */
  states: z.array(z.enum(['delivered', 'dead'])).max(2),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  /** What the page before gave, as the state machine keeps it. */
  next: z.object({ value: z.object({ cursor: z.string().optional(), state: z.int() }) }).optional(),
});
export type RoundInput = z.infer<typeof RoundInput>;

/** Wakes the lanes of one page, and says where the next one begins. What is woken twice is sent once. */
export const wakeWebhookLanes = (needs: WakeNeeds) =>
  task(RoundInput, async ({ webhookId, states, from, to, next }, { at, execution }) => {
    const webhook = await findWebhook(needs.table, webhookId);
    if (webhook === undefined) return { more: false, state: 0 };
    const { cursor, state = 0 } = next?.value ?? {};
    const request: PageRequest = { limit: PAGE, ...(cursor === undefined ? {} : { after: cursor }) };
    const quiet = webhook.state !== 'active';
    const about = { webhookId, at, quiet, manner: 'atOnce' } as const;
    const wanted = states[state];
    let following: string | undefined;
    if (wanted === undefined) {
      const page = await pageOfPending(needs.table, webhookId, request);
      for (const { caseId, area, programme } of page.items)
        await wakeLane(needs, { ...about, caseId, area, programme, cause: derivedId('round', execution, caseId) });
      following = page.next;
    } else {
      const page = await pageOfDeliveries(needs.table, webhookId, wanted, { from, to }, request);
      for (const { caseId, deliveryId, sequence } of page.items)
        await wakeLane(needs, {
          ...about,
          caseId,
          area: '',
          programme: '',
          cause: derivedId('round', execution, deliveryId),
          also: [againWrite(webhookId, caseId, sequence)],
        });
      following = page.next;
    }
    if (following !== undefined) return { more: true, state, cursor: following };
    return { more: state + 1 < states.length, state: state + 1 };
  });
