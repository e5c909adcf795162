/** One execution environment: loads a function's bundle and answers one event at a time, as the Lambda runtime does. */
import { existsSync, readFileSync } from 'node:fs';
import Module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { Answer, Environment, Order } from './protocol.ts';

type Handler = (event: unknown, context: object) => unknown;

interface CompiledModule {
  exports: Record<string, unknown>;
  paths: readonly string[];
  filename: string;
  _compile: (source: string, filename: string, format: 'commonjs') => void;
}

const { folder, handler: handlerName, functionName, functionArn, memoryMegabytes } = workerData as Environment;

const port = parentPort;
if (port === null) throw new Error('worker.ts runs as a worker thread only');
const answer = (message: Answer) => port.postMessage(message);

const describe = (thrown: unknown) => {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
};

/** Reads a CommonJS bundle as Lambda does, whatever a package.json above its folder says. */
const loadCommonJs = (file: string): Record<string, unknown> => {
  const compiled = new Module(file) as unknown as CompiledModule;
  compiled.filename = file;
  compiled._compile(readFileSync(file, 'utf8'), file, 'commonjs');
  return compiled.exports;
};

const load = async (): Promise<Handler> => {
  const dot = handlerName.lastIndexOf('.');
  const file = join(folder, handlerName.slice(0, dot));
  const exported: Record<string, unknown> = existsSync(`${file}.mjs`)
    ? ((await import(pathToFileURL(`${file}.mjs`).href)) as Record<string, unknown>)
    : loadCommonJs([`${file}.cjs`, `${file}.js`].find((path) => existsSync(path)) ?? `${file}.js`);
  const handler = exported[handlerName.slice(dot + 1)];
  if (typeof handler !== 'function')
    throw Object.assign(new Error(`${handlerName} is undefined or not exported`), { name: 'Runtime.HandlerNotFound' });
  return handler as Handler;
};

const run = async (handler: Handler, { event, requestId, deadline }: Order): Promise<Answer> => {
  const context = {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(memoryMegabytes),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    const result: unknown = await handler(JSON.parse(event), context);
    return { kind: 'result', payload: result === undefined ? 'null' : JSON.stringify(result) };
  } catch (thrown) {
    return { kind: 'error', error: describe(thrown) };
  }
};

// V8's code of a bundle is kept between environments and between runs.
Module.enableCompileCache();
let loaded: Handler | undefined;
try {
  loaded = await load();
  Module.flushCompileCache();
  answer({ kind: 'ready' });
} catch (thrown) {
  answer({ kind: 'broken', error: describe(thrown) });
}
port.on('message', (order: Order) => {
  if (loaded !== undefined) void run(loaded, order).then(answer);
});
