import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { transformSync } from 'esbuild';
import type { Answer, Environment, FunctionError, Invocation, Order } from './protocol.ts';

/** One running execution environment of a function. */
export interface Sandbox {
  /** Milliseconds that loading took. */
  readonly initMilliseconds: number;
  /** Whether it can take another event; a timeout, a crash or an exit ends it for good. */
  readonly alive: () => boolean;
  readonly run: (order: Order) => Promise<Invocation>;
  readonly stop: () => Promise<void>;
}

export interface SandboxOptions extends Environment {
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly log: (line: string) => void;
}

/** The runtime without its types, once a process: a thread that strips them itself starts 40 ms later. */
const RUNTIME = transformSync(readFileSync(new URL('./worker.ts', import.meta.url), 'utf8'), { loader: 'ts', format: 'esm' }).code;

const crash = (error: unknown): FunctionError => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return { errorType: 'Runtime.OutOfMemory', errorMessage: 'the function ran out of memory' };
  return { errorType: error instanceof Error ? error.name : 'Error', errorMessage: error instanceof Error ? error.message : String(error) };
};

/**
 * Starts an execution environment in a worker thread and waits until the bundle is loaded.
 * @returns the environment, or the error that loading ended with
 */
export const startSandbox = async (options: SandboxOptions): Promise<Sandbox | FunctionError> => {
  const { variables, timeoutSeconds, log, ...environment } = options;
  const startedAt = performance.now();
  const worker = new Worker(RUNTIME, {
    eval: true,
    env: { ...variables },
    workerData: environment,
    stdout: true,
    stderr: true,
    execArgv: ['--input-type=module', '--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: environment.memoryMegabytes },
  });
  for (const stream of [worker.stdout, worker.stderr]) stream.setEncoding('utf8').on('data', (text: string) => log(text));

  let alive = true;
  let settle: (answer: Answer) => void = () => undefined;
  const next = () => new Promise<Answer>((resolve) => (settle = resolve));
  const end = (error: FunctionError) => {
    alive = false;
    settle({ kind: 'error', error });
  };
  worker.on('message', (message: Answer) => settle(message));
  worker.on('error', (error) => end(crash(error)));
  worker.on('exit', (code) => end({ errorType: 'Runtime.ExitError', errorMessage: `the runtime exited with code ${code}` }));

  const first = await next();
  if (first.kind !== 'ready') {
    await worker.terminate();
    return first.kind === 'result' ? { errorType: 'Runtime.Unknown', errorMessage: 'unexpected answer' } : first.error;
  }
  return {
    initMilliseconds: performance.now() - startedAt,
    alive: () => alive,
    async run(order) {
      const answered = next();
      const timer = setTimeout(() => {
        end({
          errorType: 'Sandbox.Timedout',
          errorMessage: `RequestId: ${order.requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
        });
        void worker.terminate();
      }, timeoutSeconds * 1000);
      worker.postMessage(order);
      const answer = await answered;
      clearTimeout(timer);
      if (answer.kind === 'result') return { payload: answer.payload };
      return { error: answer.kind === 'ready' ? { errorType: 'Runtime.Unknown', errorMessage: 'unexpected answer' } : answer.error };
    },
    async stop() {
      alive = false;
      await worker.terminate();
    },
  };
};
