import { isObject } from '../json.ts';

/** What an expression of one template may ask for. */
export interface Scope {
  /** `Ref`: a parameter, a pseudo parameter or a resource. */
  readonly ref: (name: string) => unknown;
  readonly attribute: (logicalId: string, attribute: string) => string;
  readonly importValue: (name: string) => unknown;
  readonly condition: (name: string) => boolean;
  readonly mapping: (map: string, first: string, second: string) => unknown;
}

const asText = (value: unknown, where: string): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${where} must be text, got ${JSON.stringify(value)}`);
};

const asList = (value: unknown, where: string): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  throw new Error(`${where} must be a list, got ${JSON.stringify(value)}`);
};

/** `AWS::NoValue`: the property that holds it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

const substitute = (argument: unknown, scope: Scope): string => {
  const [template, variables] = Array.isArray(argument)
    ? [asText(argument[0], 'Fn::Sub'), argument[1] as unknown]
    : [asText(argument, 'Fn::Sub'), {}];
  const given = isObject(variables) ? variables : {};
  return template.replace(/\$\{([^}]+)\}/g, (_whole, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (name in given) return asText(resolve(given[name], scope), name);
    const dot = name.indexOf('.');
    return asText(dot < 0 ? scope.ref(name) : scope.attribute(name.slice(0, dot), name.slice(dot + 1)), name);
  });
};

const isTrue = (expression: unknown, scope: Scope): boolean => {
  const value = resolve(expression, scope);
  return value === true || value === 'true';
};

const FUNCTIONS: Readonly<Record<string, (argument: unknown, scope: Scope) => unknown>> = {
  Ref: (argument, scope) => scope.ref(asText(argument, 'Ref')),
  Condition: (argument, scope) => scope.condition(asText(argument, 'Condition')),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId = '', ...attribute] = Array.isArray(argument)
      ? argument.map((part) => asText(part, 'Fn::GetAtt'))
      : asText(argument, 'Fn::GetAtt').split('.');
    return scope.attribute(logicalId, attribute.join('.'));
  },
  'Fn::Sub': substitute,
  'Fn::Join': (argument, scope) => {
    const [delimiter, parts] = asList(argument, 'Fn::Join');
    return asList(resolve(parts, scope), 'Fn::Join')
      .map((part) => asText(part, 'Fn::Join'))
      .join(asText(delimiter, 'Fn::Join'));
  },
  'Fn::Select': (argument, scope) => {
    const [index, list] = asList(argument, 'Fn::Select');
    return asList(resolve(list, scope), 'Fn::Select')[Number(resolve(index, scope))];
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, text] = asList(argument, 'Fn::Split');
    return asText(resolve(text, scope), 'Fn::Split').split(asText(delimiter, 'Fn::Split'));
  },
  'Fn::ImportValue': (argument, scope) => scope.importValue(asText(resolve(argument, scope), 'Fn::ImportValue')),
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = asList(argument, 'Fn::If');
    return resolve(scope.condition(asText(condition, 'Fn::If')) ? yes : no, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = asList(resolve(argument, scope), 'Fn::Equals');
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::And': (argument, scope) => asList(argument, 'Fn::And').every((part) => isTrue(part, scope)),
  'Fn::Or': (argument, scope) => asList(argument, 'Fn::Or').some((part) => isTrue(part, scope)),
  'Fn::Not': (argument, scope) => !isTrue(asList(argument, 'Fn::Not')[0], scope),
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = asList(resolve(argument, scope), 'Fn::FindInMap').map((part) => asText(part, 'Fn::FindInMap'));
    return scope.mapping(map ?? '', first ?? '', second ?? '');
  },
  'Fn::Base64': (argument, scope) => Buffer.from(asText(resolve(argument, scope), 'Fn::Base64')).toString('base64'),
  'Fn::GetAZs': () => ['a', 'b', 'c'],
};

/**
 * Replaces every intrinsic function in a piece of a template by its value.
 * @throws Error for an intrinsic that is not known here
 */
export const resolve = (value: unknown, scope: Scope): unknown => {
  if (Array.isArray(value)) return value.map((part) => resolve(part, scope)).filter((part) => part !== NO_VALUE);
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  const [only] = keys;
  if (keys.length === 1 && only !== undefined) {
    const evaluate = FUNCTIONS[only];
    if (evaluate !== undefined && (only !== 'Condition' || typeof value[only] === 'string')) return evaluate(value[only], scope);
    if (only.startsWith('Fn::')) throw new Error(`the local system does not know the intrinsic ${only}`);
  }
  const resolved: Record<string, unknown> = {};
  for (const key of keys) {
    const part = resolve(value[key], scope);
    if (part !== NO_VALUE) resolved[key] = part;
  }
  return resolved;
};
