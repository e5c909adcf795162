import { Problem } from '../../kernel/problem.ts';
import type { Caller } from '../../runtime/operation.ts';
import type { Table, Write } from '../../table/table.ts';
import { settle, shelfWrite } from '../shelf.ts';
import { isOfCare, type CareSchedule } from './care.ts';
import { refuseClosed, refuseDouble, type Booking } from './domain/booking.ts';
import { KINDS, type Details } from './domain/kinds.ts';
import { movedWrites } from './moved-writes.ts';
import { BookingRows, OwnAppointments, participantOf, Participants, type Thing, thingWrite } from './records.ts';
import { bookingsOf, calendarWrite, logWrite, newThing, type SchedulerThings } from './things.ts';

interface Needs {
  readonly table: Table;
  readonly care: CareSchedule;
  readonly things: SchedulerThings;
}

interface Wanted {
  readonly event_ids: readonly string[];
  readonly participant_type: 'resource' | 'subscriber';
  readonly participant_id: string;
  readonly participant_entity_id?: string;
  readonly exclusive?: boolean;
}

const bookable = ({ details, subscribers }: Thing) => {
  const { status, from, to, deadline, subscriber_limit: limit } = details;
  return {
    status: String(status),
    from: String(from),
    to: String(to),
    subscribers,
    deadline: typeof deadline === 'string' ? deadline : undefined,
    limit: limit === undefined ? undefined : Number(limit),
  };
};

/** Appointments: who or what takes part in which event. */
export const appointments = ({ table, care, things }: Needs) => ({
  /** Books all of the events or none; gives the ids of the appointments with commas between. */
  book: (given: Details, caller: Caller): Promise<string> =>
    settle(table, caller, async () => {
      const { event_ids: eventIds, ...wanted } = given as Details & Wanted;
      const { participant_type: type, participant_id: id, exclusive = type === 'resource' } = wanted;
      if (isOfCare(id)) await care.refuseStranger(type, id, caller);
      else await things.get(KINDS[type], id, caller);
      await things.refuseMissing(KINDS.appointment, wanted, caller);

      const participant = participantOf(type, id);
      const taken: Booking[] = [];
      const writes: Write[] = [await calendarWrite(table, participant)];
      const made: string[] = [];
      for (const [place, eventId] of eventIds.entries()) {
        if (isOfCare(eventId))
          throw new Problem('StatusRefuses', 'contacts of the programme are not booked here', { currentStatus: 'planned' });
        const event = await things.get(KINDS.event, eventId, caller);
        const { from, to, ...state } = bookable(event.value);
        refuseClosed({ from, to, ...state }, type, caller.at);
        refuseDouble({ eventId, from, to, exclusive }, [...taken, ...(await bookingsOf(table, participant, { from, to }))]);
        const appointment = newThing(caller, 'appointment', place, {
          ...wanted,
          exclusive,
          event_id: eventId,
          status_id: 'booked',
          from,
          to,
        });
        const booking = { appointmentId: appointment.id, eventId, from, to, exclusive };
        taken.push(booking);
        made.push(appointment.id);
        const { subscribers, appointments: count } = event.value;
        const counted = { ...event.value, appointments: count + 1, subscribers: subscribers + (type === 'subscriber' ? 1 : 0) };
        writes.push(
          thingWrite('event', counted, event),
          thingWrite('appointment', appointment, undefined),
          shelfWrite(BookingRows, booking, { within: participant, replaces: 'absent' }),
          shelfWrite(OwnAppointments, { id: appointment.id }, { within: participant }),
          shelfWrite(Participants, { type, id, appointmentId: appointment.id }, { within: eventId }),
          logWrite(caller, 'appointment', appointment.id, 'booked'),
        );
      }
      return { writes, answer: made.join(',') };
    }),
  /** @throws {Problem} StatusRefuses */
  move: (id: string, status: string, caller: Caller): Promise<string> =>
    settle(table, caller, async () => {
      const seen = await things.getToChange(KINDS.appointment, id, caller);
      const writes = await movedWrites(table, seen, status);
      return { writes: [...writes, logWrite(caller, 'appointment', id, `became ${status}`)], answer: id };
    }),
});
export type Appointments = ReturnType<typeof appointments>;
