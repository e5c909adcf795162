import * as z from 'zod';
import { derivedCode } from '../kernel/ids.ts';
import { keys, placePartition, type Key } from '../table/keys.ts';
import type { Item, Write } from '../table/table.ts';
import { Sealed } from './case.ts';

/** A care worker: where she works and how many cases she can look after. */
export const Worker = z.object({
  workerId: z.string(),
  version: z.int().min(1),
  /** What mothers may be told. */
  displayName: z.string().optional(),
  areas: z.array(z.string()).min(1),
  capacity: z.int().min(0),
  active: z.boolean(),
  /** E.164, sealed for the worker's id. */
  phone: Sealed.optional(),
  /** Of the texts to her; absent: English. */
  language: z.string().optional(),
  /** What the payment rail knows the worker by; absent: incentives cannot be paid to her. */
  payeeIdentity: z.string().optional(),
});
export type Worker = z.infer<typeof Worker>;

const areaKey = (workerId: string, area: string): Key => ({ pk: keys.worker(workerId).pk, sk: `AREA#${area}` });
/** The counter stands apart from the record, so that a change of the record never loses a count. */
const loadKey = (workerId: string): Key => ({ pk: keys.worker(workerId).pk, sk: 'LOAD' });

/** A worker as read with one query of her partition; `load` is the number of active cases. */
export interface LoadedWorker extends Worker {
  readonly load: number;
}

/** Reads the items of `keys.worker(id).pk`; undefined when there is no such worker. */
export const workerOfItems = (items: readonly Item[]): LoadedWorker | undefined => {
  const record = items.find(({ entity }) => entity === 'worker');
  const counter = items.find(({ entity }) => entity === 'workerLoad');
  return record === undefined ? undefined : { ...Worker.parse(record), load: Number(counter?.['cases'] ?? 0) };
};

/**
 * What stores a worker in place of what was stored before: her record, and a copy of it in each of her areas, for their lists. The first write carries the
 * condition: that she is new, or still the one that was read.
 */
export const workerWrites = (worker: Worker, before: Worker | undefined): readonly Write[] => [
  {
    put: { ...worker, ...keys.worker(worker.workerId), entity: 'worker' },
    condition: before === undefined ? 'absent' : { version: before.version },
  },
  ...(before?.areas ?? [])
    .filter((area) => !worker.areas.includes(area))
    .map((area): Write => ({ remove: areaKey(worker.workerId, area) })),
  ...worker.areas.map((area): Write => ({
    put: {
      ...worker,
      ...areaKey(worker.workerId, area),
      entity: 'workerArea',
      placePk: placePartition('WORKERS', area),
      placeSk: worker.workerId,
    },
  })),
];

/** Moves the count of a worker's active cases; goes into the transaction that moves the case. */
export const loadWrite = (workerId: string, by: 1 | -1): Write => ({
  add: loadKey(workerId),
  by: { cases: by },
  set: { entity: 'workerLoad', workerId },
});

/** What the payment rail knows a mother by: derived from her case, 16 characters, and no identifier of any register. */
export const payeeIdentityOf = (caseId: string): string => derivedCode(16, 'payee', caseId);
