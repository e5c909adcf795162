import * as z from 'zod';
import { Problem } from '../../kernel/problem.ts';
import { operation, reply } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import type { Table } from '../../table/table.ts';
import { ExportFile, FILES, readableExport } from '../domain/export.ts';
import { asOutcome } from '../outcome.ts';
import { ExportPath } from './search-query.ts';

interface Needs {
  readonly table: Table;
  readonly apiBaseUrl: () => string;
}

const RETRY_AFTER_SECONDS = '10';

/** `GET /fhir/$export/{exportId}`: 202 while it goes on, then the list of its files. */
export const followExport = ({ table, apiBaseUrl }: Needs) =>
  operation('followExport', {
    route: 'GET /fhir/$export/{exportId}',
    scope: 'fhir.export',
    roles: ['manager', 'admin'],
    summary: 'FHIR R4: see how an export stands, and its files',
    status: 200,
    path: ExportPath,
    response: z.looseObject({}),
    refusals: asOutcome,
    async run({ path: { exportId } }, caller) {
      const one = readableExport(await table.find(keys.export(exportId)), caller);
      if (one.status === 'failed') throw new Problem('ExportFailed', 'the export could not be finished; ask for it again');
      if (one.status === 'running')
        return reply({ status: 202, headers: { 'retry-after': RETRY_AFTER_SECONDS, 'x-progress': one.status }, body: {} });
      const files = (await table.all(keys.export(exportId).pk, { beginsWith: FILES })).map((item) => ExportFile.parse(item));
      return {
        transactionTime: one.at,
        request: one.request,
        requiresAccessToken: true,
        output: files.map(({ name, type, count }) => ({ type, url: `${apiBaseUrl()}/fhir/$export/${exportId}/${name}`, count })),
        error: [],
      };
    },
  });
