import type { CodeableConcept, Coding, Period, Reference, Resource } from '@medplum/fhirtypes';
import { invalidRequest } from '../../../kernel/problem.ts';
import { fits, PREFIXES, rangeOf, rangeOfPeriod, type DateRange, type Prefix } from './date-range.ts';

/** A code of a resource, with its system where it has one. */
export interface Token {
  readonly system?: string | undefined;
  readonly code?: string | undefined;
  /** Of an element that is a bare code: the system that its value set draws on. */
  readonly implied?: string | undefined;
}

/** A search parameter of a type: what it finds in a resource. Declared with methods, so that one of a type may stand among those of all. */
export type Parameter<R extends Resource = Resource> =
  | { readonly kind: 'token'; readonly what: string; valuesOf(resource: R): readonly Token[] }
  | { readonly kind: 'date'; readonly what: string; valuesOf(resource: R): readonly DateRange[] }
  | { readonly kind: 'uri' | 'canonical'; readonly what: string; valuesOf(resource: R): readonly (string | undefined)[] }
  | { readonly kind: 'reference'; readonly what: string; valuesOf(resource: R): readonly (Reference | undefined)[] };

/** Whether a resource is among what one occurrence of a parameter asks for. */
export type Filter = (resource: Resource) => boolean;

export const ofConcepts = (concepts: readonly (CodeableConcept | undefined)[] | undefined): readonly Coding[] =>
  (concepts ?? []).flatMap((one) => one?.coding ?? []);

/** @param implied the system of a bare code */
export const ofCode = (code: string | undefined, implied?: string): readonly Token[] => (code === undefined ? [] : [{ code, implied }]);

export const ofDate = (date: string | undefined): readonly DateRange[] => {
  const range = date === undefined ? undefined : rangeOf(date);
  return range === undefined ? [] : [range];
};

export const ofPeriod = (period: Period | undefined): readonly DateRange[] => (period === undefined ? [] : [rangeOfPeriod(period)]);

const tokenFits =
  (searched: string) =>
  (own: Token): boolean => {
    const bar = searched.indexOf('|');
    if (bar === -1) return own.code === searched;
    const system = searched.slice(0, bar);
    const code = searched.slice(bar + 1);
    const isOfSystem = system === '' ? own.system === undefined : (own.system ?? own.implied) === system;
    return isOfSystem && (code === '' || own.code === code);
  };

const dateSearched = (name: string, text: string): { readonly prefix: Prefix; readonly range: DateRange } => {
  const prefix = PREFIXES.find((each) => text.startsWith(each));
  const range = rangeOf(prefix === undefined ? text : text.slice(2));
  if (range === undefined)
    throw invalidRequest({
      pointer: `#/query/${name}`,
      detail: `must be a date such as 2026-03-01 or ge2026-03, with one of ${PREFIXES.join(', ')} or none`,
    });
  return { prefix: prefix ?? 'eq', range };
};

const referenceFits =
  (name: string, searched: string) =>
  (own: Reference | undefined): boolean => {
    if (!/^(?:[A-Za-z]+\/)?[A-Za-z0-9\-.]{1,64}$/.test(searched))
      throw invalidRequest({ pointer: `#/query/${name}`, detail: 'must be an id, or a type and an id such as Patient/123' });
    const reference = own?.reference ?? '';
    return reference === searched || (!searched.includes('/') && reference.endsWith(`/${searched}`));
  };

/**
 * The filter of one occurrence of a parameter; values with commas between them are alternatives.
 * @throws {Problem} InvalidRequest when a value cannot be read
 */
export const filterOf = (name: string, parameter: Parameter, text: string): Filter => {
  const values = text.split(',').filter((value) => value !== '');
  if (values.length === 0) throw invalidRequest({ pointer: `#/query/${name}`, detail: 'needs a value' });
  switch (parameter.kind) {
    case 'token': {
      const wanted = values.map(tokenFits);
      return (resource) => parameter.valuesOf(resource).some((own) => wanted.some((test) => test(own)));
    }
    case 'date': {
      const wanted = values.map((value) => dateSearched(name, value));
      return (resource) => parameter.valuesOf(resource).some((own) => wanted.some(({ prefix, range }) => fits(prefix, own, range)));
    }
    case 'uri':
    case 'canonical':
      return (resource) =>
        parameter.valuesOf(resource).some((own) => values.some((wanted) => own === wanted || own?.startsWith(`${wanted}|`)));
    case 'reference': {
      const wanted = values.map((value) => referenceFits(name, value));
      // a value that is none is refused, whether or not there is something to compare it with
      wanted.forEach((test) => test(undefined));
      return (resource) => parameter.valuesOf(resource).some((own) => wanted.some((test) => test(own)));
    }
  }
};

/** Whether a resource says anything of a parameter. */
const saysOf = (parameter: Parameter, resource: Resource): boolean =>
  (parameter.valuesOf(resource) as readonly unknown[]).some((own) => own !== undefined);

/**
 * The filter of a parameter as it is named in a query, with a modifier or none: `missing` of any, and `not` of a token.
 * @throws {Problem} InvalidRequest when there is no such modifier, or a value cannot be read
 */
export const filterNamed = (named: string, parameter: Parameter, modifiers: readonly string[], text: string): Filter => {
  const [modifier] = modifiers;
  if (modifier === undefined) return filterOf(named, parameter, text);
  if (modifiers.length === 1 && modifier === 'missing') {
    if (!['true', 'false'].includes(text)) throw invalidRequest({ pointer: `#/query/${named}`, detail: 'must be true or false' });
    return (resource) => saysOf(parameter, resource) === (text === 'false');
  }
  if (modifiers.length === 1 && modifier === 'not' && parameter.kind === 'token') {
    const fits = filterOf(named, parameter, text);
    return (resource) => !fits(resource);
  }
  throw invalidRequest({
    pointer: `#/query/${named}`,
    detail: 'has a modifier that is not supported; there are missing, and not of a token',
  });
};
