/** What is being worked on; when nothing is, the system has settled. */
export interface Activity {
  /** Counts one piece of work until the returned function is called; further calls change nothing. */
  readonly begin: () => () => void;
  readonly track: <T>(work: Promise<T>) => Promise<T>;
  readonly isBusy: () => boolean;
  /** Resolves once no work is left: what still waits, waits for the clock or for somebody outside. */
  readonly idle: () => Promise<void>;
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

export const startActivity = (): Activity => {
  let running = 0;
  let waiting: (() => void)[] = [];
  const begin = () => {
    running++;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      if (--running > 0) return;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    };
  };
  return {
    begin,
    isBusy: () => running > 0,
    async track(work) {
      const end = begin();
      try {
        return await work;
      } finally {
        end();
      }
    },
    async idle() {
      // work may follow from work that just ended: two quiet turns of the event loop mean that nothing did
      for (let quietTurns = 0; quietTurns < 2;) {
        if (running > 0) {
          await new Promise<void>((resolve) => waiting.push(resolve));
          quietTurns = 0;
        }
        await nextTurn();
        quietTurns = running > 0 ? 0 : quietTurns + 1;
      }
    },
  };
};
