import { workerOfItems, type LoadedWorker } from '../casefile/worker.ts';
import { keys, placePartition } from '../table/keys.ts';
import type { Table } from '../table/table.ts';

/** A worker with her load; undefined when there is none. One query. */
export const findWorker = async (table: Table, workerId: string): Promise<LoadedWorker | undefined> =>
  workerOfItems(await table.all(keys.worker(workerId).pk));

export interface WorkerPage {
  readonly workers: readonly LoadedWorker[];
  readonly next?: string;
}

/** A page of the workers of an area: one query of the index, then one of each worker, whose load has to be right. */
export const workersOf = async (table: Table, area: string, limit: number, after?: string): Promise<WorkerPage> => {
  const { items, next } = await table.pageOf(
    'place',
    placePartition('WORKERS', area),
    {},
    { limit, ...(after === undefined ? {} : { after }) },
  );
  const workers = await Promise.all(items.map((item) => findWorker(table, String(item['workerId']))));
  return { workers: workers.filter((worker) => worker !== undefined), ...(next === undefined ? {} : { next }) };
};

const PAGE = 100;

/** All workers of an area. */
export const allWorkersOf = async (table: Table, area: string): Promise<readonly LoadedWorker[]> => {
  const found: LoadedWorker[] = [];
  for (let after: string | undefined; ;) {
    const { workers, next } = await workersOf(table, area, PAGE, after);
    found.push(...workers);
    if (next === undefined) return found;
    after = next;
  }
};
