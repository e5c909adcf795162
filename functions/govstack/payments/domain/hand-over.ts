import type { Instant } from '../../../casefile/case.ts';

/** How far the orders of a batch or a question are worked off: from the first to the last, then again those that are left. */
export interface Progress {
  /** The order that was looked at last; the first is next where there is none. */
  readonly after?: number | undefined;
  /** Steps in a row in which the rail answered nothing. */
  readonly idle: number;
}

export type NextStep =
  (Progress & ({ readonly step: 'more' } | { readonly step: 'wait'; readonly until: Instant })) | { readonly step: 'done' };

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MOST_MINUTES = 60;

/** Somebody should look why a batch that came in so long ago is not handed over. */
export const isLate = (receivedAt: Instant, at: Instant): boolean => Date.parse(at) - Date.parse(receivedAt) > DAY_MS;

/** Goes on a minute later, and twice as much later after each step in a row that came to nothing: an hour at most. */
export const waitAfter = (progress: Progress, at: Instant): NextStep => {
  const minutes = Math.min(2 ** Math.max(0, progress.idle - 1), MOST_MINUTES);
  return { ...progress, step: 'wait', until: new Date(Date.parse(at) + minutes * MINUTE_MS).toISOString() };
};
