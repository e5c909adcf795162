import * as z from 'zod';
import { operation } from '../../runtime/operation.ts';
import { asOutcome } from '../outcome.ts';
import { search, type SearchNeeds } from '../search.ts';
import { typeOf } from '../types.ts';
import { SearchQuery, TypePath } from './search-query.ts';

/** `GET /fhir/{type}?patient=`: resources of a type, within the record of one person. */
export const searchResources = (needs: SearchNeeds) =>
  operation('searchResources', {
    route: 'GET /fhir/{type}',
    scope: 'care.read',
    summary: 'FHIR R4: search a type',
    status: 200,
    path: TypePath,
    query: SearchQuery,
    repeats: true,
    response: z.looseObject({}),
    refusals: asOutcome,
    run: ({ path, query }, caller) => search(needs, typeOf(path.type, caller), query, caller, false),
  });
