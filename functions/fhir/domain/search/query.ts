import type { Resource } from '@medplum/fhirtypes';
import { invalidRequest, type Fault } from '../../../kernel/problem.ts';
import { parametersOf, type Type } from '../resource-types.ts';
import { filterOf, type Filter } from './parameter.ts';

/** Parameters as they came: each name with its values, in order. */
export type RawQuery = Readonly<Record<string, readonly string[]>>;

const DEFAULT_COUNT = 50;
const MOST_COUNT = 500;

/** What every list is paged by; accepted wherever a bundle is answered. */
const PAGING = ['_count', '_cursor', '_format'] as const;

/** A page of a list: how many, and after which resource. */
export interface Paging {
  /** 0: only how many there are. */
  readonly count: number;
  /** The last resource of the page before, as `Type/id`. */
  readonly after?: string;
}

export interface Search {
  readonly filters: readonly Filter[];
  readonly paging: Paging;
}

const faultOf = (name: string, detail: string): Fault => ({ pointer: `#/query/${name}`, detail });

const onlyOf = (query: RawQuery, name: string): string | undefined => {
  const values = query[name] ?? [];
  if (values.length > 1) throw invalidRequest(faultOf(name, 'may stand once'));
  return values[0];
};

/** A plus sign that was not encoded arrives as a space. */
export const JSON_FORMATS = ['json', 'application/json', 'application/fhir+json', 'application/fhir json'] as const;

/** @throws {Problem} InvalidRequest when JSON is not what is wanted */
const refuseOtherFormats = (query: RawQuery): void => {
  const format = onlyOf(query, '_format');
  if (format !== undefined && !JSON_FORMATS.some((each) => each === format))
    throw invalidRequest(faultOf('_format', 'must be json or application/fhir+json'));
};

/** @throws {Problem} InvalidRequest */
export const pagingOf = (query: RawQuery): Paging => {
  refuseOtherFormats(query);
  const count = onlyOf(query, '_count');
  if (count !== undefined && !/^\d{1,6}$/.test(count)) throw invalidRequest(faultOf('_count', 'must be a whole number from 0'));
  const after = onlyOf(query, '_cursor');
  return { count: Math.min(Number(count ?? DEFAULT_COUNT), MOST_COUNT), ...(after === undefined ? {} : { after }) };
};

/** @throws {Problem} InvalidRequest naming each parameter that is not among those allowed */
export const refuseUnknown = (query: RawQuery, allowed: readonly string[]): void => {
  const unknown = Object.keys(query).filter((name) => !allowed.includes(name) && !PAGING.some((each) => each === name));
  if (unknown.length > 0)
    throw invalidRequest(...unknown.map((name) => faultOf(name, `is not supported here; there are ${[...allowed, ...PAGING].join(', ')}`)));
};

/**
 * What a search of a type asks for. Every occurrence of a parameter has to fit.
 * @throws {Problem} InvalidRequest naming the parameter that is not supported or cannot be read
 */
export const searchOf = (type: Type, query: RawQuery): Search => {
  const parameters = parametersOf(type);
  refuseUnknown(query, Object.keys(parameters));
  const filters = Object.entries(parameters).flatMap(([name, parameter]) =>
    (query[name] ?? []).map((value) => filterOf(name, parameter, value)),
  );
  return { filters, paging: pagingOf(query) };
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
