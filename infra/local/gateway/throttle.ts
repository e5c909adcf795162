import type { Limit } from './api.ts';

/** A token bucket on the machine's clock. */
export const startBucket = ({ ratePerSecond, burst }: Limit): (() => boolean) => {
  let tokens = burst;
  let refilledAt = performance.now();
  return () => {
    const now = performance.now();
    tokens = Math.min(burst, tokens + ((now - refilledAt) / 1000) * ratePerSecond);
    refilledAt = now;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
};
