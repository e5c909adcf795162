import { randomUUID } from 'node:crypto';
import { AwsError, SystemStopped } from '../runtime/errors.ts';
import type { FunctionDefinition } from './definition.ts';
import { failed, type FunctionError, type Invocation } from './protocol.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

/** What has been measured of one function. */
export interface FunctionMeter {
  invocations: number;
  errors: number;
  coldStarts: number;
  initMilliseconds: number;
  durationMilliseconds: number;
}

/** The execution environments of one function: as many as run at once, kept warm. */
export interface Pool {
  readonly invoke: (payload: string) => Promise<Invocation>;
  readonly meter: Readonly<FunctionMeter>;
  readonly stop: () => Promise<void>;
}

/**
 * @param variables asked for at each cold start, so that an address found later is seen
 * @param environments at once when the template does not reserve any; further events wait for one to be free
 */
export const startPool = (
  definition: FunctionDefinition,
  variables: () => Readonly<Record<string, string>>,
  log: (line: string) => void,
  environments: number,
): Pool => {
  const idle: Sandbox[] = [];
  const busy = new Set<Sandbox>();
  const starting = new Set<Promise<unknown>>();
  let taken = 0;
  let waiting: (() => void)[] = [];
  let stopped = false;
  const limit = definition.reservedConcurrency ?? environments;
  const meter: FunctionMeter = { invocations: 0, errors: 0, coldStarts: 0, initMilliseconds: 0, durationMilliseconds: 0 };

  const coldStart = async (): Promise<Sandbox | FunctionError> => {
    const started = await startSandbox({
      ...definition,
      functionName: definition.name,
      functionArn: definition.arn,
      variables: variables(),
      log,
    });
    meter.coldStarts++;
    if (!('run' in started)) return started;
    meter.initMilliseconds += started.initMilliseconds;
    if (stopped) {
      await started.stop();
      throw new SystemStopped();
    }
    return started;
  };
  const whileStarting = async <T>(start: Promise<T>): Promise<T> => {
    starting.add(start);
    try {
      return await start;
    } finally {
      starting.delete(start);
    }
  };
  /** Waits for a place among the environments that may run at once. */
  const takePlace = async (): Promise<void> => {
    while (taken >= limit && !stopped) {
      if (definition.reservedConcurrency !== undefined)
        throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', {
          status: 429,
          fields: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
        });
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    if (stopped) throw new SystemStopped();
    taken++;
  };
  const giveBack = (sandbox: Sandbox | undefined) => {
    taken--;
    if (sandbox?.alive() === true) idle.push(sandbox);
    waiting.shift()?.();
  };
  const warm = (): Sandbox | undefined => {
    for (let sandbox = idle.pop(); sandbox !== undefined; sandbox = idle.pop()) if (sandbox.alive()) return sandbox;
    return undefined;
  };
  const runIn = async (sandbox: Sandbox, payload: string): Promise<Invocation> => {
    busy.add(sandbox);
    const startedAt = performance.now();
    const deadline = Date.now() + definition.timeoutSeconds * 1000;
    const invocation = await sandbox.run({ event: payload, requestId: randomUUID(), deadline });
    busy.delete(sandbox);
    meter.durationMilliseconds += performance.now() - startedAt;
    return invocation;
  };

  return {
    meter,
    async invoke(payload) {
      await takePlace();
      let sandbox: Sandbox | undefined;
      try {
        const taker = warm() ?? (await whileStarting(coldStart()));
        sandbox = 'run' in taker ? taker : undefined;
        meter.invocations++;
        const invocation = 'run' in taker ? await runIn(taker, payload) : { error: taker };
        if (stopped) throw new SystemStopped();
        if (failed(invocation)) meter.errors++;
        return invocation;
      } finally {
        giveBack(sandbox);
      }
    },
    async stop() {
      stopped = true;
      const asleep = waiting;
      waiting = [];
      for (const wake of asleep) wake();
      await Promise.all([...idle, ...busy].map((sandbox) => sandbox.stop()));
      await Promise.allSettled(starting);
    },
  };
};
