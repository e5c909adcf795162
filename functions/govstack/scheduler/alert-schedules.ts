/** Alert schedules as they are made and moved: when they fall due, and which can alert nobody. */
import { EventAlertScheduled } from '../../../events/catalogue.ts';
import { outboxItems, type Context } from '../../casefile/files.ts';
import { addDays, dateOf, laterOf, type PlainDate } from '../../kernel/dates.ts';
import { invalidRequest, Problem, statusRefuses } from '../../kernel/problem.ts';
import type { Caller } from '../../runtime/operation.ts';
import { dueOn, keys } from '../../table/keys.ts';
import type { Range, Table, Write } from '../../table/table.ts';
import { shelf, type Shelved } from '../shelf.ts';
import type { Target } from './domain/alert-fields.ts';
import type { Details } from './domain/kinds.ts';
import { reachOf } from './reach.ts';
import { Participant, Participants, Things, type Thing, thingWrite } from './records.ts';

interface Needs {
  readonly table: Table;
  readonly shards: () => number;
}

export const alertAtOf = ({ details }: Thing): string => String(details['alert_datetime']);

/** The day before: whoever finds it then waits for the minute. */
export const lookOn = (alertAt: string): PlainDate => addDays(dateOf(alertAt), -1);

/** When something is next done because of a schedule: it alerts, then asks what became of it; undefined: no more. */
export const nextTimeOf = (schedule: Thing): string | undefined => {
  if (schedule.settledAt === undefined) return alertAtOf(schedule);
  return schedule.askedAt === undefined ? schedule.askAt : undefined;
};

/** An alert schedule in its place, and in the due index while something is ahead. */
export const scheduleWrite = (schedule: Thing, seen: Shelved<Thing> | undefined, shards: number, at: string): Write => {
  const write = thingWrite('alert_schedule', schedule, seen);
  const next = nextTimeOf(schedule);
  if (!('put' in write) || next === undefined) return write;
  const { id } = schedule;
  const due = dueOn('update', laterOf(lookOn(next), dateOf(at)), 'schedulerAlert', id, id, shards);
  return { ...write, put: { ...write.put, ...due, area: '', programme: '' } };
};

/** The fact by which a schedule is waited for that no sweep would find in time. */
export const waitedFor = (schedule: Pick<Thing, 'id'>, version: number, alertAt: string, context: Context): readonly Write[] =>
  outboxItems({ id: schedule.id, version, area: '', programme: '' }, context, [EventAlertScheduled.of({ alertAt })]).map((put): Write => ({
    put,
  }));

const RANGES: Readonly<Record<Target, Range>> = {
  resource: { beginsWith: 'resource#' },
  subscriber: { beginsWith: 'subscriber#' },
  both: {},
};

/** A page of those who take part in an event, in an order that holds. */
export const participantsOf = async (
  table: Table,
  eventId: string,
  target: Target,
  request: { limit: number; after?: string | undefined },
) => {
  const { limit, after } = request;
  const { items, next } = await table.page(keys.shelf(Participants.name, eventId), RANGES[target], {
    limit,
    ...(after === undefined ? {} : { after }),
  });
  return { participants: items.map((item) => Participant.parse(item)), next };
};

/** How many of those who are booked by now are looked at, to tell that an alert would reach nobody. */
const LOOKED_AT = 50;

export const alertSchedules = ({ table, shards }: Needs) => ({
  /**
   * Refuses what would not alert anybody, or is not the caller's to alert.
   * @param at where `given` stands in the request
   * @throws {Problem} InvalidRequest, ScopeMissing, StatusRefuses
   */
  async refuse(given: Details, at: string, seen: Thing | undefined, caller: Caller): Promise<void> {
    if (seen?.alertedAt !== undefined)
      throw new Problem('StatusRefuses', 'it has alerted, and does so once; make another one', { currentStatus: 'alerted' });
    const { alert_datetime: alertAt } = given;
    if (typeof alertAt === 'string' && alertAt <= caller.at)
      throw invalidRequest({ pointer: `${at}/alert_datetime`, detail: 'must be ahead' });
    const { event_id: eventId, message_id: messageId, target_category: target } = { ...seen?.details, ...given };
    const event = await shelf(table, Things.event).get(String(eventId), 'event');
    if (caller.partner !== undefined && event.value.owner !== caller.partner)
      throw new Problem('ScopeMissing', 'only the client that made an event, and the ministry, has its participants alerted');
    if (event.value.details['status'] === 'cancelled')
      throw statusRefuses('alert of an event', 'cancelled', ['planned', 'open', 'closed', 'completed']);
    const message = await shelf(table, Things.message).get(String(messageId), 'message');
    const { participants } = await participantsOf(table, String(eventId), target as Target, { limit: LOOKED_AT });
    for (const participant of participants) {
      const { way } = await reachOf(table, participant, String(message.value.details['message_body']));
      if (way !== undefined) return;
    }
    if (participants.length > 0)
      throw invalidRequest({
        pointer: `${at}/target_category`,
        detail:
          'reaches nobody who is booked: give them an email or an alert_url; texts go to mothers and care workers of the programme alone, and are one line of 320 characters',
      });
  },
  /** A new or changed schedule, with the fact by which it is waited for in time. */
  writes: (schedule: Thing, seen: Shelved<Thing> | undefined, context: Context): readonly Write[] => [
    scheduleWrite(schedule, seen, shards(), context.at),
    ...waitedFor(schedule, (seen?.version ?? 0) + 1, alertAtOf(schedule), context),
  ],
});
export type AlertSchedules = ReturnType<typeof alertSchedules>;
