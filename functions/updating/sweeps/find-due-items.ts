import * as z from 'zod';
import { dateOf, PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Outgoing } from '../../runtime/bus.ts';
import { task } from '../../runtime/task.ts';
import { duePartition, dueRange, keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { dueItemOf, eventOf } from '../domain/sweep.ts';

/** Items of one read, and how many one invocation tells of: it ends well before its time is over, and the next goes on from there. */
const PAGE_ITEMS = 200;
const MOST_ITEMS = 2000;

const Input = z.object({
  sweep: z.enum(['update', 'exit']),
  shard: z.int().min(0),
  time: z.iso.datetime(),
  /** What the invocation before gave, as the state machine keeps it. */
  progress: z.object({ value: z.object({ next: z.string().optional() }) }).optional(),
});
type Input = z.infer<typeof Input>;

interface Needs {
  readonly table: Table;
  readonly publish: (events: readonly Outgoing[]) => Promise<readonly number[]>;
}

const cursorKey = ({ sweep, shard }: Input) => keys.cursor(`sweep#${sweep}#${String(shard)}`);

const keepSweptOn = (table: Table, input: Input, sweptOn: PlainDate, causationId: string): Promise<void> =>
  table.transact(
    [{ put: { ...cursorKey(input), entity: 'cursor', sweptOn } }],
    derivedId('cursor', causationId, input.sweep, input.shard, sweptOn),
  );

/** Whether this day was swept before; then only what was put onto the day itself may be new. */
const isSwept = async (table: Table, input: Input, today: PlainDate): Promise<boolean> => {
  const cursor = await table.find(cursorKey(input));
  return cursor !== undefined && PlainDate.parse(cursor['sweptOn']) >= today;
};

/**
 * Finds what is due in one shard and tells its owners; acts on nothing. The first sweep of a day reads everything up to that day, however
 * long it has been due: what an owner failed on, or what was put late onto a day that had been swept. Later ones read that day alone. Stops
 * early with the place to go on from; the day counts as swept when the last page was told.
 */
export const findDueItems = ({ table, publish }: Needs) =>
  task(Input, async (input, { causationId }) => {
    const { sweep, shard, progress } = input;
    const time = new Date(input.time).toISOString();
    const today = dateOf(time);
    const range = dueRange((await isSwept(table, input, today)) ? today : undefined, today);
    let found = 0;
    let next = progress?.value.next;
    do {
      if (found >= MOST_ITEMS) return { finished: false, found, next };
      const page = await table.pageOf('due', duePartition(sweep, shard), range, {
        limit: PAGE_ITEMS,
        ...(next === undefined ? {} : { after: next }),
      });
      const refused = await publish(page.items.map((item) => eventOf(dueItemOf(item), sweep, time)));
      // the same events have the same ids, so the whole page may be sent again
      if (refused.length > 0)
        throw new Problem('BusRefused', `the bus refused ${String(refused.length)} of ${String(page.items.length)} events`);
      found += page.items.length;
      next = page.next;
    } while (next !== undefined);
    await keepSweptOn(table, input, today, causationId);
    return { finished: true, found };
  });
