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

/** Sums up one shard of a day's ledger, and finds what the statement has not shown. */
export const compareLedger = ({ files, table, programmes }: Pick<Needs, 'files' | 'table' | 'programmes'>) =>
  task(z.object({ day: PlainDate, shard: z.int().min(0) }), async ({ day, shard }, taskContext) => {
    const context = withoutOnce(taskContext);
    const part = shardPart((await table.all(keys.ledgerDay(day, shard))).map((item) => FiledMovement.parse(item)));
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
  });
