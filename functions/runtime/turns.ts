import { keys } from '../table/keys.ts';
import type { Table } from '../table/table.ts';

export interface Rate {
  readonly perSecond: number;
  readonly patienceMs: number;
}

/** What the waiting is measured by; this machine's own, since a partner's second is no instant of a request. */
export interface Clock {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

const ownClock: Clock = { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) };

const SECOND_MS = 1000;
/** Long enough that no clock of a function is so wrong. */
const KEPT_SECONDS = 3600;

/**
 * Turns at a partner that all functions and all their copies share: a count a second in the table, so the rate holds however many run. Costs
 * one write a call. Whoever finds a second full tries the next, spread over it.
 */
export const turnsOf =
  (table: Pick<Table, 'countUpTo'>, clock: Clock = ownClock) =>
  async (partner: string, { perSecond, patienceMs }: Rate): Promise<boolean> => {
    const giveUpAt = clock.now() + patienceMs;
    for (;;) {
      const now = clock.now();
      const second = Math.floor(now / SECOND_MS);
      if (await table.countUpTo(keys.turns(partner, second), perSecond, second + KEPT_SECONDS)) return true;
      const next = (second + 1) * SECOND_MS + Math.floor(Math.random() * (SECOND_MS / 4));
      if (next > giveUpAt) return false;
      await clock.sleep(next - now);
    }
  };
