import * as z from 'zod';
import { task } from '../../../runtime/task.ts';
import { alertPage, type AlertingNeeds } from '../alerting.ts';

/** Alerts one page of the participants of an event, and says whether there are more. */
export const alertParticipants = (needs: AlertingNeeds) =>
  task(
    z.object({
      scheduleId: z.uuid(),
      alertAt: z.iso.datetime(),
      /** What the page before gave, as the state machine keeps it. */
      page: z.object({ value: z.object({ next: z.string().optional() }) }).optional(),
    }),
    ({ scheduleId, alertAt, page }, context) => alertPage(needs, { scheduleId, alertAt, after: page?.value.next }, context),
  );
