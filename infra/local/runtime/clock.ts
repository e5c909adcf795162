/** A timer on the local clock. */
export interface Timer {
  readonly at: number;
  readonly cancel: () => void;
}

/** The time of the whole local system; it can be moved forwards, never back. Instants are milliseconds since 1970, UTC. */
export interface Clock {
  readonly now: () => number;
  /** Runs `task` once the clock has reached `at`; a time that has passed is due at once. */
  readonly at: (at: number, task: () => void) => Timer;
  /** The instant of the earliest timer. */
  readonly nextDue: () => number | undefined;
  /** Moves to `target`, running what comes due on the way in its order, and lets the system settle after each instant. */
  readonly advanceTo: (target: number, settle: () => Promise<void>) => Promise<void>;
  /** Lets `advanceTo` stop at instants that others have something due at; they do it while the system settles. */
  readonly heed: (nextDueAt: () => number | undefined) => void;
  readonly stop: () => void;
}

/** `manual` time moves only by `advanceTo`; `real` time follows the machine's clock from where it stands. */
export type ClockMode = 'manual' | 'real';

interface Entry extends Timer {
  readonly order: number;
  readonly task: () => void;
  cancelled: boolean;
}

/** A binary heap by instant, then by the order of asking. */
const timerHeap = () => {
  const heap: Entry[] = [];
  const before = (left: Entry, right: Entry) => left.at < right.at || (left.at === right.at && left.order < right.order);
  const at = (index: number): Entry => {
    const entry = heap[index];
    if (entry === undefined) throw new Error('timer heap out of range');
    return entry;
  };
  const swap = (left: number, right: number) => {
    const moved = at(left);
    heap[left] = at(right);
    heap[right] = moved;
  };
  const pop = () => {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    for (let index = 0; ;) {
      const smallest = [2 * index + 1, 2 * index + 2].reduce(
        (best, child) => (child < heap.length && before(at(child), at(best)) ? child : best),
        index,
      );
      if (smallest === index) return;
      swap(index, smallest);
      index = smallest;
    }
  };
  return {
    push(entry: Entry) {
      heap.push(entry);
      for (let index = heap.length - 1; index > 0;) {
        const parent = (index - 1) >> 1;
        if (!before(at(index), at(parent))) return;
        swap(index, parent);
        index = parent;
      }
    },
    /** The earliest timer that nobody cancelled. */
    peek(): Entry | undefined {
      while (heap[0]?.cancelled === true) pop();
      return heap[0];
    },
    pop,
  };
};

const LONGEST_SLEEP_MILLISECONDS = 2 ** 31 - 1;

/** @param onMove told the distance from the machine's clock (`real`) or the instant (`manual`) whenever time is moved by hand */
export const startClock = (mode: ClockMode, start: number, onMove: (now: number) => void = () => undefined): Clock => {
  const timers = timerHeap();
  let order = 0;
  let fixed = start;
  let offset = start - Date.now();
  let moving = false;
  let wake: NodeJS.Timeout | undefined;
  let stopped = false;
  const now = () => (mode === 'manual' || moving ? fixed : Date.now() + offset);

  const others: (() => number | undefined)[] = [];
  const nextDue = (): number | undefined => {
    const due = [timers.peek()?.at, ...others.map((nextDueAt) => nextDueAt())].filter((at) => at !== undefined);
    return due.length === 0 ? undefined : Math.min(...due);
  };

  const runDue = (until: number): boolean => {
    const due = timers.peek();
    if (due === undefined || due.at > until) return false;
    timers.pop();
    due.task();
    return true;
  };
  const arrangeWake = () => {
    clearTimeout(wake);
    const due = timers.peek();
    if (stopped || moving || due === undefined || (mode === 'manual' && due.at > fixed)) return;
    const delay = mode === 'manual' ? 0 : Math.min(Math.max(0, due.at - now()), LONGEST_SLEEP_MILLISECONDS);
    wake = setTimeout(() => {
      while (!moving && runDue(now()));
      arrangeWake();
    }, delay);
    wake.unref();
  };

  return {
    now,
    at(at, task) {
      const entry: Entry = { at, order: order++, task, cancelled: false, cancel: () => (entry.cancelled = true) };
      timers.push(entry);
      arrangeWake();
      return entry;
    },
    nextDue,
    heed: (nextDueAt) => void others.push(nextDueAt),
    async advanceTo(target, settle) {
      if (target < now())
        throw new Error(`the clock cannot go back from ${new Date(now()).toISOString()} to ${new Date(target).toISOString()}`);
      fixed = now();
      moving = true;
      try {
        await settle();
        for (let due = nextDue(); due !== undefined && due <= target; due = nextDue()) {
          fixed = Math.max(fixed, due);
          while (runDue(fixed));
          await settle();
        }
        fixed = target;
      } finally {
        offset = fixed - Date.now();
        moving = false;
        onMove(fixed);
        arrangeWake();
      }
      await settle();
    },
    stop() {
      stopped = true;
      clearTimeout(wake);
    },
  };
};
