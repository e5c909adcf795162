import { setMaxListeners } from 'node:events';

/** An abort controller that any number of waits may listen to. */
export const newAbort = (): AbortController => {
  const abort = new AbortController();
  setMaxListeners(0, abort.signal);
  return abort;
};

/** Given as soon as one of the two is. */
export const anySignal = (one: AbortSignal, other: AbortSignal): AbortSignal => {
  const signal = AbortSignal.any([one, other]);
  setMaxListeners(0, signal);
  return signal;
};
