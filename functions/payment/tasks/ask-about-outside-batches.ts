import * as z from 'zod';
import { withoutOnce } from '../../casefile/files.ts';
import { task } from '../../runtime/task.ts';
import { OPEN_OUTSIDE_BATCHES, OutsideBatch } from '../domain/outside.ts';
import { askOrLeave } from '../outside-batches.ts';
import type { Needs } from './needs.ts';

/** Batches of one invocation. */
const AT_ONCE = 5;

/**
 * Asks the rails about batches of other systems in which something is open, some at a time: what failed stands in no statement, and a call
 * of a rail can be lost. A rail that is down is asked again the next day. `next` is where to go on.
 */
export const askAboutOutsideBatches = ({ table, rails }: Pick<Needs, 'table' | 'rails'>) =>
  task(z.object({ after: z.string().default('') }), async ({ after }, taskContext) => {
    const { at, correlationId } = withoutOnce(taskContext);
    const page = await table.pageOf('lookup', OPEN_OUTSIDE_BATCHES, {}, { limit: AT_ONCE, ...(after === '' ? {} : { after }) });
    for (const item of page.items) await askOrLeave({ table, rails }, OutsideBatch.parse(item), { at, correlationId });
    return { next: page.next ?? '' };
  });
