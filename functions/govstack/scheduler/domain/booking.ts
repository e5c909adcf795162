import { Problem, statusRefuses } from '../../../kernel/problem.ts';

/** A time of somebody or something in a calendar. */
export interface Booking {
  readonly appointmentId: string;
  readonly eventId: string;
  readonly from: string;
  readonly to: string;
  readonly exclusive: boolean;
}

/** An event as far as a booking depends on it. */
export interface Bookable {
  readonly status: string;
  readonly from: string;
  readonly to: string;
  readonly deadline?: string | undefined;
  readonly limit?: number | undefined;
  /** How many subscribers have a place. */
  readonly subscribers: number;
}

const overlaps = (left: Pick<Booking, 'from' | 'to'>, right: Pick<Booking, 'from' | 'to'>): boolean =>
  left.from < right.to && right.from < left.to;

/** @throws {Problem} StatusRefuses when an event takes no booking of this kind now */
export const refuseClosed = (event: Bookable, type: 'resource' | 'subscriber', at: string): void => {
  if (event.status !== 'open') throw statusRefuses('book an event', event.status, ['open']);
  if (event.to <= at) throw statusRefuses('book an event', 'over', ['open']);
  // resources are arranged by whoever holds the event, up to its end
  if (type === 'resource') return;
  if (event.deadline !== undefined && event.deadline < at)
    throw new Problem('StatusRefuses', 'the deadline of the event has passed', { currentStatus: 'deadlinePassed' });
  if (event.limit !== undefined && event.subscribers >= event.limit)
    throw new Problem('StatusRefuses', `the event has ${String(event.limit)} places, and all are taken`, { currentStatus: 'full' });
};

/** @throws {Problem} AlreadyExists for the same event, StatusRefuses for another one at the same time where either wants to be alone */
export const refuseDouble = (wanted: Omit<Booking, 'appointmentId'>, calendar: readonly Booking[]): void => {
  if (calendar.some(({ eventId }) => eventId === wanted.eventId))
    throw new Problem('AlreadyExists', 'the participant has an appointment for this event');
  if (calendar.some((other) => overlaps(other, wanted) && (other.exclusive || wanted.exclusive)))
    throw new Problem('StatusRefuses', 'the participant is booked at that time', { currentStatus: 'booked' });
};

/** @throws {Problem} StatusRefuses when a life cycle does not lead from one status to the other */
export const refuseStep = (next: Readonly<Record<string, readonly string[]>>, from: string, to: string): void => {
  const allowed = next[from] ?? [];
  if (from !== to && !allowed.includes(to)) throw statusRefuses(`become ${to}`, from, allowed);
};
