/**
 * Lets callers through one by one, so many a second: each waits until its turn.
 * @param perSecond 0: nobody waits
 */
export const paceOf = (perSecond: number): (() => Promise<void>) => {
  let next = 0;
  return async () => {
    if (perSecond <= 0) return;
    const now = Date.now();
    const turn = Math.max(now, next);
    next = turn + 1000 / perSecond;
    if (turn > now) await new Promise((resolve) => setTimeout(resolve, turn - now));
  };
};
