import { Worker, workerOfItems, type LoadedWorker } from '../casefile/worker.ts';
import { keys, placePartition } from '../table/keys.ts';
import type { Table } from '../table/table.ts';

/** A worker with her load; undefined when there is none. One query. */
export const findWorker = async (table: Table, workerId: string): Promise<LoadedWorker | undefined> =>
  workerOfItems(await table.all(keys.worker(workerId).pk));

export interface WorkerPage {
  readonly workers: readonly Worker[];
  readonly next?: string;
}

/** A page of the workers of an area, as they are on record. One query of the index. */
export const workersOf = async (table: Table, area: string, limit: number, after?: string): Promise<WorkerPage> => {
  const { items, next } = await table.pageOf(
    'place',
    placePartition('WORKERS', area),
    {},
    { limit, ...(after === undefined ? {} : { after }) },
  );
  return { workers: items.map((item) => Worker.parse(item)), ...(next === undefined ? {} : { next }) };
};

const PAGE = 100;

/** All workers of an area with their load: each is read once more, since an index is a moment behind and a load has to be right. */
export const allWorkersOf = async (table: Table, area: string): Promise<readonly LoadedWorker[]> => {
  const found: LoadedWorker[] = [];
  for (let after: string | undefined; ;) {
    const { workers, next } = await workersOf(table, area, PAGE, after);
    const loaded = await Promise.all(workers.map(({ workerId }) => findWorker(table, workerId)));
    found.push(...loaded.filter((worker) => worker !== undefined));
    if (next === undefined) return found;
    after = next;
  }
};
