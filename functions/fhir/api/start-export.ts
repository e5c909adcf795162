import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import { beginExport, type ExportNeeds } from '../begin-export.ts';
import { asOutcome } from '../outcome.ts';
import { SearchQuery } from './search-query.ts';

/** `GET /fhir/$export`: everything that the ministry may hold, as files of lines. */
export const startExport = (needs: ExportNeeds) =>
  operation('startExport', {
    route: 'GET /fhir/$export',
    scope: 'fhir.export',
    roles: ['manager', 'admin'],
    summary: 'FHIR R4: export all resources as NDJSON',
    status: 202,
    query: SearchQuery,
    repeats: true,
    response: z.looseObject({}),
    refusals: asOutcome,
    run: ({ query }, caller) => beginExport(needs, '/fhir/$export', query, caller, false),
  });
