import type { Activity } from './activity.ts';

/** Something beside the assembly that does things later, on the local clock, such as the sandbox partners. Instants are milliseconds. */
export interface Companion {
  readonly nextDueAt: () => number | undefined;
  /** Does everything that is due at `at`, after what it is doing already. */
  readonly tick: (at: number) => Promise<void>;
}

/** Waits until neither the system nor its companions have anything left to do now; one may give work to the other. */
export const settleWith = (activity: Activity, companions: readonly Companion[], now: () => number) => async (): Promise<void> => {
  const isDue = ({ nextDueAt }: Companion) => (nextDueAt() ?? Number.POSITIVE_INFINITY) <= now();
  do {
    await activity.idle();
    await Promise.all(companions.map(({ tick }) => tick(now())));
  } while (activity.isBusy() || companions.some(isDue));
};

const LOOK_EVERY_MILLISECONDS = 500;

/** Reminds companions of what is due while time follows the machine's clock. @returns how to stop */
export const remind = (companions: readonly Companion[], now: () => number): (() => void) => {
  const timer = setInterval(() => {
    for (const { nextDueAt, tick } of companions) if ((nextDueAt() ?? Number.POSITIVE_INFINITY) <= now()) void tick(now());
  }, LOOK_EVERY_MILLISECONDS);
  timer.unref();
  return () => clearInterval(timer);
};
