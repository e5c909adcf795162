import * as z from 'zod';

/** Where a message stands, and where it may go. An e-mail that was delivered may still come back. */
export const STATUS_NEXT = {
  scheduled: ['processing', 'notSent'],
  processing: ['scheduled', 'deferred', 'delivered', 'bounced', 'notSent'],
  deferred: ['delivered', 'bounced', 'notSent'],
  delivered: ['bounced'],
  bounced: [],
  notSent: [],
} as const satisfies Record<string, readonly string[]>;
export type Status = keyof typeof STATUS_NEXT;

export const STATUSES = Object.keys(STATUS_NEXT) as readonly Status[];
export const Status = z.enum(STATUSES);

/** Whether a message may go from one status to another. */
export const mayBecome = (from: Status, to: Status): boolean => (STATUS_NEXT[from] as readonly Status[]).includes(to);

const Count = z.int().min(0);

/** How many messages of a request stand where. */
export const StatusCounts = z.object({
  scheduled: Count,
  processing: Count,
  deferred: Count,
  delivered: Count,
  bounced: Count,
  notSent: Count,
});
export type Counts = Readonly<Record<Status, number>>;

export const countsOf = (statuses: readonly Status[]): Counts =>
  Object.fromEntries(STATUSES.map((status) => [status, statuses.filter((each) => each === status).length])) as Record<Status, number>;

export const NOTHING: Counts = countsOf([]);

export const sumOf = (parts: readonly Counts[]): Counts =>
  Object.fromEntries(STATUSES.map((status) => [status, parts.reduce((sum, part) => sum + part[status], 0)])) as Record<Status, number>;

/** What has to be added to go from some counts to others. */
export const differenceOf = (before: Counts, after: Counts): Counts =>
  Object.fromEntries(STATUSES.map((status) => [status, after[status] - before[status]])) as Record<Status, number>;

const underWay = ({ scheduled, processing, deferred }: Counts): number => scheduled + processing + deferred;

/** Whether nothing is under way any more. */
export const isSettled = (counts: Counts): boolean => underWay(counts) === 0;

const totalOf = (counts: Counts): number => STATUSES.reduce((total, status) => total + counts[status], 0);

/**
 * Whether what another system tells of messages can be believed after what it told before: it tells of all of them, what came back stays so,
 * and what had ended does not begin again.
 */
export const mayFollow = (before: Counts, told: Counts): boolean =>
  totalOf(told) === totalOf(before) &&
  told.bounced >= before.bounced &&
  told.notSent >= before.notSent &&
  underWay(told) <= underWay(before);

/** A status as callers spell it: `notSent`, `not_sent`, `not sent`. */
export const statusNamed = (name: string): Status | undefined => {
  const plain = name.replace(/[_ ]/g, '').toLowerCase();
  return STATUSES.find((status) => status.toLowerCase() === plain);
};

/** The counts that were asked for, each under the name by which it was. */
export const answerOf = (counts: Counts, names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const status = statusNamed(name);
      return status === undefined ? [] : [[name, counts[status]]];
    }),
  );
