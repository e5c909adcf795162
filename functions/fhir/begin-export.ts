import { derivedId } from '../kernel/ids.ts';
import { invalidRequest, Problem } from '../kernel/problem.ts';
import { reply, type Caller, type Reply } from '../runtime/operation.ts';
import type { Workflows } from '../runtime/workflows.ts';
import { keys } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import { exportWrite, type Export } from './domain/export.ts';
import { isCaseType } from './domain/resource-types.ts';
import { addressOf } from './domain/search/bundle.ts';
import { knownOf, type RawQuery } from './domain/search/query.ts';
import { FHIR_JSON } from './outcome.ts';
import { sinceOf, typesOf } from './types.ts';

export interface ExportNeeds {
  readonly table: Table;
  readonly workflows: Workflows;
  readonly apiBaseUrl: () => string;
}

const ALLOWED = ['_type', '_since', '_outputFormat'];
const FORMATS = ['application/fhir+ndjson', 'application/fhir ndjson', 'application/ndjson', 'ndjson'];

/** @throws {Problem} InvalidRequest, OutsideYourArea, RoleMissing */
const refuse = (query: RawQuery, { headers, partner, areas }: Caller): void => {
  if (partner !== undefined) throw new Problem('RoleMissing', 'only a system of the ministry may export all records');
  if (areas !== undefined) throw new Problem('OutsideYourArea', 'an export is of all areas, and you work in some of them');
  if ((query['_outputFormat'] ?? []).some((format) => !FORMATS.includes(format)))
    throw invalidRequest({ pointer: '#/query/_outputFormat', detail: 'must be application/fhir+ndjson' });
  if (!/\brespond-async\b/i.test(headers['prefer'] ?? ''))
    throw invalidRequest({ pointer: '#/headers/prefer', detail: 'must be respond-async: an export takes its time' });
};

/** Writes down what is to be exported, and starts the machine that does it. */
export const beginExport = async (
  { table, workflows, apiBaseUrl }: ExportNeeds,
  path: string,
  asked: RawQuery,
  caller: Caller,
  ofPatients: boolean,
): Promise<Reply> => {
  const query = knownOf(asked, ALLOWED, caller.headers, []);
  refuse(query, caller);
  const exportId = derivedId('fhir export', caller.by, caller.causationId);
  const since = sinceOf(query['_since']);
  const one: Export = {
    exportId,
    version: 1,
    status: 'running',
    by: caller.by,
    ...(caller.user === undefined ? {} : { roles: [...caller.roles] }),
    request: addressOf(`${apiBaseUrl()}${path}`, query),
    at: caller.at,
    types: typesOf(query['_type']).filter((type) => !ofPatients || isCaseType(type)),
    areas: (await table.all(keys.areas)).map(({ sk }) => sk),
    ...(since === undefined ? {} : { since }),
  };
  await table.transact([exportWrite(one)], derivedId('start export', exportId));
  await workflows.start('fhir-export', exportId, { exportId, place: { area: 0, page: 0 } });
  const text = JSON.stringify({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'information', code: 'informational', diagnostics: 'the export goes on; ask at Content-Location' }],
  });
  return reply({
    status: 202,
    headers: { 'content-location': `${apiBaseUrl()}/fhir/$export/${exportId}` },
    raw: { contentType: FHIR_JSON, text },
  });
};
