import { Worker } from 'node:worker_threads';
import { percentile } from './table.ts';

export interface LoadOrder {
  readonly baseUrl: string;
  readonly token: string;
  readonly requests: readonly { readonly method: string; readonly path: string; readonly body?: string }[];
  /** How many requests are under way at once. */
  readonly concurrency: number;
}

export interface LoadResult {
  readonly seconds: number;
  readonly milliseconds: readonly number[];
  readonly statuses: Readonly<Record<string, number>>;
  readonly bodies: readonly string[];
}

export interface LoadFigures {
  readonly requests: number;
  readonly concurrency: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly statuses: Readonly<Record<string, number>>;
}

/** Sends requests from a thread of its own. */
export const sendAll = (order: LoadOrder): Promise<LoadResult> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./load-requests.ts', import.meta.url), {
      workerData: order,
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    worker.once('message', (result: LoadResult) => resolve(result));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread that sends requests ended with ${String(code)}`)));
  });

export const figuresOf = (
  { seconds, milliseconds, statuses }: LoadResult,
  { concurrency }: Pick<LoadOrder, 'concurrency'>,
): LoadFigures => {
  const sorted = [...milliseconds].sort((left, right) => left - right);
  return {
    requests: sorted.length,
    concurrency,
    perSecond: sorted.length / seconds,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    statuses,
  };
};
