import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { Problem } from '../../../kernel/problem.ts';
import type { Objects } from '../../../runtime/objects.ts';
import { operation, reply } from '../../../runtime/operation.ts';
import { keys } from '../../../table/keys.ts';
import type { Table } from '../../../table/table.ts';
import { linesKey, readableExport } from '../../domain/export.ts';
import { asOutcome } from '../../outcome.ts';
import { ExportPath } from '../../api/search-query.ts';

interface Needs {
  readonly table: Pick<Table, 'find'>;
  readonly objects: Pick<Objects, 'get'>;
}

/** `GET /fhir/$export/{exportId}/{file}`: one file, a resource a line. */
export const readExportFile = ({ table, objects }: Needs) =>
  operation('readExportFile', {
    route: 'GET /fhir/$export/{exportId}/{file}',
    scope: 'fhir.export',
    roles: ['manager', 'admin'],
    summary: 'FHIR R4: read a file of an export',
    status: 200,
    path: ExportPath.extend({ file: z.string().regex(/^[\w-]{1,100}$/, 'is no name of a file') }),
    response: z.looseObject({}),
    refusals: asOutcome,
    async run({ path: { exportId, file } }, caller) {
      const one = readableExport(await table.find(keys.export(exportId)), caller);
      const lines = one.status === 'complete' ? await objects.get(linesKey(exportId, file)) : undefined;
      if (lines === undefined) throw new Problem('ResourceNotFound', 'the export has no such file');
      return reply({ raw: { contentType: 'application/fhir+ndjson', text: gunzipSync(lines.bytes).toString('utf8') } });
    },
  });
