import * as z from 'zod';
import { Problem } from '../../kernel/problem.ts';
import { operation } from '../../runtime/operation.ts';
import { beginExport, type ExportNeeds } from '../begin-export.ts';
import { asOutcome } from '../outcome.ts';
import { SearchQuery, TypePath } from './search-query.ts';

/** `GET /fhir/Patient/$export`: the same without what is about no patient. */
export const startPatientExport = (needs: ExportNeeds) =>
  operation('startPatientExport', {
    route: 'GET /fhir/{type}/$export',
    scope: 'fhir.export',
    roles: ['manager', 'admin'],
    summary: 'FHIR R4: export all resources about patients as NDJSON',
    status: 202,
    path: TypePath,
    query: SearchQuery,
    repeats: true,
    response: z.looseObject({}),
    refusals: asOutcome,
    run({ path, query }, caller) {
      if (path.type !== 'Patient') throw new Problem('ResourceNotFound', '$export is of the system or of Patient');
      return beginExport(needs, '/fhir/Patient/$export', query, caller, true);
    },
  });
