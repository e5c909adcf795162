import { isObject, type Json } from '../json.ts';
import { evaluateIntrinsic, parseIntrinsic, type Expression } from './intrinsics.ts';
import { compilePath, readPath, writePath } from './json-path.ts';
import { runtimeError, StateError } from './state-error.ts';

/** The two documents that paths read: `$` and, with `$$`, the context object. */
export interface Documents {
  readonly input: Json;
  readonly context: Json;
}

/** @throws StateError States.Runtime when the path leads nowhere */
export const readReference = (path: string, { input, context }: Documents): Json => {
  const ofContext = path.startsWith('$$');
  const value = readPath(compilePath(ofContext ? path.slice(1) : path), ofContext ? context : input);
  if (value === undefined)
    throw runtimeError(`The JSONPath '${path}' could not be found in the input '${JSON.stringify(input).slice(0, 1000)}'`);
  return value;
};

const intrinsics = new Map<string, Expression>();

const evaluate = (source: string, documents: Documents): Json => {
  if (source.startsWith('$')) return readReference(source, documents);
  let expression = intrinsics.get(source);
  if (expression === undefined) {
    expression = parseIntrinsic(source);
    intrinsics.set(source, expression);
  }
  return evaluateIntrinsic(expression, (path) => readReference(path, documents));
};

/** Fills in a payload template: each field `name.$` becomes `name` with the value of its path or intrinsic. */
export const fillTemplate = (template: Json, documents: Documents): Json => {
  if (Array.isArray(template)) return (template as readonly Json[]).map((part) => fillTemplate(part, documents));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith('.$') && typeof value === 'string'
        ? [key.slice(0, -2), evaluate(value, documents)]
        : [key, fillTemplate(value, documents)],
    ),
  );
};

/** `InputPath`, `OutputPath`: null stands for an empty object. */
export const select = (path: string | null | undefined, documents: Documents): Json => {
  if (path === null) return {};
  return path === undefined || path === '$' ? documents.input : readReference(path, documents);
};

/**
 * `ResultPath`: null drops the result.
 * @throws StateError States.ResultPathMatchFailure
 */
export const placeResult = (path: string | null | undefined, input: Json, result: Json): Json => {
  if (path === null) return input;
  if (path === undefined || path === '$') return result;
  try {
    return writePath(compilePath(path), input, result);
  } catch (error) {
    throw new StateError('States.ResultPathMatchFailure', error instanceof Error ? error.message : String(error));
  }
};

/** `Error`/`ErrorPath` and the like: text given, read by a path, or made by an intrinsic. */
export const stringAt = (given: string | undefined, path: string | undefined, documents: Documents): string | undefined => {
  if (path === undefined) return given;
  const value = evaluate(path, documents);
  return typeof value === 'string' ? value : JSON.stringify(value);
};
