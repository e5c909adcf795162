import * as z from 'zod';
import { derivedId } from '../../kernel/ids.ts';
import { operation } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import type { Workflows } from '../../runtime/workflows.ts';
import type { Table } from '../../table/table.ts';
import { exportWrite, moveExport, readableExport } from '../domain/export.ts';
import { asOutcome } from '../outcome.ts';
import { ExportPath } from './search-query.ts';

interface Needs {
  readonly table: Pick<Table, 'find' | 'transact'>;
  readonly workflows: Pick<Workflows, 'start'>;
}

/** `DELETE /fhir/$export/{exportId}`: stops it; its files cannot be read any more, and are taken away one after the other. */
export const cancelExport = ({ table, workflows }: Needs) =>
  operation('cancelExport', {
    route: 'DELETE /fhir/$export/{exportId}',
    scope: 'fhir.export',
    roles: ['manager', 'admin'],
    summary: 'FHIR R4: cancel an export',
    status: 202,
    path: ExportPath,
    response: z.looseObject({}),
    refusals: asOutcome,
    async run({ path: { exportId } }, caller) {
      const cancelled = moveExport(readableExport(await table.find(keys.export(exportId)), caller), 'cancelled', caller.at);
      await table.transact([exportWrite(cancelled)], derivedId('cancel export', exportId, cancelled.version));
      await workflows.start('fhir-export', `clear-${exportId}`, { exportId, place: { area: 0, page: 0 } });
      return {};
    },
  });
