import * as z from 'zod';
import { task } from '../../../runtime/task.ts';
import { shelf } from '../../shelf.ts';
import { alertPage, type AlertingNeeds } from '../alerting.ts';
import { Things } from '../records.ts';
import { askPage } from '../replies.ts';

/**
 * Alerts one page of the participants of an event, or, once all were alerted, has one page of them asked what became of it. Says whether there
 * are more, and when to come again for those who are asleep.
 */
export const alertParticipants = (needs: AlertingNeeds) =>
  task(
    z.object({
      scheduleId: z.uuid(),
      alertAt: z.iso.datetime(),
      /** What the page before gave, as the state machine keeps it. */
      page: z.object({ value: z.object({ next: z.string().optional(), heldUntil: z.iso.datetime().optional() }) }).optional(),
    }),
    async ({ scheduleId, alertAt, page }, context) => {
      const { next: after, heldUntil } = page?.value ?? {};
      const schedule = await shelf(needs.table, Things.alert_schedule).find(scheduleId);
      return schedule?.value.settledAt === undefined
        ? alertPage(needs, { scheduleId, alertAt, after, heldUntil }, context)
        : askPage(needs, { scheduleId, alertAt, after }, context);
    },
  );
