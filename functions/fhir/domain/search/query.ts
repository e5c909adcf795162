import type { Resource } from '@medplum/fhirtypes';
import { invalidRequest, type Fault } from '../../../kernel/problem.ts';
import { parametersOf, type Type } from '../resource-types.ts';
import { orderOf } from './order.ts';
import { filterNamed, type Filter } from './parameter.ts';

/** Parameters as they came: each name with its values, in order. */
export type RawQuery = Readonly<Record<string, readonly string[]>>;

const DEFAULT_COUNT = 50;
export const MOST_COUNT = 500;

/** What is accepted wherever a bundle is answered; whether it is indented changes nothing. */
const OF_PAGES = ['_count', '_cursor', '_format', '_pretty'] as const;
/** What is accepted wherever something is searched for. The total is always there, and always exact. */
const OF_SEARCHES = ['_sort', '_summary', '_total'] as const;

/** A page of a list: how many, and after which resource. */
export interface Paging {
  /** 0: only how many there are. */
  readonly count: number;
  /** The last resource of the page before, as `Type/id`. */
  readonly after?: string;
}

export interface Search {
  readonly filters: readonly Filter[];
  readonly order: (left: Resource, right: Resource) => number;
  readonly paging: Paging;
}

const faultOf = (name: string, detail: string): Fault => ({ pointer: `#/query/${name}`, detail });

const onlyOf = (query: RawQuery, name: string): string | undefined => {
  const values = query[name] ?? [];
  if (values.length > 1) throw invalidRequest(faultOf(name, 'may stand once'));
  return values[0];
};

const oneOf = (query: RawQuery, name: string, allowed: readonly string[]): string | undefined => {
  const value = onlyOf(query, name);
  if (value !== undefined && !allowed.includes(value)) throw invalidRequest(faultOf(name, `must be ${allowed.join(' or ')}`));
  return value;
};

/** @throws {Problem} InvalidRequest */
export const pagingOf = (query: RawQuery, usual = DEFAULT_COUNT): Paging => {
  const count = onlyOf(query, '_count');
  if (count !== undefined && !/^\d{1,6}$/.test(count)) throw invalidRequest(faultOf('_count', 'must be a whole number from 0'));
  const after = onlyOf(query, '_cursor');
  return { count: Math.min(Number(count ?? usual), MOST_COUNT), ...(after === undefined ? {} : { after }) };
};

const isLenient = ({ prefer = '' }: Readonly<Record<string, string>>): boolean => /\bhandling\s*=\s*"?lenient\b/i.test(prefer);

/**
 * A query without the parameters that are not among those allowed, for a caller who prefers that; for every other they are refused, since a
 * filter that is passed over gives more than was asked for. So are modifiers, of any caller.
 * @param modifiable the parameters that may have one
 * @throws {Problem} InvalidRequest naming each
 */
export const knownOf = (
  query: RawQuery,
  allowed: readonly string[],
  headers: Readonly<Record<string, string>>,
  common: readonly string[] = OF_PAGES,
  modifiable: readonly string[] = [],
): RawQuery => {
  const known = [...allowed, ...common];
  const bare = (name: string): string => name.split(':')[0] ?? '';
  const unknown = Object.keys(query).filter((name) => !known.includes(bare(name)));
  const modified = Object.keys(query).filter(
    (name) => name.includes(':') && known.includes(bare(name)) && !modifiable.includes(bare(name)),
  );
  if (modified.length > 0) throw invalidRequest(...modified.map((name) => faultOf(name, 'takes no modifier')));
  if (unknown.length > 0 && !isLenient(headers))
    throw invalidRequest(...unknown.map((name) => faultOf(name, `is not supported here; there are ${known.join(', ')}`)));
  return Object.fromEntries(Object.entries(query).filter(([name]) => !unknown.includes(name)));
};

/** The parameters of a search that a type has; an identifier is looked up, so that it takes no modifier. @throws {Problem} InvalidRequest, as `knownOf` */
export const searchedOf = (type: Type, query: RawQuery, headers: Readonly<Record<string, string>>): RawQuery => {
  const names = Object.keys(parametersOf(type));
  return knownOf(
    query,
    names,
    headers,
    [...OF_PAGES, ...OF_SEARCHES],
    names.filter((name) => name !== 'identifier'),
  );
};

/**
 * What a search of a type asks for. Every occurrence of a parameter has to fit.
 * @throws {Problem} InvalidRequest naming the parameter that cannot be read
 */
export const searchOf = (type: Type, query: RawQuery): Search => {
  const parameters = parametersOf(type);
  const filters = Object.entries(query).flatMap(([named, values]) => {
    const [name = '', ...modifiers] = named.split(':');
    const parameter = parameters[name];
    return parameter === undefined ? [] : values.map((value) => filterNamed(named, parameter, modifiers, value));
  });
  oneOf(query, '_total', ['none', 'estimate', 'accurate']);
  const isCountOnly = oneOf(query, '_summary', ['count', 'false']) === 'count';
  const paging = pagingOf(query);
  return {
    filters,
    order: orderOf(parameters, onlyOf(query, '_sort')),
    paging: isCountOnly ? { ...paging, count: 0 } : paging,
  };
};

const nameOf = ({ resourceType, id }: Resource): string => `${resourceType}/${String(id)}`;

/** The resources of a page, how many there are in all, and where the next page begins. */
export interface PageOfResources {
  readonly resources: readonly Resource[];
  readonly total: number;
  readonly next?: string;
}

/** @throws {Problem} InvalidRequest when the page is to begin after a resource that is not in the list any more */
export const pageOf = (found: readonly Resource[], { count, after }: Paging): PageOfResources => {
  const start = after === undefined ? 0 : found.findIndex((resource) => nameOf(resource) === after) + 1;
  if (after !== undefined && start === 0) throw invalidRequest(faultOf('_cursor', 'is not a place in this list; begin anew'));
  const resources = found.slice(start, start + count);
  const last = resources.at(-1);
  return {
    resources,
    total: found.length,
    ...(last !== undefined && start + count < found.length ? { next: nameOf(last) } : {}),
  };
};
