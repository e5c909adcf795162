import * as z from 'zod';
import { withoutOnce } from '../../casefile/files.ts';
import { task } from '../../runtime/task.ts';
import { OPEN_OUTSIDE_BATCHES, OutsideBatch } from '../domain/outside.ts';
import { askOrLeave, leaveUnanswered } from '../outside-batches.ts';
import type { Needs } from './needs.ts';

/** Batches of one invocation. */
const AT_ONCE = 5;
/** Instructions after which an invocation ends, where a rail is asked about each by itself. */
const LINES_AT_ONCE = 100;

/** Where to go on: behind a page of the open batches, and there at a batch, and there behind an instruction. */
const Place = z.object({ page: z.string().optional(), code: z.string().optional(), line: z.string().optional() });
type Place = z.infer<typeof Place>;

const told = (place: Place): { readonly next: string } => ({ next: JSON.stringify(place) });

/**
 * Asks the rails about batches of other systems in which something is open, some at a time: what failed stands in no statement, and a call
 * of a rail can be lost. A rail that is down is asked again the next day; what it has not answered in time is left to a person, and is asked
 * about all the same. `next` is where to go on.
 */
export const askAboutOutsideBatches = ({ table, rails }: Pick<Needs, 'table' | 'rails'>) =>
  task(z.object({ after: z.string().default('') }), async ({ after }, taskContext) => {
    const { at, correlationId } = withoutOnce(taskContext);
    const place = after === '' ? {} : Place.parse(JSON.parse(after));
    const { items, next } = await table.pageOf(
      'lookup',
      OPEN_OUTSIDE_BATCHES,
      {},
      { limit: AT_ONCE, ...(place.page === undefined ? {} : { after: place.page }) },
    );
    const batches = items.map((item) => OutsideBatch.parse(item));
    const begin = Math.max(
      0,
      batches.findIndex(({ code }) => code === place.code),
    );
    let asked = 0;
    for (const [index, batch] of batches.entries()) {
      if (index < begin) continue;
      if (asked >= LINES_AT_ONCE) return told({ ...place, code: batch.code, line: undefined });
      const line = batch.code === place.code ? place.line : undefined;
      const sofar = await askOrLeave({ table, rails }, batch, { at, correlationId }, { after: line });
      if (sofar.after !== undefined) return told({ ...place, code: batch.code, line: sofar.after });
      await leaveUnanswered(table, batch, at);
      asked += sofar.lines;
    }
    return next === undefined ? { next: '' } : told({ page: next });
  });
