import { randomUUID } from 'node:crypto';
import { assume, type Principal } from '../access/principal.ts';
import type { Json, JsonObject } from '../json.ts';
import { parseJson, textOf } from '../json.ts';
import type { Activity } from '../runtime/activity.ts';
import type { Clock } from '../runtime/clock.ts';
import { AwsError } from '../runtime/errors.ts';
import type { Journal } from '../runtime/journal.ts';
import type { Integrate } from './integrations.ts';
import { interpret, type TaskCall } from './interpreter.ts';
import type { Machine } from './machine-definition.ts';
import { knownSteps, memoryOf, type Memory } from './memory.ts';
import { anySignal, newAbort } from './signals.ts';
import { StateError } from './state-error.ts';
import { startTokens, tokenFor, type Tokens } from './tokens.ts';

/** A run of a state machine. Instants are ISO, on the local clock. */
export type Execution = {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  /** The machine's construct or given name. */
  readonly machine: string;
  readonly input: string;
  readonly startedAt: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly endedAt: string | null;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  /** The states entered, in order. */
  readonly history: readonly { readonly state: string; readonly at: string }[];
};

/** The template's state machines and their executions. */
export interface Machines {
  readonly all: readonly Machine[];
  readonly tokens: Tokens;
  /**
   * Starts an execution. The same name with the same input is the same execution, while it runs.
   * @throws AwsError StateMachineDoesNotExist, ExecutionAlreadyExists, InvalidExecutionInput
   */
  readonly start: (machineArn: string, options: { readonly name?: string | undefined; readonly input: string }) => Execution;
  readonly find: (executionArn: string) => Execution | undefined;
  readonly ended: (executionArn: string) => Promise<Execution>;
  readonly stop: (executionArn: string, error: string, cause: string) => void;
  readonly executions: () => readonly Execution[];
  /** States entered, by machine. */
  readonly transitions: () => Readonly<Record<string, number>>;
  readonly resume: () => void;
  readonly close: () => void;
}

interface Needs {
  readonly machines: readonly Machine[];
  readonly integrate: Integrate;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly activity: Activity;
}

interface Running {
  readonly abort: AbortController;
  readonly history: { state: string; at: string }[];
  readonly ended: Promise<Execution>;
}

class Stopped extends Error {
  readonly status: 'ABORTED' | 'TIMED_OUT';
  readonly error: string | null;
  readonly reason: string | null;

  constructor(status: 'ABORTED' | 'TIMED_OUT', error: string | null, reason: string | null) {
    super(status);
    this.status = status;
    this.error = error;
    this.reason = reason;
  }
}

const LARGEST_PAYLOAD_BYTES = 262_144;
const isSynchronous = (resource: string) => /\.sync(:2)?$/.test(resource);

export const startMachines = ({ machines, integrate, journal, clock, activity }: Needs): Machines => {
  const stored = journal.map<Execution>('executions');
  const steps = journal.map<Json>('steps');
  const running = new Map<string, Running>();
  const tokens = startTokens(clock);
  const counts = new Map<string, number>();
  let closed = false;

  const sleepUntil = (at: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (at <= clock.now()) {
        resolve();
        return;
      }
      const timer = clock.at(at, () => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
      const abort = () => {
        timer.cancel();
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', abort, { once: true });
    });

  /** Gives up on work that goes on when the time is over or the branch is ended. */
  const within = async <T>(work: Promise<T>, since: number, { timeoutSeconds, signal }: TaskCall): Promise<T> => {
    const abort = newAbort();
    const either = anySignal(signal, abort.signal);
    const races: Promise<T>[] = [work];
    if (timeoutSeconds !== undefined)
      races.push(sleepUntil(since + timeoutSeconds * 1000, either).then(() => Promise.reject(new StateError('States.Timeout', ''))));
    else
      races.push(
        new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true, signal: abort.signal }),
        ),
      );
    try {
      return await Promise.race(races);
    } finally {
      abort.abort(new Stopped('ABORTED', null, null));
    }
  };

  const performer =
    (execution: Execution, principal: Principal, memory: Memory) =>
    async (call: TaskCall): Promise<Json> => {
      const place = `${call.place}?`;
      const known = memory.recall(place) as { readonly since: number; readonly sent: boolean; readonly child: string | null } | undefined;
      const since = known?.since ?? clock.now();
      const note = (sent: boolean, child: string | null = null) => memory.remember(place, { since, sent, child });
      const waiting = call.token === undefined ? undefined : tokens.await(call.token, { ...call, since });
      waiting?.catch(() => undefined); // the integration may fail first
      let answer: Json = null;
      if (known?.sent !== true) {
        note(false);
        answer = await within(activity.track(integrate(call.resource, call.parameters, principal)), since, call);
      }
      if (isSynchronous(call.resource)) {
        const child = known?.child ?? textOf((answer as JsonObject)['ExecutionArn']);
        note(true, child);
        const { status, output, error, cause, ...rest } = await within(endOf(child), since, call);
        if (status !== 'SUCCEEDED') throw new StateError('States.TaskFailed', JSON.stringify({ status, error, cause }));
        return {
          ExecutionArn: child,
          Name: rest.name,
          Status: status,
          StateMachineArn: rest.machineArn,
          Input: rest.input,
          Output: call.resource.endsWith(':2') ? parseJson(output ?? 'null') : output,
        };
      }
      if (waiting === undefined) {
        if (Buffer.byteLength(JSON.stringify(answer)) > LARGEST_PAYLOAD_BYTES)
          throw new StateError('States.DataLimitExceeded', `the result of ${call.resource} is larger than 256 KB in ${execution.machine}`);
        return answer;
      }
      if (known?.sent !== true) note(true);
      return waiting;
    };

  const endOf = (arn: string): Promise<Execution> => {
    const live = running.get(arn);
    if (live !== undefined) return live.ended;
    const execution = stored.get(arn);
    return execution === undefined
      ? Promise.reject(new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`))
      : Promise.resolve(execution);
  };

  const outcomeOf = async (
    machine: Machine,
    execution: Execution,
    memory: Memory,
    abort: AbortController,
    history: Running['history'],
  ): Promise<Partial<Execution>> => {
    const principal = assume(machine.role, execution.name);
    const input = parseJson(execution.input);
    const context: JsonObject = {
      Execution: {
        Id: execution.arn,
        Input: input,
        Name: execution.name,
        RoleArn: machine.role.arn,
        StartTime: execution.startedAt,
        RedriveCount: 0,
      },
      StateMachine: { Id: machine.arn, Name: machine.name },
    };
    const run = interpret({
      now: clock.now,
      memory,
      sleepUntil,
      perform: performer(execution, principal, memory),
      newToken: (place) => tokenFor(execution.arn, place),
      entered(state, at) {
        history.push({ state, at: new Date(at).toISOString() });
        counts.set(machine.construct, (counts.get(machine.construct) ?? 0) + 1);
      },
    });
    const limit = machine.definition.TimeoutSeconds;
    const timer =
      limit === undefined
        ? undefined
        : clock.at(Date.parse(execution.startedAt) + limit * 1000, () => abort.abort(new Stopped('TIMED_OUT', 'States.Timeout', null)));
    try {
      const output = await run(machine.definition, input, context, abort.signal);
      memory.forget();
      return { status: 'SUCCEEDED', output: JSON.stringify(output) };
    } catch (thrown) {
      if (!closed) memory.forget();
      if (abort.signal.reason instanceof Stopped)
        return { status: abort.signal.reason.status, error: abort.signal.reason.error, cause: abort.signal.reason.reason };
      if (thrown instanceof StateError) return { status: 'FAILED', error: thrown.name, cause: thrown.reason };
      return {
        status: 'FAILED',
        error: 'States.Runtime',
        cause: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
      };
    } finally {
      timer?.cancel();
    }
  };

  const launch = (machine: Machine, execution: Execution, known: ReadonlyMap<string, Json> = new Map()) => {
    const abort = newAbort();
    const memory = memoryOf(execution.arn, steps, known);
    const history: Running['history'] = [];
    const end = activity.begin();
    const ended = outcomeOf(machine, execution, memory, abort, history).then((outcome) => {
      const done: Execution = { ...execution, ...outcome, endedAt: new Date(clock.now()).toISOString(), history };
      running.delete(execution.arn);
      if (!closed) stored.set(execution.arn, done);
      return done;
    });
    running.set(execution.arn, { abort, history, ended });
    // its first steps have run up to a call or a wait, each of which counts for itself
    setImmediate(end);
  };
  const current = (execution: Execution): Execution => ({
    ...execution,
    history: running.get(execution.arn)?.history ?? execution.history,
  });

  return {
    all: machines,
    tokens,
    start(machineArn, { name, input }) {
      const machine = machines.find(({ arn }) => arn === machineArn);
      if (machine === undefined) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${machineArn}'`);
      try {
        parseJson(input);
      } catch {
        throw new AwsError('InvalidExecutionInput', 'Invalid State Machine Execution Input');
      }
      if (Buffer.byteLength(input) > LARGEST_PAYLOAD_BYTES) throw new AwsError('InvalidExecutionInput', 'the input is larger than 256 KB');
      const given = name ?? randomUUID();
      if (!/^[\w-]{1,80}$/.test(given)) throw new AwsError('InvalidName', `Invalid Name: '${given}'`);
      const arn = `${machineArn.replace(':stateMachine:', ':execution:')}:${given}`;
      const existing = stored.get(arn);
      if (existing !== undefined) {
        if (existing.status === 'RUNNING' && existing.input === input) return existing;
        throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
      }
      const startedAt = new Date(clock.now()).toISOString();
      const execution: Execution = {
        arn,
        name: given,
        machineArn,
        machine: machine.construct,
        input,
        startedAt,
        status: 'RUNNING',
        endedAt: null,
        output: null,
        error: null,
        cause: null,
        history: [],
      };
      stored.set(arn, execution);
      launch(machine, execution);
      return execution;
    },
    find: (arn) => {
      const execution = stored.get(arn);
      return execution === undefined ? undefined : current(execution);
    },
    ended: endOf,
    stop: (arn, error, cause) => running.get(arn)?.abort.abort(new Stopped('ABORTED', error, cause)),
    executions: () => stored.entries().map(([, execution]) => current(execution)),
    transitions: () => Object.fromEntries(counts),
    resume() {
      const known = knownSteps(steps);
      for (const [, execution] of stored.entries()) {
        const machine = machines.find(({ arn }) => arn === execution.machineArn);
        if (execution.status === 'RUNNING' && machine !== undefined) launch(machine, execution, known.get(execution.arn));
      }
    },
    close() {
      closed = true;
      for (const { abort } of running.values()) abort.abort(new Stopped('ABORTED', null, null));
    },
  };
};
