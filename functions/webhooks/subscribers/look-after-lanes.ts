import { onDue } from '../../runtime/subscriber.ts';
import { findLane, findWebhook } from '../records.ts';
import { wakeLane, type WakeNeeds } from '../wake.ts';

/** A lane has something to send, and nobody has been seen at it since its day came: another execution takes it over. */
export const lookAfterLanes = (needs: WakeNeeds) =>
  onDue(['webhook'], 'LookAfterWebhooks', async ({ metadata: { caseId, eventId }, data: { item: webhookId, dueOn } }, { at }) => {
    const lane = await findLane(needs.table, webhookId, caseId);
    if (lane?.pending !== true || lane.lookOn === undefined || lane.lookOn > dueOn) return;
    const webhook = await findWebhook(needs.table, webhookId);
    const { area, programme } = lane;
    await wakeLane(needs, {
      webhookId,
      caseId,
      area,
      programme,
      cause: eventId,
      at,
      quiet: webhook?.state === 'paused' || webhook?.state === 'disabled',
      manner: 'takeOver',
    });
  });
