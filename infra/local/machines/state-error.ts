/** An error by name, as Retry and Catch see it. */
export class StateError extends Error {
  readonly reason: string;

  /** @param name e.g. `States.Timeout` or the name of a function's error @param cause what is told beside it */
  constructor(name: string, cause: string) {
    super(`${name}: ${cause}`);
    this.name = name;
    this.reason = cause;
  }
}

/** A definition or a path that cannot work; not caught by `States.ALL`. */
export const runtimeError = (cause: string): StateError => new StateError('States.Runtime', cause);

const UNCATCHABLE = new Set(['States.Runtime', 'States.DataLimitExceeded']);

/** Whether one of the `ErrorEquals` names matches. */
export const errorMatches = (names: readonly string[], error: string): boolean =>
  names.some((name) => {
    if (name === error) return true;
    if (UNCATCHABLE.has(error)) return false;
    if (name === 'States.ALL') return true;
    if (name === 'States.Timeout') return error === 'States.HeartbeatTimeout';
    return name === 'States.TaskFailed' && error !== 'States.Timeout' && error !== 'States.HeartbeatTimeout';
  });
