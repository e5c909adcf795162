import * as z from 'zod';
import { Instant } from '../../casefile/case.ts';
import type { Write } from '../../table/table.ts';
import { shelfKind, shelfWrite, type Shelved, type ShelfKind } from '../shelf.ts';
import { WAYS } from './domain/alert-fields.ts';
import { KIND_NAMES, type KindName } from './domain/kinds.ts';

/** Something that a country has put into the scheduler beside its care. */
export const Thing = z.object({
  id: z.string(),
  /** The client that made it: another partner does not change it. */
  owner: z.string().max(128),
  madeAt: Instant,
  details: z.record(z.string(), z.unknown()),
  /** An event's subscribers that have a place. */
  subscribers: z.int().min(0).default(0),
  /** An event's appointments that were not cancelled. */
  appointments: z.int().min(0).default(0),
  /** Written by the scheduler itself: an entry of the log that nobody changes. */
  bySystem: z.boolean().default(false),
  /** The partner that made it: its alerts reach the mothers whom it registered, and no other. */
  partner: z.string().optional(),
  /** When an alert schedule began to alert: it is done once, and stays as it is. */
  alertedAt: Instant.optional(),
  /** When all whom it is for were gone through. */
  settledAt: Instant.optional(),
  /** When those are asked who gave an address for that and have not said what became of it; absent: nobody did. */
  askAt: Instant.optional(),
  /** When all of them were gone through. */
  askedAt: Instant.optional(),
});
export type Thing = z.infer<typeof Thing>;

const capital = (name: string): string => name.replace(/(?:^|_)[a-z]/g, (start) => start.slice(-1).toUpperCase());

/** A shelf for each kind. */
export const Things = Object.fromEntries(
  KIND_NAMES.map((name) => [name, shelfKind<Thing>({ name: `scheduler${capital(name)}`, schema: Thing, idOf: ({ id }) => id })]),
) as Readonly<Record<KindName, ShelfKind<Thing>>>;

/** A thing in the place of the one that was read, or where none was. */
export const thingWrite = (kind: KindName, value: Thing, seen: Shelved<Thing> | undefined): Write =>
  shelfWrite(
    Things[kind],
    value,
    seen === undefined ? { replaces: 'absent' } : { version: seen.version + 1, replaces: { version: seen.version } },
  );

/** A time in the calendar of a participant, in the order of the times. */
export const BookingRow = z.object({
  appointmentId: z.string(),
  eventId: z.string(),
  from: Instant,
  to: Instant,
  exclusive: z.boolean(),
});
export type BookingRow = z.infer<typeof BookingRow>;
export const BookingRows = shelfKind<BookingRow>({
  name: 'schedulerBooking',
  schema: BookingRow,
  idOf: ({ from, eventId }) => `${from}#${eventId}`,
});

/** The appointments that a participant ever had. */
export const OwnAppointment = z.object({ id: z.string() });
export type OwnAppointment = z.infer<typeof OwnAppointment>;
export const OwnAppointments = shelfKind<OwnAppointment>({
  name: 'schedulerOwnAppointment',
  schema: OwnAppointment,
  idOf: ({ id }) => id,
});

/** What two bookings of one participant both write, so that of two at once one is decided again. */
export const Calendar = z.object({ participant: z.string() });
export type Calendar = z.infer<typeof Calendar>;
export const Calendars = shelfKind<Calendar>({ name: 'schedulerCalendar', schema: Calendar, idOf: ({ participant }) => participant });

/** Whose calendar: resources and subscribers may have the same id. */
export const participantOf = (type: string, id: string): string => `${type}#${id}`;
/** Who that is. */
export const participantIn = (participant: string): Pick<Participant, 'type' | 'id'> => {
  const place = participant.indexOf('#');
  return { type: Participant.shape.type.parse(participant.slice(0, place)), id: participant.slice(place + 1) };
};

/** Who takes part in an event, in an order that holds. */
export const Participant = z.object({ type: z.enum(['resource', 'subscriber']), id: z.string(), appointmentId: z.string() });
export type Participant = z.infer<typeof Participant>;
export const Participants = shelfKind<Participant>({
  name: 'schedulerParticipant',
  schema: Participant,
  idOf: ({ type, id }) => participantOf(type, id),
});

/**
 * What became of an alert for one participant. `handed`: our Messaging block has it; `waiting` for its turn or another try; `calling` lasts for
 * one call of the gateway of texts; `sent`, `failed` after the last try, `refused`: no way led there.
 */
export const AlertState = z.enum(['handed', 'waiting', 'calling', 'sent', 'failed', 'refused']);
export const AlertRow = z.object({
  /** As the calendar names a participant; no address, which is read anew. */
  participant: z.string(),
  /** Of this one alert; also the request by which Messaging knows it. */
  token: z.uuid(),
  way: z.enum(WAYS).optional(),
  state: AlertState,
  reason: z.string().optional(),
  tries: z.int().min(0).default(0),
  /** What the participant has said of it, by itself or when it was asked. */
  reply: z.object({ status: z.string(), at: Instant }).optional(),
  /** Whether the participant has an address where it can be asked; absent: it had none when it was alerted. */
  ask: z.object({ state: z.enum(['ahead', 'waiting', 'done']), tries: z.int().min(0) }).optional(),
  expiresAt: z.int(),
});
export type AlertRow = z.infer<typeof AlertRow>;
export const AlertRows = shelfKind<AlertRow>({ name: 'schedulerAlert', schema: AlertRow, idOf: ({ participant }) => participant });

/** Which alert a token is of. */
export const AlertToken = z.object({ token: z.uuid(), scheduleId: z.string(), participant: z.string(), expiresAt: z.int() });
export type AlertToken = z.infer<typeof AlertToken>;
/** Each on a shelf of its own: `within` is the token. */
export const AlertTokens = shelfKind<AlertToken>({ name: 'schedulerAlertToken', schema: AlertToken, idOf: ({ token }) => token });
