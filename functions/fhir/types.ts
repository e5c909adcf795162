import { invalidRequest, Problem } from '../kernel/problem.ts';
import type { Caller } from '../runtime/operation.ts';
import { isType, RESOURCES, TYPES, type Type } from './domain/resource-types.ts';
import { rangeOf } from './domain/search/date-range.ts';

/** Whether a token may read resources of a type. */
export const mayRead = (type: Type, { scopes }: Pick<Caller, 'scopes'>): boolean => {
  const { scope } = RESOURCES[type];
  return scope === undefined || scopes.includes(scope);
};

/**
 * The type that a path names, for somebody who may read it.
 * @throws {Problem} ResourceNotFound, ScopeMissing
 */
export const typeOf = (text: string, caller: Caller): Type => {
  if (!isType(text)) throw new Problem('ResourceNotFound', `there is no type ${text.slice(0, 64)} here; there are ${TYPES.join(', ')}`);
  if (!mayRead(text, caller)) throw new Problem('ScopeMissing', `${text} needs the scope nestling/${RESOURCES[text].scope ?? ''}`);
  return text;
};

/** The types of a `_type` parameter; all when there is none. @throws {Problem} InvalidRequest naming one that is not served */
export const typesOf = (values: readonly string[] | undefined): readonly Type[] => {
  if (values === undefined) return TYPES;
  const names = values.flatMap((value) => value.split(','));
  const unknown = names.find((name) => !isType(name));
  if (unknown !== undefined)
    throw invalidRequest({ pointer: '#/query/_type', detail: `there is no type ${unknown.slice(0, 64)}; there are ${TYPES.join(', ')}` });
  return names.filter(isType);
};

/** The instant of a `_since` parameter. @throws {Problem} InvalidRequest when it is none */
export const sinceOf = (values: readonly string[] | undefined): number | undefined => {
  if (values === undefined) return undefined;
  const since = values.length === 1 ? rangeOf(values[0] ?? '') : undefined;
  if (since === undefined) throw invalidRequest({ pointer: '#/query/_since', detail: 'must be one instant such as 2026-03-01T00:00:00Z' });
  return since.from;
};
