/** What a country puts into the scheduler beside its care: kept, changed and looked for, with an entry in the log for each change. */
import { derivedId } from '../../kernel/ids.ts';
import { invalidRequest, Problem } from '../../kernel/problem.ts';
import type { Caller } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import type { PageRequest, Table, Write } from '../../table/table.ts';
import { settle, shelf, shelfWrite, type Shelved } from '../shelf.ts';
import type { AlertSchedules } from './alert-schedules.ts';
import { isOfCare, type CareSchedule, type Row, type RowPage } from './care.ts';
import { refuseStep } from './domain/booking.ts';
import { EVENT_NEXT, KINDS, LONGEST_SLOT_DAYS, type Details, type Kind, type KindName } from './domain/kinds.ts';
import { fits, type Filter } from './domain/listing.ts';
import { repliedWrites } from './replies.ts';
import { BookingRow, BookingRows, Calendars, OwnAppointments, participantOf, Things, type Thing, thingWrite } from './records.ts';

/** How many pages a list looks through for what fits, before it hands over what it has. */
const MOST_PAGES = 5;

/** What makes a repeat of a request the same request. */
export const causeOf = ({ once, causationId }: Caller): string => once?.key ?? causationId;

/** That something was done, by whom and when; ids only. */
export const logWrite = (caller: Caller, category: KindName, id: string, what: string): Write =>
  thingWrite(
    'log',
    {
      id: `${caller.at.replace(/\D/g, '')}-${derivedId('schedulerLog', causeOf(caller), category, id, what)}`,
      owner: caller.client,
      madeAt: caller.at,
      details: {
        logger_role: caller.user === undefined ? 'client' : 'user',
        logger_id: caller.by,
        log_category: category,
        datetime: caller.at,
        log_data: `${category} ${id} ${what}`,
      },
      subscribers: 0,
      appointments: 0,
      bySystem: true,
    },
    undefined,
  );

export const newThing = (caller: Caller, kind: KindName, place: number, details: Details): Thing => ({
  id: derivedId('schedulerThing', caller.client, causeOf(caller), kind, place),
  owner: caller.client,
  madeAt: caller.at,
  details,
  subscribers: 0,
  appointments: 0,
  bySystem: false,
  ...(caller.partner === undefined ? {} : { partner: caller.partner }),
});

const maySee = ({ personal }: Kind, { owner }: Thing, { partner }: Caller): boolean =>
  partner === undefined || !personal || owner === partner;

/** A thing as a caller is told of it: whoever is bound to areas, and a partner of what others made, sees no phone and no address. */
const toldTo = ({ private: hidden }: Kind, { id, owner, details }: Thing, { partner, areas }: Caller): Row => ({
  id,
  details:
    areas === undefined && (partner === undefined || partner === owner)
      ? details
      : Object.fromEntries(Object.entries(details).filter(([field]) => !hidden.includes(field))),
});

/** Things as they stand: with its event an appointment is cancelled too. */
const standing = async (table: Table, kind: Kind, found: readonly Thing[]): Promise<readonly Thing[]> => {
  if (kind.name !== 'appointment') return found;
  const ids = [...new Set(found.map(({ details }) => String(details['event_id'])))];
  const events = await Promise.all(ids.map((id) => shelf(table, Things.event).find(id)));
  const cancelled = new Set(ids.filter((_, place) => events[place]?.value.details['status'] === 'cancelled'));
  return found.map((thing) => {
    const { event_id: eventId, status_id: status } = thing.details;
    const isOver = !cancelled.has(String(eventId)) || !['booked', 'confirmed'].includes(String(status));
    return isOver ? thing : { ...thing, details: { ...thing.details, status_id: 'cancelled' } };
  });
};

/** The bookings of a participant that reach into a span; also those of events that were cancelled since. */
export const bookingsOf = async (
  table: Table,
  participant: string,
  { from, to }: { from: string; to: string },
): Promise<readonly BookingRow[]> => {
  const back = new Date(Date.parse(from) - LONGEST_SLOT_DAYS * 86_400_000).toISOString();
  const items = await table.all(keys.shelf(BookingRows.name, participant), { from: back, to });
  const found = items.map((item) => BookingRow.parse(item)).filter((row) => row.from < to && row.to > from);
  const events = await Promise.all(found.map(({ eventId }) => shelf(table, Things.event).find(eventId)));
  return found.filter((_, place) => events[place]?.value.details['status'] !== 'cancelled');
};

const hasCalendar = (kind: KindName): boolean => kind === 'resource' || kind === 'subscriber';

/** Whoever books somebody, or takes her away, writes her calendar: of two at once one is decided again. */
export const calendarWrite = async (table: Table, participant: string): Promise<Write> => {
  const seen = await shelf(table, Calendars, participant).find(participant);
  const place = seen === undefined ? { replaces: 'absent' as const } : { version: seen.version + 1, replaces: { version: seen.version } };
  return shelfWrite(Calendars, { participant }, { within: participant, ...place });
};

interface Needs {
  readonly table: Table;
  readonly care: CareSchedule;
  readonly alerts: AlertSchedules;
  /** Why an address cannot be called, or undefined when it can. */
  readonly faultOfUrl: (url: string) => string | undefined;
}

export const things = ({ table, care, alerts, faultOfUrl }: Needs) => {
  /** A thing that the caller may see. @throws {Problem} RecordNotFound */
  const get = async (kind: Kind, id: string, caller: Caller): Promise<Shelved<Thing>> => {
    const found = await shelf(table, Things[kind.name]).find(id);
    if (found === undefined || !maySee(kind, found.value, caller))
      throw new Problem('RecordNotFound', `there is no ${kind.name.replace('_', ' ')} of this id`);
    return found;
  };

  /** A thing that the caller may change. @throws {Problem} InvalidRequest, RecordNotFound, ScopeMissing, StatusRefuses */
  const getToChange = async (kind: Kind, id: string, caller: Caller): Promise<Shelved<Thing>> => {
    if (isOfCare(id))
      throw invalidRequest({ pointer: `#/query/${kind.name}_id`, detail: 'is planned by the programme and cannot be changed here' });
    const seen = await get(kind, id, caller);
    if (caller.partner !== undefined && seen.value.owner !== caller.partner)
      throw new Problem('ScopeMissing', 'only the client that made it, and the ministry, may change it');
    if (seen.value.bySystem) throw new Problem('StatusRefuses', 'what the scheduler has logged itself stays as it is');
    return seen;
  };

  /** @throws {Problem} RecordNotFound with the field that names nothing */
  const refuseMissing = async (kind: Kind, details: Details, caller: Caller): Promise<void> => {
    for (const [field, named] of Object.entries(kind.names)) {
      const id = details[field];
      if (typeof id !== 'string') continue;
      try {
        if (isOfCare(id)) {
          if (named === 'resource') await care.refuseStranger('resource', id, caller);
          else if (named !== 'entity') throw new Problem('RecordNotFound', 'is planned by the programme');
        } else await get(KINDS[named], id, caller);
      } catch (error) {
        if (!(error instanceof Problem) || error.name !== 'RecordNotFound') throw error;
        throw new Problem('RecordNotFound', `${field}: there is no ${named} of this id`, {
          errors: [{ pointer: `#/qry/${field}`, detail: `names no ${named}` }],
          cause: error,
        });
      }
    }
  };

  const refuseEventTimes = ({ from, to, deadline }: Details, pointer: string): void => {
    if (String(from) >= String(to)) throw invalidRequest({ pointer: `${pointer}/to`, detail: 'must be after from' });
    if (typeof deadline === 'string' && deadline > String(from))
      throw invalidRequest({ pointer: `${pointer}/deadline`, detail: 'must not be after the event begins' });
  };

  /** @throws {Problem} what a kind of its own refuses, beyond its shape */
  const refuseGiven = async (kind: Kind, given: Details, pointer: string, seen: Thing | undefined, caller: Caller): Promise<void> => {
    if (kind.name === 'alert_schedule') await alerts.refuse(given, pointer, seen, caller);
    for (const field of ['alert_url', 'status_poll_url']) {
      const fault = typeof given[field] === 'string' ? faultOfUrl(given[field]) : undefined;
      if (fault !== undefined) throw invalidRequest({ pointer: `${pointer}/${field}`, detail: fault });
    }
  };

  const writesOf = ({ name }: Kind, thing: Thing, seen: Shelved<Thing> | undefined, caller: Caller): readonly Write[] =>
    name === 'alert_schedule' ? alerts.writes(thing, seen, caller) : [thingWrite(name, thing, seen)];

  const newOnes = (kind: Kind, details: Details, caller: Caller): readonly Thing[] => {
    if (kind.name === 'log')
      return [newThing(caller, 'log', 0, { logger_id: caller.by, datetime: caller.at, ...details })].map((thing) => ({
        ...thing,
        id: `${caller.at.replace(/\D/g, '')}-${thing.id}`,
      }));
    if (kind.name !== 'event') return [newThing(caller, kind.name, 0, details)];
    const { slots, ...rest } = details as Details & { slots: readonly Details[] };
    return slots.map((slot, place) => {
      const event = { status: 'open', ...rest, ...slot };
      refuseEventTimes(event, '#/qry/details');
      return newThing(caller, 'event', place, event);
    });
  };

  const refuseEventChange = ({ details, appointments, subscribers }: Thing, changes: Details, { at }: Caller): void => {
    const next = { ...details, ...changes };
    refuseStep(EVENT_NEXT, String(details['status']), String(next['status']));
    if (String(details['to']) <= at && Object.keys(changes).some((field) => field !== 'status'))
      throw new Problem('StatusRefuses', 'of an event that is over only the status changes', { currentStatus: 'over' });
    refuseEventTimes(next, '#/qry/details');
    if (appointments > 0 && (details['from'] !== next['from'] || details['to'] !== next['to']))
      throw new Problem('StatusRefuses', 'an event with appointments keeps its time', { currentStatus: 'booked' });
    if (next['subscriber_limit'] !== undefined && Number(next['subscriber_limit']) < subscribers)
      throw new Problem('StatusRefuses', `${String(subscribers)} places are taken`, { currentStatus: 'booked' });
  };

  /** Nobody is taken out of a scheduler who is still expected somewhere. */
  const refuseBooked = async (kind: KindName, id: string, { at }: Caller): Promise<void> => {
    if (!hasCalendar(kind)) return;
    const ahead = await bookingsOf(table, participantOf(kind, id), { from: at, to: '9999' });
    if (ahead.length > 0)
      throw new Problem('StatusRefuses', 'there are appointments ahead; cancel them first', { currentStatus: 'booked' });
  };

  return {
    get,
    getToChange,
    refuseMissing,
    /** The ids of what was made, with commas between: an event for each slot. */
    create: (kind: Kind, details: Details, caller: Caller): Promise<string> =>
      settle(table, caller, async () => {
        await refuseMissing(kind, details, caller);
        await refuseGiven(kind, details, `#/qry/${kind.newIn}`, undefined, caller);
        const made = newOnes(kind, details, caller);
        const replied = kind.name === 'log' ? await repliedWrites(table, String(details['log_data']), caller) : [];
        const logged = kind.name === 'log' ? [] : made.map(({ id }) => logWrite(caller, kind.name, id, 'created'));
        return {
          writes: [...made.flatMap((thing) => writesOf(kind, thing, undefined, caller)), ...logged, ...replied],
          answer: made.map(({ id }) => id).join(','),
        };
      }),
    change: (kind: Kind, id: string, changes: Details, caller: Caller): Promise<string> =>
      settle(table, caller, async () => {
        const seen = await getToChange(kind, id, caller);
        await refuseMissing(kind, changes, caller);
        await refuseGiven(kind, changes, '#/qry/details', seen.value, caller);
        const details = { ...seen.value.details, ...changes };
        if (kind.name === 'event') refuseEventChange(seen.value, changes, caller);
        const what = typeof changes['status'] === 'string' ? `became ${changes['status']}` : 'changed';
        return { writes: [...writesOf(kind, { ...seen.value, details }, seen, caller), logWrite(caller, kind.name, id, what)], answer: id };
      }),
    /** Takes a thing away; an event stays, cancelled. */
    remove: (kind: Kind, id: string, caller: Caller): Promise<string> =>
      settle(table, caller, async () => {
        const seen = await getToChange(kind, id, caller);
        // read before the bookings are, so that one made meanwhile is noticed
        const calendar = hasCalendar(kind.name) ? [await calendarWrite(table, participantOf(kind.name, id))] : [];
        await refuseBooked(kind.name, id, caller);
        if (kind.name === 'event') {
          refuseStep(EVENT_NEXT, String(seen.value.details['status']), 'cancelled');
          const cancelled = { ...seen.value, details: { ...seen.value.details, status: 'cancelled' } };
          return { writes: [thingWrite('event', cancelled, seen), logWrite(caller, 'event', id, 'became cancelled')], answer: id };
        }
        const key = { pk: keys.shelf(Things[kind.name].name, 'all'), sk: id };
        return {
          writes: [{ remove: key, condition: { version: seen.version } }, ...calendar, logWrite(caller, kind.name, id, 'deleted')],
          answer: id,
        };
      }),
    /** Those of some ids that there are, and that the caller may see. */
    async byIds(kind: Kind, ids: readonly string[], caller: Caller): Promise<readonly Row[]> {
      const found = await Promise.all(ids.map((id) => shelf(table, Things[kind.name]).find(id)));
      const seen = found.flatMap((each) => (each === undefined || !maySee(kind, each.value, caller) ? [] : [each.value]));
      return (await standing(table, kind, seen)).map((thing) => toldTo(kind, thing, caller));
    },
    /** The appointments of a participant, or a page of all things of a kind that fit; a page may hold fewer than were asked for. */
    async find(kind: Kind, filter: Filter, caller: Caller, { limit = 1, after }: PageRequest): Promise<RowPage> {
      const { participant_type: type = 'subscriber', participant_id: participant } = filter;
      const source =
        typeof participant === 'string'
          ? async (request: PageRequest) => {
              const { items, next } = await shelf(table, OwnAppointments, participantOf(String(type), participant)).page(request);
              const each = await Promise.all(items.map(({ value }) => shelf(table, Things.appointment).get(value.id, 'appointment')));
              return { items: each, ...(next === undefined ? {} : { next }) };
            }
          : (request: PageRequest) => shelf(table, Things[kind.name]).page(request);
      const rows: Row[] = [];
      let place = after;
      for (let page = 0; page < MOST_PAGES && rows.length < limit; page += 1) {
        const { items, next } = await source({ limit: limit - rows.length, ...(place === undefined ? {} : { after: place }) });
        const seen = items.map(({ value }) => value).filter((thing) => maySee(kind, thing, caller));
        const told = (await standing(table, kind, seen)).map((thing) => toldTo(kind, thing, caller));
        // by what the caller is told: nobody finds out by guessing what is kept from her
        rows.push(...told.filter(({ details }) => fits(kind, details, filter)));
        place = next;
        if (next === undefined) break;
      }
      return { rows, ...(place === undefined ? {} : { next: place }) };
    },
  };
};
export type SchedulerThings = ReturnType<typeof things>;
