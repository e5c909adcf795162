import type { Statement } from './statement.ts';

/** One call, as IAM sees it. Several values of a key stand for a multivalued context key. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

const patterns = new Map<string, RegExp>();

/** Matches IAM's `*` and `?`. */
const matches = (pattern: string, text: string, flags = ''): boolean => {
  if (pattern === '*' || pattern === text) return true;
  const key = `${flags} ${pattern}`;
  let compiled = patterns.get(key);
  if (compiled === undefined) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    compiled = new RegExp(`^${source}$`, `s${flags}`);
    patterns.set(key, compiled);
  }
  return compiled.test(text);
};

type Test = (expected: string, actual: string) => boolean;

const same: Test = (expected, actual) => expected === actual;
const like: Test = (expected, actual) => matches(expected, actual);
const POSITIVE: Readonly<Record<string, Test>> = {
  StringEquals: same,
  StringEqualsIgnoreCase: (expected, actual) => expected.toLowerCase() === actual.toLowerCase(),
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
  Bool: (expected, actual) => expected.toLowerCase() === actual.toLowerCase(),
  NumericEquals: (expected, actual) => Number(expected) === Number(actual),
  NumericLessThan: (expected, actual) => Number(actual) < Number(expected),
  NumericLessThanEquals: (expected, actual) => Number(actual) <= Number(expected),
  NumericGreaterThan: (expected, actual) => Number(actual) > Number(expected),
  NumericGreaterThanEquals: (expected, actual) => Number(actual) >= Number(expected),
};
const NEGATIVE: Readonly<Record<string, Test>> = { StringNotEquals: same, StringNotLike: like, ArnNotEquals: like, ArnNotLike: like };

/** `ForAllValues:StringLikeIfExists` is a quantifier, a test, and what holds where the key is absent. */
const readOperator = (operator: string) => {
  const colon = operator.indexOf(':');
  const name = operator.slice(colon + 1);
  return {
    quantifier: colon < 0 ? undefined : operator.slice(0, colon),
    name: name.replace(/IfExists$/, ''),
    optional: name.endsWith('IfExists'),
  };
};

/** @throws Error naming a condition operator that is not known here */
export const refuseUnknownOperators = (statements: readonly Statement[], where: string): void => {
  for (const operator of statements.flatMap(({ Condition: conditions = {} }) => Object.keys(conditions))) {
    const { name } = readOperator(operator);
    if (name !== 'Null' && !(name in POSITIVE) && !(name in NEGATIVE))
      throw new Error(`${where}: the local system does not know the condition operator ${operator}`);
  }
};

const holds = (operator: string, expected: readonly string[], actual: readonly string[] | undefined): boolean => {
  const { quantifier, name, optional } = readOperator(operator);
  if (name === 'Null') return expected[0]?.toLowerCase() === String(actual === undefined);
  const positive = POSITIVE[name];
  const negative = NEGATIVE[name];
  const one = (value: string) =>
    positive === undefined ? !expected.some((pattern) => negative?.(pattern, value)) : expected.some((pattern) => positive(pattern, value));
  if (quantifier === 'ForAllValues') return (actual ?? []).every(one);
  if (actual === undefined) return optional || positive === undefined;
  return quantifier === 'ForAnyValue' || positive !== undefined ? actual.some(one) : actual.every(one);
};

const listOf = (value: string | boolean | number | readonly string[]): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : [String(value)];

const conditionsHold = ({ Condition: conditions = {} }: Statement, { context }: Request): boolean => {
  const byLowerCase = new Map(
    Object.entries(context).map(([key, value]) => [key.toLowerCase(), typeof value === 'string' ? [value] : value]),
  );
  return Object.entries(conditions).every(([operator, tests]) =>
    Object.entries(tests).every(([key, expected]) => holds(operator, listOf(expected), byLowerCase.get(key.toLowerCase()))),
  );
};

const covers = (statement: Statement, request: Request): boolean => {
  const { Action: actions, NotAction: notActions, Resource: resources, NotResource: notResources } = statement;
  const action =
    actions?.some((pattern) => matches(pattern, request.action, 'i')) ??
    !notActions?.some((pattern) => matches(pattern, request.action, 'i'));
  const resource =
    resources?.some((pattern) => matches(pattern, request.resource)) ??
    !notResources?.some((pattern) => matches(pattern, request.resource));
  return action && resource && conditionsHold(statement, request);
};

/** IAM's decision over identity policies: an explicit deny wins, and what nothing allows is denied. */
export const isAllowed = (statements: readonly Statement[], request: Request): boolean => {
  const applicable = statements.filter((statement) => covers(statement, request));
  return applicable.some(({ Effect: effect }) => effect === 'Allow') && !applicable.some(({ Effect: effect }) => effect === 'Deny');
};

/** Whether a resource's own policy lets a service use it: the same, for statements that name the service as principal. */
export const serviceIsAllowed = (statements: readonly Statement[], service: string, request: Request): boolean =>
  isAllowed(
    statements.filter(({ Principal: principal, Effect: effect }) => {
      const services =
        typeof principal === 'object'
          ? [...(principal['Service'] ?? []), ...(principal['AWS'] ?? []).filter((one) => one === '*' && effect === 'Deny')]
          : principal === undefined
            ? []
            : [principal];
      return services.some((one) => one === '*' || one === service);
    }),
    request,
  );
