import * as z from 'zod';
import { PlainDate } from '../../kernel/dates.ts';
import { task } from '../../runtime/task.ts';
import { keys } from '../../table/keys.ts';
import { daysToReconcile } from '../domain/reconcile.ts';
import type { Needs } from './needs.ts';

/** The days whose ledger was not compared with the rail's statement yet. */
export const listDays = ({ table }: Pick<Needs, 'table'>) =>
  task(z.object({ time: z.iso.datetime() }), async ({ time }) => {
    const cursor = await table.find(keys.cursor('reconciliation'));
    return { days: daysToReconcile(time, cursor === undefined ? undefined : PlainDate.parse(cursor['day'])) };
  });
