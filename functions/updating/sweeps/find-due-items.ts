import * as z from 'zod';
import { addDays, dateOf, PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Outgoing } from '../../runtime/bus.ts';
import { task } from '../../runtime/task.ts';
import { duePartition, keys, type SweepName } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { daysFrom, daysToSweep, dueItemOf, eventOf } from '../domain/sweep.ts';

/** Items of one read, and how much one invocation does: it ends well before its time is over, and the next goes on from there. */
const PAGE_ITEMS = 200;
const MOST_ITEMS = 2000;
const MOST_READS = 60;

const Place = z.object({ day: PlainDate, after: z.string().optional() });
type Place = z.infer<typeof Place>;

const Input = z.object({
  sweep: z.enum(['update', 'exit']),
  shard: z.int().min(0),
  time: z.iso.datetime(),
  /** What the invocation before gave, as the state machine keeps it. */
  progress: z.object({ value: z.object({ next: Place.optional() }) }).optional(),
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

/** The day of the sweep before. The very first one notes where it begins, so that nothing is left behind when it fails. */
const sweptOnOf = async (table: Table, input: Input, today: PlainDate, causationId: string): Promise<PlainDate> => {
  const cursor = await table.find(cursorKey(input));
  if (cursor !== undefined) return PlainDate.parse(cursor['sweptOn']);
  const yesterday = addDays(today, -1);
  await keepSweptOn(table, input, yesterday, causationId);
  return yesterday;
};

const announce = async ({ table, publish }: Needs, sweep: SweepName, shard: number, time: string, { day, after }: Place) => {
  const page = await table.pageOf(
    'due',
    duePartition(sweep, day, shard),
    {},
    { limit: PAGE_ITEMS, ...(after === undefined ? {} : { after }) },
  );
  const refused = await publish(page.items.map((item) => eventOf(dueItemOf(item), sweep, time)));
  // the same events have the same ids, so the whole page may be sent again
  if (refused.length > 0)
    throw new Problem('BusRefused', `the bus refused ${String(refused.length)} of ${String(page.items.length)} events`);
  return page;
};

/**
 * Finds what is due in one shard and tells its owners; acts on nothing. Reads each day since the last sweep, page by page, and stops early
 * with the place to go on from; the cursor moves when the last page was told.
 */
export const findDueItems = (needs: Needs) =>
  task(Input, async (input, { causationId }) => {
    const { sweep, shard, progress } = input;
    const time = new Date(input.time).toISOString();
    const today = dateOf(time);
    const start = progress?.value.next;
    const days =
      start === undefined ? daysToSweep(await sweptOnOf(needs.table, input, today, causationId), today) : daysFrom(start.day, today);
    let found = 0;
    let reads = 0;
    for (const day of days) {
      let after = day === start?.day ? start.after : undefined;
      do {
        if (found >= MOST_ITEMS || reads === MOST_READS)
          return { finished: false, found, next: { day, ...(after === undefined ? {} : { after }) } };
        const page = await announce(needs, sweep, shard, time, { day, ...(after === undefined ? {} : { after }) });
        found += page.items.length;
        reads += 1;
        after = page.next;
      } while (after !== undefined);
    }
    await keepSweptOn(needs.table, input, today, causationId);
    return { finished: true, found };
  });
