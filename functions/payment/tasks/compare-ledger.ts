import * as z from 'zod';
import { withoutOnce } from '../../casefile/files.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { task } from '../../runtime/task.ts';
import { keys } from '../../table/keys.ts';
import { LEDGER_SHARDS } from '../domain/ledger.ts';
import { askAboutDifference, FiledMovement, shardPart } from '../domain/reconcile.ts';
import type { Needs } from './needs.ts';
import { storePart } from './store-part.ts';

/** Parts of a day are told apart by version in its history; there are fewer pages than this. */
const FIRST_SHARD_VERSION = 1_000_000;

/**
 * Sums up the next shard of a day's ledger in which anything stands, and finds what the statement has not shown. Shards in which nothing
 * stands are passed over; `shard` is where to go on, or -1.
 */
export const compareLedger = ({ files, table, programmes }: Pick<Needs, 'files' | 'table' | 'programmes'>) =>
  task(z.object({ day: PlainDate, shard: z.int().min(0) }), async ({ day, shard: first }, taskContext) => {
    const context = withoutOnce(taskContext);
    for (let shard = first; shard < LEDGER_SHARDS; shard += 1) {
      const items = await table.all(keys.ledgerDay(day, shard));
      if (items.length === 0) continue;
      const part = shardPart(items.map((item) => FiledMovement.parse(item)));
      for (const difference of part.differences)
        if (difference.caseId !== undefined)
          await files.change(difference.caseId, context, (file) =>
            askAboutDifference(file, difference, { rules: programmes.get(file.root.programme).operations.payment, at: context.at, day }),
          );
      await storePart(
        table,
        { day, name: `SHARD#${String(shard).padStart(2, '0')}`, version: FIRST_SHARD_VERSION + shard },
        { part, marks: [] },
        context,
      );
      return { shard: shard + 1 < LEDGER_SHARDS ? shard + 1 : -1 };
    }
    return { shard: -1 };
  });
