import { randomUUID } from 'node:crypto';

let last = 0;

/** A unique id that sorts by the order of making, also across restarts of the process. */
export const orderedId = (): string => {
  last = Math.max(last + 1, Date.now() * 1000);
  return `${last.toString(36).padStart(11, '0')}-${randomUUID().slice(0, 8)}`;
};
