import { randomUUID } from 'node:crypto';
import { AwsError, SystemStopped } from '../runtime/errors.ts';
import type { FunctionDefinition } from './definition.ts';
import type { Invocation } from './protocol.ts';
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

/** Environments of one function when the template does not reserve any; further events wait for one to be free. */
const DEFAULT_ENVIRONMENTS = 4;

/** @param variables asked for at each cold start, so that an address found later is seen */
export const startPool = (
  definition: FunctionDefinition,
  variables: () => Readonly<Record<string, string>>,
  log: (line: string) => void,
): Pool => {
  const idle: Sandbox[] = [];
  const busy = new Set<Sandbox>();
  let starting = 0;
  let waiting: (() => void)[] = [];
  let stopped = false;
  const limit = definition.reservedConcurrency ?? DEFAULT_ENVIRONMENTS;
  const meter: FunctionMeter = { invocations: 0, errors: 0, coldStarts: 0, initMilliseconds: 0, durationMilliseconds: 0 };

  const coldStart = async () => {
    starting++;
    try {
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
      if (stopped) await started.stop();
      return started;
    } finally {
      starting--;
    }
  };
  const takeSandbox = async () => {
    for (;;) {
      if (stopped) throw new SystemStopped();
      const warm = idle.pop();
      if (warm?.alive() === true) return warm;
      if (warm !== undefined) continue;
      if (busy.size + starting < limit) return coldStart();
      if (definition.reservedConcurrency !== undefined)
        throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', {
          status: 429,
          fields: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
        });
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };

  return {
    meter,
    async invoke(payload) {
      const sandbox = await takeSandbox();
      meter.invocations++;
      if (!('run' in sandbox)) {
        meter.errors++;
        waiting.shift()?.();
        return { error: sandbox };
      }
      busy.add(sandbox);
      const startedAt = performance.now();
      try {
        const invocation = await sandbox.run({
          event: payload,
          requestId: randomUUID(),
          deadline: Date.now() + definition.timeoutSeconds * 1000,
        });
        if (stopped) throw new SystemStopped();
        if ('error' in invocation) meter.errors++;
        return invocation;
      } finally {
        meter.durationMilliseconds += performance.now() - startedAt;
        busy.delete(sandbox);
        if (sandbox.alive()) idle.push(sandbox);
        waiting.shift()?.();
      }
    },
    async stop() {
      stopped = true;
      const asleep = waiting;
      waiting = [];
      for (const wake of asleep) wake();
      await Promise.all([...idle, ...busy].map((sandbox) => sandbox.stop()));
    },
  };
};
