export interface CircuitSettings {
  /** Failures in a row that open it. */
  readonly failures: number;
  readonly pauseSeconds: number;
  /** After so many refused calls one may try, even if the pause is not over by the callers' time. */
  readonly refusals: number;
}

export interface Circuit {
  /** Whether a call may go out at `at`; when it may, `succeeded`, `failed` or `abandoned` must follow. */
  admits(at: string): boolean;
  succeeded(): void;
  failed(at: string): void;
  /** The call was not made after all; another one may take its place. */
  abandoned(): void;
}

/**
 * Keeps callers away from a partner that fails, so that they fail fast and it can recover. Open after `failures` in a row; half open, with
 * one call on trial, when the pause is over or enough calls were refused. The time is the callers': repeats of one step of a workflow
 * all bear the time at which it was entered, hence the second way out. Each copy of a function has its own: it learns by its own calls, and
 * no partner's trouble has to be agreed on before it is spared.
 */
export const circuit = ({ failures, pauseSeconds, refusals }: CircuitSettings): Circuit => {
  let failed = 0;
  let refused = 0;
  let openedAt: number | undefined;
  let onTrial = false;

  return {
    admits(at) {
      if (openedAt === undefined) return true;
      const rested = Date.parse(at) - openedAt >= pauseSeconds * 1000 || refused >= refusals;
      if (rested && !onTrial) {
        onTrial = true;
        return true;
      }
      refused += 1;
      return false;
    },
    succeeded() {
      failed = 0;
      refused = 0;
      openedAt = undefined;
      onTrial = false;
    },
    failed(at) {
      failed += 1;
      refused = 0;
      onTrial = false;
      if (failed >= failures) openedAt = Date.parse(at);
    },
    abandoned() {
      onTrial = false;
    },
  };
};
