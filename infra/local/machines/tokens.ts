import type { Json } from '../json.ts';
import { AwsError } from '../runtime/errors.ts';
import type { Clock, Timer } from '../runtime/clock.ts';
import { StateError } from './state-error.ts';

/** Task tokens that somebody holds, and who waits for their answers. */
export interface Tokens {
  /** Waits for the answer to a token, within its timeouts (seconds; counted from `since`, milliseconds). */
  readonly await: (
    token: string,
    limits: {
      readonly since: number;
      readonly timeoutSeconds: number | undefined;
      readonly heartbeatSeconds: number | undefined;
      readonly signal: AbortSignal;
    },
  ) => Promise<Json>;
  /** @throws AwsError TaskTimedOut when nobody waits any more, InvalidToken for what never was a token */
  readonly succeed: (token: string, output: Json) => void;
  readonly fail: (token: string, error: string, cause: string) => void;
  readonly heartbeat: (token: string) => void;
  readonly machineOf: (token: string) => string;
  readonly waiting: () => readonly string[];
}

interface Waiter {
  readonly resolve: (output: Json) => void;
  readonly reject: (error: Error) => void;
  readonly heartbeat: () => void;
}

/** A token says which execution and which place in it waits: it stays the same over a restart. */
export const tokenFor = (executionArn: string, place: string): string =>
  Buffer.from(JSON.stringify([executionArn, place])).toString('base64url');

const readToken = (token: string): readonly [string, string] => {
  try {
    const parsed = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as unknown;
    if (Array.isArray(parsed) && typeof parsed[0] === 'string' && typeof parsed[1] === 'string') return [parsed[0], parsed[1]];
  } catch {
    // told below
  }
  throw new AwsError('InvalidToken', 'Invalid Token: the token is not one of this system');
};

export const startTokens = (clock: Clock): Tokens => {
  const waiters = new Map<string, Waiter>();
  const waiterOf = (token: string): Waiter => {
    readToken(token);
    const waiter = waiters.get(token);
    if (waiter === undefined) throw new AwsError('TaskTimedOut', 'Task Timed Out: Provided task does not exist anymore');
    return waiter;
  };
  return {
    await: (token, { since, timeoutSeconds, heartbeatSeconds, signal }) =>
      new Promise<Json>((resolve, reject) => {
        const timers: Timer[] = [];
        let pulse: Timer | undefined;
        const end = () => {
          waiters.delete(token);
          for (const timer of timers) timer.cancel();
          pulse?.cancel();
          signal.removeEventListener('abort', abort);
        };
        const refuse = (error: unknown) => {
          end();
          reject(error instanceof Error ? error : new Error(String(error)));
        };
        const abort = () => refuse(signal.reason);
        const heartbeat = () => {
          pulse?.cancel();
          if (heartbeatSeconds !== undefined)
            pulse = clock.at(clock.now() + heartbeatSeconds * 1000, () => refuse(new StateError('States.HeartbeatTimeout', '')));
        };
        if (timeoutSeconds !== undefined)
          timers.push(clock.at(since + timeoutSeconds * 1000, () => refuse(new StateError('States.Timeout', ''))));
        heartbeat();
        signal.addEventListener('abort', abort, { once: true });
        const answer = (output: Json) => {
          end();
          resolve(output);
        };
        waiters.set(token, { resolve: answer, reject: refuse, heartbeat });
        if (signal.aborted) abort();
      }),
    succeed: (token, output) => waiterOf(token).resolve(output),
    fail: (token, error, cause) => waiterOf(token).reject(new StateError(error, cause)),
    heartbeat: (token) => waiterOf(token).heartbeat(),
    machineOf: (token) => readToken(token)[0].split(':').slice(0, -1).join(':').replace(':execution:', ':stateMachine:'),
    waiting: () => [...waiters.keys()],
  };
};
