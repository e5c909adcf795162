import { isObject, textOf, type Json } from '../json.ts';
import type { ChoiceRule } from './definition.ts';
import { compilePath, readPath } from './json-path.ts';
import { readReference, type Documents } from './payload.ts';
import { runtimeError } from './state-error.ts';

const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;
const isTimestamp = (value: Json | undefined): value is string =>
  typeof value === 'string' && TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value));

const like = (pattern: string, value: string): boolean => {
  const source = pattern.replace(/\\([*\\])|\*|[.+?^${}()|[\]]/g, (whole, escaped: string | undefined) =>
    escaped !== undefined ? `\\${escaped}` : whole === '*' ? '.*' : `\\${whole}`,
  );
  return new RegExp(`^${source}$`, 's').test(value);
};

type Relation = 'Equals' | 'LessThan' | 'LessThanEquals' | 'GreaterThan' | 'GreaterThanEquals';

const RELATIONS: Readonly<Record<Relation, (order: number) => boolean>> = {
  Equals: (order) => order === 0,
  LessThan: (order) => order < 0,
  LessThanEquals: (order) => order <= 0,
  GreaterThan: (order) => order > 0,
  GreaterThanEquals: (order) => order >= 0,
};

const orderOf = (left: string | number, right: string | number): number => (left < right ? -1 : left > right ? 1 : 0);

const compare = (kind: string, relation: Relation, actual: Json | undefined, expected: Json): boolean => {
  const holds = RELATIONS[relation];
  switch (kind) {
    case 'String':
      return typeof actual === 'string' && typeof expected === 'string' && holds(orderOf(actual, expected));
    case 'Numeric':
      return typeof actual === 'number' && typeof expected === 'number' && holds(orderOf(actual, expected));
    case 'Timestamp':
      return isTimestamp(actual) && isTimestamp(expected) && holds(orderOf(Date.parse(actual), Date.parse(expected)));
    default:
      return typeof actual === 'boolean' && actual === expected;
  }
};

const TYPES: Readonly<Record<string, (value: Json | undefined) => boolean>> = {
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: isTimestamp,
};

const COMPARISON = /^(String|Numeric|Timestamp|Boolean)(Equals|LessThanEquals|LessThan|GreaterThanEquals|GreaterThan)(Path)?$/;

const test = (rule: ChoiceRule, documents: Documents): boolean => {
  const path = textOf(rule['Variable']);
  const ofContext = path.startsWith('$$');
  const actual = readPath(compilePath(ofContext ? path.slice(1) : path), ofContext ? documents.context : documents.input);
  const [operator, expected] = Object.entries(rule).find(([key]) => !['Variable', 'Next', 'Comment'].includes(key)) ?? [];
  if (operator === undefined || expected === undefined) throw runtimeError(`a choice without an operator: ${JSON.stringify(rule)}`);
  if (operator === 'IsPresent') return (actual !== undefined) === expected;
  if (actual === undefined) throw runtimeError(`Invalid path '${path}': The choice state's condition path references an invalid value.`);
  const isType = TYPES[operator];
  if (isType !== undefined) return isType(actual) === expected;
  if (operator === 'StringMatches') return typeof actual === 'string' && like(textOf(expected), actual);
  const [, kind = '', relation, byPath] = COMPARISON.exec(operator) ?? [];
  if (relation === undefined) throw runtimeError(`the local system does not know the operator ${operator}`);
  return compare(kind, relation as Relation, actual, byPath === undefined ? expected : readReference(textOf(expected), documents));
};

const rulesOf = (value: Json | undefined): readonly ChoiceRule[] => (Array.isArray(value) ? (value as readonly ChoiceRule[]) : []);

/** Whether a rule of a Choice state holds. */
export const ruleHolds = (rule: ChoiceRule, documents: Documents): boolean => {
  if (rule['And'] !== undefined) return rulesOf(rule['And']).every((one) => ruleHolds(one, documents));
  if (rule['Or'] !== undefined) return rulesOf(rule['Or']).some((one) => ruleHolds(one, documents));
  if (isObject(rule['Not'])) return !ruleHolds(rule['Not'], documents);
  return test(rule, documents);
};
