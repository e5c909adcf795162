import * as z from 'zod';
import { derivedId } from '../kernel/ids.ts';
import { task } from '../runtime/task.ts';
import { keys } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import { Export, exportWrite, moveExport } from './domain/export.ts';

export interface EndNeeds {
  readonly table: Pick<Table, 'find' | 'transact'>;
}

/** The task that ends an export that is running. */
export const endExport = ({ table }: EndNeeds, to: 'complete' | 'failed') =>
  task(z.object({ exportId: z.uuid() }), async ({ exportId }, { at }) => {
    const one = Export.parse(await table.find(keys.export(exportId)));
    // cancelled meanwhile, or ended by an earlier try
    if (one.status !== 'running') return { status: one.status };
    const ended = moveExport(one, to, at);
    await table.transact([exportWrite(ended)], derivedId('export', exportId, ended.version, to));
    return { status: to };
  });
