import { shardOf } from '../../kernel/ids.ts';

const STEPS = 1000;
/** How far a pause is stretched or shortened, so that what failed together is not tried again together. */
const SPREAD = 0.2;
const DAY_SECONDS = 86_400;

/**
 * When an event is tried again that has failed `tries` times, in seconds; undefined when it is given up.
 * @param retryAfterSeconds what the partner asked for; no more than a day
 */
export const pauseAfter = (tries: number, pausesSeconds: readonly number[], eventId: string, retryAfterSeconds = 0): number | undefined => {
  const pause = pausesSeconds[tries - 1];
  if (pause === undefined) return undefined;
  const share = shardOf(`${eventId}#${String(tries)}`, STEPS) / STEPS;
  return Math.max(pause * (1 - SPREAD + 2 * SPREAD * share), Math.min(retryAfterSeconds, DAY_SECONDS));
};
