import type { Details, Kind } from './kinds.ts';

/** What a list is narrowed down to, by the names of the definition. */
export type Filter = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const holds = (wanted: unknown, found: unknown): boolean =>
  typeof wanted === 'object' && wanted !== null
    ? Object.entries(wanted).every(([field, value]) => holds(value, (found as Details | undefined)?.[field]))
    : wanted === found;

/** Whether a thing is of those that are looked for; a time that it shares with the wanted ones is enough. */
export const fits = ({ filter, when }: Kind, details: Details, wanted: Filter): boolean => {
  const { from, to } = wanted;
  const [begins, ends] = when?.map((field) => details[field]) ?? [];
  return (
    Object.entries(filter).every(([field, compared]) => wanted[field] === undefined || holds(wanted[field], details[compared])) &&
    (from === undefined || textOf(ends) >= textOf(from)) &&
    (to === undefined || textOf(begins) <= textOf(to))
  );
};

/** The parts that were asked for; all where none was. Fields that the definition does not have are never shown. */
export const shown = ({ parts }: Kind, details: Details, required: Readonly<Record<string, unknown>> | undefined): Details => {
  const asked = Object.entries(parts).flatMap(([part, fields]) => (required === undefined || required[part] === true ? fields : []));
  return Object.fromEntries(Object.entries(details).filter(([field]) => asked.includes(field)));
};
