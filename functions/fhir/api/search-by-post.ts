import * as z from 'zod';
import { invalidRequest, Problem } from '../../kernel/problem.ts';
import { operation, type Caller } from '../../runtime/operation.ts';
import type { RawQuery } from '../domain/search/query.ts';
import { asOutcome } from '../outcome.ts';
import { search, type SearchNeeds } from '../search.ts';
import { typeOf } from '../types.ts';
import { SearchQuery, TypePath } from './search-query.ts';

const JsonQuery = z.record(z.string(), z.union([z.string().max(1000), z.array(z.string().max(1000)).max(20)]));

const fromJson = (text: string): RawQuery => {
  try {
    return Object.fromEntries(Object.entries(JsonQuery.parse(JSON.parse(text))).map(([name, value]) => [name, [value].flat()]));
  } catch (cause) {
    throw new Problem('InvalidRequest', 'the body is no JSON object of search parameters', {
      cause,
      errors: [{ pointer: '#/body', detail: 'must be a JSON object of parameters, each a text or a list of texts' }],
    });
  }
};

const fromForm = (text: string): RawQuery => {
  const form = new URLSearchParams(text);
  return Object.fromEntries([...new Set(form.keys())].map((name) => [name, form.getAll(name)]));
};

/** The parameters of a body and of an address together. */
const parametersOf = ({ headers, rawBody }: Caller, query: RawQuery): RawQuery => {
  const type = headers['content-type'] ?? 'application/x-www-form-urlencoded';
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(type);
  if (!isForm && !/^application\/(?:[\w.+-]*\+)?json\b/i.test(type))
    throw new Problem('MediaTypeUnsupported', 'content-type must be application/x-www-form-urlencoded or application/json');
  const body = SearchQuery.safeParse(isForm ? fromForm(rawBody) : fromJson(rawBody));
  if (!body.success) throw invalidRequest({ pointer: '#/body', detail: 'has too many or too long parameters' });
  return Object.fromEntries(
    [...new Set([...Object.keys(query), ...Object.keys(body.data)])].map((name) => [
      name,
      [...(query[name] ?? []), ...(body.data[name] ?? [])],
    ]),
  );
};

/** `POST /fhir/{type}/_search`: the same as a form or as JSON; the only way to search by a national number, which no address may carry. */
export const searchByPost = (needs: SearchNeeds) =>
  operation('searchByPost', {
    route: 'POST /fhir/{type}/_search',
    scope: 'care.read',
    summary: 'FHIR R4: search a type, with the parameters in the body as a form or as JSON',
    status: 200,
    path: TypePath,
    query: SearchQuery,
    repeats: true,
    response: z.looseObject({}),
    refusals: asOutcome,
    run({ path, query }, caller) {
      if (query['identifier'] !== undefined)
        throw invalidRequest({ pointer: '#/query/identifier', detail: 'belongs into the body of a POST' });
      return search(needs, typeOf(path.type, caller), parametersOf(caller, query), caller, true);
    },
  });
