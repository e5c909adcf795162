import * as z from 'zod';
import { Problem } from '../../kernel/problem.ts';
import { operation, reply } from '../../runtime/operation.ts';
import { everythingOf } from '../domain/everything.ts';
import { caseIdOf } from '../domain/ids.ts';
import { searchset } from '../domain/search/bundle.ts';
import { knownOf, MOST_COUNT, pageOf, pagingOf } from '../domain/search/query.ts';
import { refuseOtherFormats } from '../format.ts';
import { openRecord } from '../open-record.ts';
import { asOutcome, FHIR_JSON } from '../outcome.ts';
import type { SearchNeeds } from '../search.ts';
import { mayRead, sinceOf, typeOf, typesOf } from '../types.ts';
import { ResourcePath, SearchQuery } from './search-query.ts';

/** `GET /fhir/Patient/{id}/$everything`: all that is about one person, of the types that the token may read. */
export const readEverything = (needs: SearchNeeds) =>
  operation('readEverything', {
    route: 'GET /fhir/{type}/{id}/$everything',
    scope: 'care.read',
    summary: 'FHIR R4: everything about one patient',
    status: 200,
    path: ResourcePath,
    query: SearchQuery,
    repeats: true,
    response: z.looseObject({}),
    refusals: asOutcome,
    async run({ path, query: asked }, caller) {
      refuseOtherFormats(asked['_format'], caller.headers);
      if (typeOf(path.type, caller) !== 'Patient') throw new Problem('ResourceNotFound', '$everything is of a Patient');
      const query = knownOf(asked, ['_type', '_since'], caller.headers);
      const types = typesOf(query['_type']).filter((type) => mayRead(type, caller));
      const since = sinceOf(query['_since']);
      // R4: all of it in one bundle, unless pages are asked for
      const paging = pagingOf(query, MOST_COUNT);
      const caseId = caseIdOf(path.id);
      const setting = caseId === undefined ? undefined : await openRecord(needs, caseId, caller, '$everything');
      const found = setting && everythingOf(setting, path.id, types, since);
      if (found === undefined) throw new Problem('ResourceNotFound', 'no Patient has this id');
      const base = `${needs.apiBaseUrl()}/fhir`;
      const bundle = searchset(base, `${base}/Patient/${path.id}/$everything`, query, pageOf(found, paging));
      return reply({ raw: { contentType: FHIR_JSON, text: JSON.stringify(bundle) } });
    },
  });
