import * as z from 'zod';
import { withoutOnce } from '../../casefile/files.ts';
import { PlainDate } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import { task } from '../../runtime/task.ts';
import { keys } from '../../table/keys.ts';
import { conclude, Part } from '../domain/reconcile.ts';
import type { Needs } from './needs.ts';

/** Adds the parts of a day up to its result, and notes how far reconciliation has come. */
export const closeDay = ({ table }: Pick<Needs, 'table'>) =>
  task(z.object({ day: PlainDate, pages: z.int().min(1) }), async ({ day, pages }, taskContext) => {
    const { at, causationId } = withoutOnce(taskContext);
    const items = await table.all(keys.reconciliation(day));
    const parts = items
      .filter(({ sk }) => sk.startsWith('SHARD#') || Number(sk.slice('PAGE#'.length)) < pages)
      .map((item) => Part.parse(item['part']));
    const result = conclude(day, at, parts);
    await table.transact(
      [
        { put: { pk: keys.reconciliations, sk: day, entity: 'reconciliation', ...result } },
        { put: { ...keys.cursor('reconciliation'), entity: 'cursor', day } },
      ],
      derivedId('token', causationId, JSON.stringify(result)),
    );
    return { balanced: result.balanced, differing: result.differing };
  });
