import type { Table, Write } from '../../table/table.ts';
import { keys } from '../../table/keys.ts';
import { shelf, type Shelved } from '../shelf.ts';
import { refuseStep } from './domain/booking.ts';
import { APPOINTMENT_NEXT } from './domain/kinds.ts';
import { BookingRows, participantOf, Participants, Things, type Thing, thingWrite } from './records.ts';

/**
 * Moves an appointment along its life cycle; one that is cancelled gives its place and its time back.
 * @throws {Problem} StatusRefuses when its status does not lead there
 */
export const movedWrites = async (table: Table, seen: Shelved<Thing>, status: string): Promise<readonly Write[]> => {
  const { details } = seen.value;
  refuseStep(APPOINTMENT_NEXT, String(details['status_id']), status);
  const moved = thingWrite('appointment', { ...seen.value, details: { ...details, status_id: status } }, seen);
  if (status !== 'cancelled' || details['status_id'] === 'cancelled') return [moved];
  const [type, from, eventId] = [details['participant_type'], details['from'], details['event_id']].map(String);
  const event = await shelf(table, Things.event).get(eventId ?? '', 'event');
  const { subscribers, appointments: count } = event.value;
  const counted = { ...event.value, appointments: count - 1, subscribers: subscribers - (type === 'subscriber' ? 1 : 0) };
  const participant = participantOf(type ?? '', String(details['participant_id']));
  const booking = { pk: keys.shelf(BookingRows.name, participant), sk: `${String(from)}#${String(eventId)}` };
  const taking = { pk: keys.shelf(Participants.name, String(eventId)), sk: participant };
  return [moved, thingWrite('event', counted, event), { remove: booking }, { remove: taking }];
};
