import { EventAlertScheduled } from '../../../../events/catalogue.ts';
import type { Context } from '../../../casefile/files.ts';
import { dateOf, laterOf } from '../../../kernel/dates.ts';
import { on, onDue, type Subscription } from '../../../runtime/subscriber.ts';
import type { Workflows } from '../../../runtime/workflows.ts';
import type { Table } from '../../../table/table.ts';
import { shelf } from '../../shelf.ts';
import { lookOn, nextTimeOf } from '../alert-schedules.ts';
import { Things } from '../records.ts';

export interface AwaitNeeds {
  readonly table: Table;
  readonly workflows: Pick<Workflows, 'start'>;
}

/**
 * Has somebody wait for the next time of an alert schedule, from the day before: one run for each time, and one more each day on which it is
 * found overdue.
 */
const awaitAlert = async ({ table, workflows }: AwaitNeeds, scheduleId: string, { at }: Pick<Context, 'at'>): Promise<void> => {
  const schedule = await shelf(table, Things.alert_schedule).find(scheduleId);
  const alertAt = schedule === undefined ? undefined : nextTimeOf(schedule.value);
  if (alertAt === undefined || lookOn(alertAt) > dateOf(at)) return;
  const day = laterOf(dateOf(alertAt), dateOf(at));
  await workflows.start('scheduler-alert', `${scheduleId}-${alertAt.replace(/\D/g, '')}-${day}`, { scheduleId, alertAt });
};

/** A schedule has fallen due, or was made or moved so late that no sweep finds it in time. */
export const awaitAlerts = (needs: AwaitNeeds): readonly Subscription[] => [
  onDue(['schedulerAlert'], 'AwaitAlert', ({ metadata: { caseId } }, context) => awaitAlert(needs, caseId, context)),
  on(EventAlertScheduled, 'AwaitAlert', ({ metadata: { caseId } }, context) => awaitAlert(needs, caseId, context)),
];
