import * as z from 'zod';
import { invalidRequest } from '../../../kernel/problem.ts';
import { operation } from '../../../runtime/operation.ts';
import { clientNamed } from '../../client-header.ts';
import type { DataRegistry, Listing as ListingOfRegistry } from '../data-registry.ts';
import { searchableFields, valueFrom, wayTo, type Content } from '../domain/content.ts';
import { named, type RegistryDefinition } from '../domain/definition.ts';
import { fulltextFields, MOST_WORDS, wordsOf } from '../domain/words.ts';
import { readingOf, type Lookup } from '../lookup.ts';
import { isOfMemberships, type RegistryShelf } from '../registries.ts';
import { RegistryPath } from './paths.ts';

interface Needs {
  readonly shelf: RegistryShelf;
  readonly lookup: Lookup;
  /** Where this API answers, for the addresses of other pages. */
  readonly apiBaseUrl: () => string;
}

/** How far a list may be read by page numbers alone; `next` leads further at the price of one page. */
const LAST_PAGE_BY_NUMBER = 20;

const Listing = z
  .object({
    search: z.string().min(1).max(200).optional(),
    filter: z.string().min(1).max(64).optional(),
    ordering: z.enum(['ascending', 'descending'], 'must be ascending or descending').default('ascending'),
    page: z.coerce.number().int().min(1).default(1),
    pageSize: z.coerce.number().int().min(1).max(100).default(25),
    after: z.string().max(2048).optional(),
  })
  .catchall(z.string().max(1000));
type Listing = z.infer<typeof Listing>;

const FIELD = 'query.';

/** The values that records must have, as text by field. @throws {Problem} InvalidRequest */
const wanted = (
  { search: _s, filter: _f, ordering: _o, page: _p, pageSize: _z, after: _a, ...rest }: Listing,
  exactly: readonly (readonly [string, string])[],
): Readonly<Record<string, string>> => {
  const unknown = Object.keys(rest).filter((name) => !name.startsWith(FIELD) || name === FIELD);
  if (unknown.length > 0) throw invalidRequest(...unknown.map((name) => ({ pointer: `#/query/${name}`, detail: 'is not a known field' })));
  return Object.fromEntries([...exactly, ...Object.entries(rest).map(([name, text]) => [name.slice(FIELD.length), text] as const)]);
};

/** What makes a regular expression, or leaves a part of a word open. */
const PATTERN = /[*^$|\\[\](){}]/;

interface Search {
  /** A field that must have this value, exactly. */
  readonly exactly: readonly (readonly [string, string])[];
  readonly text?: NonNullable<ListingOfRegistry['text']>;
}

/**
 * What `search` means: words in all texts, or in the one that `filter` names; of a field whose words are not searched, its value.
 * @throws {Problem} InvalidRequest
 */
const searchOf = ({ search, filter }: Listing, definition: RegistryDefinition | undefined): Search => {
  if (search === undefined && filter === undefined) return { exactly: [] };
  if (search === undefined)
    throw invalidRequest({ pointer: '#/query/search', detail: 'is required with filter: the value, or words of it' });
  const texts = definition === undefined ? [] : fulltextFields(definition);
  if (filter !== undefined && !texts.includes(filter)) return { exactly: [[filter, search]] };
  if (texts.length === 0)
    throw invalidRequest({ pointer: '#/query/filter', detail: 'is required: no text of this registry is searched by its words' });
  if (PATTERN.test(search))
    throw invalidRequest({
      pointer: '#/query/search',
      detail: 'must be whole words: this registry takes no patterns and no parts of words',
    });
  const words = wordsOf(search);
  if (words.length === 0 || words.length > MOST_WORDS)
    throw invalidRequest({ pointer: '#/query/search', detail: `must have 1 to ${String(MOST_WORDS)} words` });
  return { exactly: [], text: { words, fields: filter === undefined ? texts : [filter] } };
};

/** The values in the types of their fields; one of them has to lead to the records. @throws {Problem} InvalidRequest */
const whereOf = ({ definition }: DataRegistry, texts: Readonly<Record<string, string>>, hasWay: boolean): Content => {
  const names = searchableFields(definition).join(', ');
  const where = Object.entries(texts).map(([name, text]) => {
    const field = named(definition.fields, name);
    if (field === undefined)
      throw invalidRequest({ pointer: `#/query/${name}`, detail: `is not a field of this registry; it is searched by ${names}` });
    if (field.personal === true)
      throw invalidRequest({ pointer: `#/query/${name}`, detail: 'is personal: ask for it in the body of read or exists' });
    return [name, valueFrom(text, field.type)] as const;
  });
  const content = Object.fromEntries(where);
  const [first] = where;
  if (first !== undefined && !hasWay && wayTo(definition, content) === undefined)
    throw invalidRequest({ pointer: `#/query/${first[0]}`, detail: `is not searched for alone; this registry is searched by ${names}` });
  return content;
};

/** `GET /data/{registryName}/{versionNumber}`: records in the order of their creation, page by page. A page costs what is on it. */
export const listRecords = ({ shelf, lookup, apiBaseUrl }: Needs) =>
  operation('listRegistryRecords', {
    route: 'GET /data/{registryName}/{versionNumber}',
    scope: 'registration.read',
    summary: 'List records of a registry, by the values of its searchable fields',
    status: 200,
    path: RegistryPath,
    query: Listing,
    response: z.object({
      count: z.int().describe('records on this page'),
      next: z.string().optional(),
      previous: z.string().optional(),
      results: z.array(z.record(z.string(), z.unknown())),
    }),
    async run({ path, query }, caller) {
      clientNamed(caller.headers);
      if (isOfMemberships(path)) {
        const texts = wanted(query, searchOf(query, undefined).exactly);
        const names = Object.keys(texts);
        if (names.length === 0 || names.some((name) => name !== 'ID' && name !== 'id'))
          throw invalidRequest({
            pointer: '#/query/query.ID',
            detail: 'memberships are listed by their number only; read takes the numbers of persons',
          });
        const found = await lookup.find(path, texts, caller, 'list');
        return { count: found === undefined ? 0 : 1, results: found === undefined ? [] : [found.content] };
      }
      const registry = await shelf.toRead(path, caller);
      const { exactly, text } = searchOf(query, registry.definition);
      const where = whereOf(registry, wanted(query, exactly), text !== undefined);
      const { page, pageSize, after, ordering } = query;
      if (after === undefined && page > LAST_PAGE_BY_NUMBER)
        throw invalidRequest({ pointer: '#/query/page', detail: `may be ${String(LAST_PAGE_BY_NUMBER)}; follow next to read further` });
      const request = { where, limit: pageSize, descending: ordering === 'descending', ...(text === undefined ? {} : { text }) };
      let found = await registry.list({ ...request, ...(after === undefined ? {} : { after }) });
      for (let at = 1; after === undefined && at < page; at += 1)
        found = found.next === undefined ? { records: [] } : await registry.list({ ...request, after: found.next });
      await shelf.keepReading(registry, found.records, caller, readingOf(path, 'list'));
      const address = (number: number, from: string | undefined): string => {
        const { after: _, ...same } = query;
        const parameters = new URLSearchParams();
        for (const [name, value] of Object.entries({ ...same, page: number, ...(from === undefined ? {} : { after: from }) }))
          if (value !== undefined) parameters.set(name, String(value));
        return `${apiBaseUrl()}/govstack/digital-registries/data/${path.registryName}/${path.versionNumber}?${parameters.toString()}`;
      };
      return {
        count: found.records.length,
        ...(found.next === undefined ? {} : { next: address(page + 1, found.next) }),
        ...(page > 1 && page <= LAST_PAGE_BY_NUMBER ? { previous: address(page - 1, undefined) } : {}),
        results: found.records.map(({ content }) => content),
      };
    },
  });
