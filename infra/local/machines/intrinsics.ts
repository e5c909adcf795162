import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson, isObject, parseJson, type Json } from '../json.ts';
import { StateError } from './state-error.ts';

const fail = (why: string) => new StateError('States.IntrinsicFailure', why);

const text = (value: Json | undefined): string => {
  if (typeof value !== 'string') throw fail(`expected text, got ${JSON.stringify(value)}`);
  return value;
};
const number = (value: Json | undefined): number => {
  if (typeof value !== 'number') throw fail(`expected a number, got ${JSON.stringify(value)}`);
  return value;
};
const list = (value: Json | undefined): readonly Json[] => {
  if (!Array.isArray(value)) throw fail(`expected a list, got ${JSON.stringify(value)}`);
  return value as readonly Json[];
};
const object = (value: Json | undefined): Record<string, Json> => {
  if (!isObject(value)) throw fail(`expected an object, got ${JSON.stringify(value)}`);
  return value;
};

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

const format = (template: string, values: readonly Json[]): string => {
  let next = 0;
  return template.replace(/\\([{}\\])|\{\}/g, (_whole, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    if (next >= values.length) throw fail(`States.Format has more {} than values: ${template}`);
    const value = values[next++];
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
};

const range = (first: number, last: number, step: number): readonly number[] => {
  if (step === 0) throw fail('States.ArrayRange needs a step that is not 0');
  const values: number[] = [];
  for (let value = first; step > 0 ? value <= last : value >= last; value += step) values.push(value);
  if (values.length > 1000) throw fail('States.ArrayRange makes at most 1000 values');
  return values;
};

const unique = (values: readonly Json[]): readonly Json[] => [...new Map(values.map((value) => [canonicalJson(value), value])).values()];

const FUNCTIONS: Readonly<Record<string, (...values: readonly Json[]) => Json>> = {
  'States.Format': (template, ...values) => format(text(template), values),
  'States.StringToJson': (value) => parseJson(text(value)),
  'States.JsonToString': (value) => JSON.stringify(value),
  'States.Array': (...values) => values,
  'States.ArrayPartition': (values, size) =>
    Array.from({ length: Math.ceil(list(values).length / number(size)) }, (_, index) =>
      list(values).slice(index * number(size), (index + 1) * number(size)),
    ),
  'States.ArrayContains': (values, wanted) => list(values).some((value) => canonicalJson(value) === canonicalJson(wanted)),
  'States.ArrayRange': (first, last, step) => range(number(first), number(last), number(step)),
  'States.ArrayGetItem': (values, index) => {
    const value = list(values)[number(index)];
    if (value === undefined) throw fail('States.ArrayGetItem is out of range');
    return value;
  },
  'States.ArrayLength': (values) => list(values).length,
  'States.ArrayUnique': (values) => unique(list(values)),
  'States.Base64Encode': (value) => Buffer.from(text(value)).toString('base64'),
  'States.Base64Decode': (value) => Buffer.from(text(value), 'base64').toString('utf8'),
  'States.Hash': (value, algorithm) => {
    const name = HASHES[text(algorithm)];
    if (name === undefined) throw fail(`unknown hash ${text(algorithm)}`);
    return createHash(name)
      .update(typeof value === 'string' ? value : JSON.stringify(value))
      .digest('hex');
  },
  'States.JsonMerge': (left, right) => ({ ...object(left), ...object(right) }),
  'States.MathAdd': (left, right) => number(left) + number(right),
  'States.MathRandom': (from, to) => Math.floor(number(from) + Math.random() * (number(to) - number(from))),
  'States.StringSplit': (value, separators) =>
    text(value)
      .split(new RegExp(`[${text(separators).replace(/[\]\\^-]/g, '\\$&')}]`))
      .filter((part) => part !== ''),
  'States.UUID': () => randomUUID(),
};

/** A parsed argument: a path, a literal, or a call. */
export type Expression =
  { readonly path: string } | { readonly literal: Json } | { readonly call: string; readonly values: readonly Expression[] };

const TOKEN =
  /\s*(?:(States\.\w+)\s*\(|'((?:[^'\\]|\\.)*)'|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=\s*[,)])|(true|false|null)(?=\s*[,)])|(\$[^,()\s]*(?:\['[^']*'\][^,()\s]*)*)|([,)]))/y;

/**
 * Parses `States.Format('{} of {}', $.a, $$.Execution.Name)`.
 * @throws Error when it is not an intrinsic call that is known here
 */
export const parseIntrinsic = (source: string): Expression => {
  let position = 0;
  const next = () => {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(source);
    if (match === null) throw new Error(`the local system cannot read the intrinsic ${source}`);
    position = TOKEN.lastIndex;
    return match;
  };
  const expression = ([, call, quoted, numeric, word, path]: RegExpExecArray): Expression => {
    if (call !== undefined) {
      if (!(call in FUNCTIONS)) throw new Error(`the local system does not know the intrinsic ${call}`);
      return { call, values: values() };
    }
    if (quoted !== undefined) return { literal: quoted.replace(/\\'/g, "'").replace(/\\\\/g, '\\') };
    if (numeric !== undefined) return { literal: Number(numeric) };
    if (word !== undefined) return { literal: parseJson(word) };
    if (path !== undefined) return { path };
    throw new Error(`the local system cannot read the intrinsic ${source}`);
  };
  const values = (): Expression[] => {
    const read: Expression[] = [];
    for (;;) {
      const token = next();
      if (token[6] === ')') return read;
      if (token[6] !== ',') read.push(expression(token));
    }
  };
  const parsed = expression(next());
  if (!('call' in parsed) || source.slice(position).trim() !== '') throw new Error(`the local system cannot read the intrinsic ${source}`);
  return parsed;
};

/** @throws StateError States.IntrinsicFailure */
export const evaluateIntrinsic = (expression: Expression, readPath: (path: string) => Json): Json => {
  if ('path' in expression) return readPath(expression.path);
  if ('literal' in expression) return expression.literal;
  const evaluate = FUNCTIONS[expression.call];
  if (evaluate === undefined) throw fail(`unknown intrinsic ${expression.call}`);
  try {
    return evaluate(...expression.values.map((value) => evaluateIntrinsic(value, readPath)));
  } catch (error) {
    throw error instanceof StateError ? error : fail(error instanceof Error ? error.message : String(error));
  }
};
