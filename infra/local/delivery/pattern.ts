import { isObject, textOf } from '../json.ts';

/**
 * Matches an event with an EventBridge pattern, as rules and event source mappings use it: nested fields, lists of alternatives,
 * `prefix`, `suffix`, `anything-but`, `exists`, `numeric`, `equals-ignore-case`, `wildcard` and `$or`.
 * @throws Error for a matcher that is not known here
 */
export const matchesPattern = (pattern: unknown, event: unknown): boolean => {
  if (!isObject(pattern)) throw new Error(`an event pattern must be an object, got ${JSON.stringify(pattern)}`);
  return Object.entries(pattern).every(([field, expected]) => {
    // of fewer than two alternatives, the bus takes it for a field's name
    if (field === '$or' && Array.isArray(expected) && expected.length > 1)
      return expected.some((alternative) => matchesPattern(alternative, event));
    const actual = isObject(event) ? event[field] : undefined;
    if (!Array.isArray(expected))
      return Array.isArray(actual) ? actual.some((one) => matchesPattern(expected, one)) : matchesPattern(expected, actual ?? {});
    const values: readonly unknown[] = Array.isArray(actual) ? actual : [actual];
    return values.length === 0
      ? expected.some((alternative) => matchesValue(alternative, undefined))
      : values.some((value) => expected.some((alternative) => matchesValue(alternative, value)));
  });
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
const wildcard = (pattern: string) =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );

const COMPARISONS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

const inRange = (range: readonly unknown[], value: number): boolean => {
  for (let index = 0; index < range.length; index += 2) {
    const compare = COMPARISONS[String(range[index])];
    if (compare === undefined) throw new Error(`unknown numeric comparison ${String(range[index])}`);
    if (!compare(value, Number(range[index + 1]))) return false;
  }
  return true;
};

const isPrefixOrSuffix = (matcher: 'prefix' | 'suffix', argument: unknown, value: unknown): boolean => {
  if (typeof value !== 'string') return false;
  const ignoreCase = isObject(argument) ? argument['equals-ignore-case'] : undefined;
  const [text, part] = ignoreCase === undefined ? [value, textOf(argument)] : [value.toLowerCase(), textOf(ignoreCase).toLowerCase()];
  return matcher === 'prefix' ? text.startsWith(part) : text.endsWith(part);
};

const matchesValue = (alternative: unknown, value: unknown): boolean => {
  if (!isObject(alternative)) return alternative === value || (alternative === null && value === null);
  const [matcher = '', argument] = Object.entries(alternative)[0] ?? [];
  switch (matcher) {
    case 'exists':
      return (value !== undefined) === argument;
    case 'prefix':
    case 'suffix':
      return isPrefixOrSuffix(matcher, argument, value);
    case 'equals-ignore-case':
      return typeof value === 'string' && value.toLowerCase() === String(argument).toLowerCase();
    case 'wildcard':
      return typeof value === 'string' && wildcard(String(argument)).test(value);
    case 'numeric':
      return typeof value === 'number' && inRange(listOf(argument), value);
    case 'anything-but':
      return value !== undefined && !listOf(argument).some((one) => matchesValue(one, value));
    default:
      throw new Error(`the local system does not know the event matcher ${matcher}`);
  }
};
