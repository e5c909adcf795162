import * as z from 'zod';
import { Problem } from '../../kernel/problem.ts';
import { operation, reply } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { linesKey, readableExport, unpacked } from '../domain/export.ts';
import { asOutcome } from '../outcome.ts';
import { ExportPath } from './search-query.ts';

interface Needs {
  readonly table: Pick<Table, 'find'>;
}

/** `GET /fhir/$export/{exportId}/{file}`: one file, a resource a line. */
export const readExportFile = ({ table }: Needs) =>
  operation('readExportFile', {
    route: 'GET /fhir/$export/{exportId}/{file}',
    scope: 'fhir.export',
    roles: ['manager', 'admin'],
    summary: 'FHIR R4: read a file of an export',
    status: 200,
    path: ExportPath.extend({ file: z.string().max(100) }),
    response: z.looseObject({}),
    refusals: asOutcome,
    async run({ path: { exportId, file } }, caller) {
      const one = readableExport(await table.find(keys.export(exportId)), caller);
      const lines = one.status === 'complete' ? await table.find(linesKey(exportId, file)) : undefined;
      if (lines === undefined) throw new Problem('ResourceNotFound', 'the export has no such file');
      return reply({ raw: { contentType: 'application/fhir+ndjson', text: unpacked(String(lines['gzip'])) } });
    },
  });
