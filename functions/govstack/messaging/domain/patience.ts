/** How long what nobody takes now is tried again: at once, then after growing pauses, up to an end. */

const MINUTE_MS = 60_000;

/** Tries that the queue makes one after the other before a pause; fewer than it has. */
const TRIES_AT_ONCE = 3;

/** The pauses in minutes; the last one again and again. The sweep that ends them runs every hour. */
const PAUSE_MINUTES = [30, 60, 120, 240, 360];

/** An outage of a partner may last a day; after two, what was to be told is too old. */
const MOST_MINUTES = 48 * 60;

/** Why something was given up. */
export const NOT_TAKEN_IN_TIME = 'notTakenInTime';
/** Why something is over whose answer was lost, and of which nothing was heard since. */
export const FATE_UNKNOWN = 'unknownWhetherSent';

export interface Patience {
  /** How much was left after the last try. */
  readonly left: number;
  /** Since when nothing of it was taken. */
  readonly since: string;
  /** Tries since the last pause. */
  readonly tries: number;
  /** Pauses since then. */
  readonly pauses: number;
  /** When the sweep tries it again. */
  readonly tryAt: string;
}

/** `now` is for the queue, `later` for the sweep; after `never` it counts as given up. */
export type Verdict = { readonly again: 'now' | 'later'; readonly patience: Patience } | { readonly again: 'never' };

const later = (at: string, minutes: number): string => new Date(Date.parse(at) + minutes * MINUTE_MS).toISOString();

/** When something that began at an instant is given up. */
export const endOf = (since: string): string => later(since, MOST_MINUTES);

/** What follows a try that left something; where part of it was taken, the pauses begin anew. */
export const afterTry = (seen: Patience | undefined, left: number, at: string): Verdict => {
  const begun = seen === undefined || left < seen.left ? { since: at, tries: seen?.tries ?? 0, pauses: 0 } : seen;
  const { since, pauses } = begun;
  const endsAt = endOf(since);
  if (at >= endsAt) return { again: 'never' };
  const tries = begun.tries + 1;
  const next = later(at, PAUSE_MINUTES[pauses] ?? PAUSE_MINUTES.at(-1) ?? MOST_MINUTES);
  const tryAt = next < endsAt ? next : endsAt;
  return tries < TRIES_AT_ONCE
    ? { again: 'now', patience: { left, since, tries, pauses, tryAt: seen?.tryAt ?? tryAt } }
    : { again: 'later', patience: { left, since, tries: 0, pauses: pauses + 1, tryAt } };
};
