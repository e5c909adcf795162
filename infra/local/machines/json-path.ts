import { isObject, type Json } from '../json.ts';

type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined };

/** A compiled JSONPath: `$.a.b['c'][0]`, with `[*]` and `[from:to]`. */
export interface JsonPath {
  readonly text: string;
  /** Whether it names one place, so that its absence is an error and not an empty list. */
  readonly definite: boolean;
  readonly steps: readonly Step[];
}

const STEP = /\.([^.[\]()?*,:\s]+)|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]|\[(-?\d+)\]|(\[\*\]|\.\*)|\[(-?\d*):(-?\d*)\]/y;

const compiled = new Map<string, JsonPath>();

/** @throws Error for what the local system does not know: filters, `..`, unions, functions */
export const compilePath = (text: string): JsonPath => {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  if (!text.startsWith('$')) throw new Error(`not a path: ${text}`);
  const steps: Step[] = [];
  let position = 1;
  while (position < text.length) {
    STEP.lastIndex = position;
    const match = STEP.exec(text);
    if (match === null) throw new Error(`the local system does not know this path: ${text}`);
    const [whole, plain, single, double, index, all, from, to] = match;
    const name = plain ?? single?.replace(/\\(.)/g, '$1') ?? double?.replace(/\\(.)/g, '$1');
    if (name !== undefined) steps.push({ kind: 'field', name });
    else if (index !== undefined) steps.push({ kind: 'index', index: Number(index) });
    else if (all !== undefined) steps.push({ kind: 'all' });
    else steps.push({ kind: 'slice', from: from === '' ? undefined : Number(from), to: to === '' ? undefined : Number(to) });
    position += whole.length;
  }
  const path = { text, steps, definite: steps.every(({ kind }) => kind === 'field' || kind === 'index') };
  compiled.set(text, path);
  return path;
};

const take = (step: Step, value: Json): readonly Json[] => {
  switch (step.kind) {
    case 'field':
      return isObject(value) && Object.hasOwn(value, step.name) ? [value[step.name] as Json] : [];
    case 'index': {
      const found = Array.isArray(value) ? (value as readonly Json[]).at(step.index) : undefined;
      return found === undefined ? [] : [found];
    }
    case 'all':
      if (Array.isArray(value)) return value as readonly Json[];
      return isObject(value) ? Object.values<Json>(value as Record<string, Json>) : [];
    case 'slice':
      return Array.isArray(value) ? (value as readonly Json[]).slice(step.from, step.to) : [];
  }
};

/** @returns the value, a list for an indefinite path, or undefined when a definite path leads nowhere */
export const readPath = (path: JsonPath, document: Json): Json | undefined => {
  let values: readonly Json[] = [document];
  for (const step of path.steps) values = values.flatMap((value) => take(step, value));
  return path.definite ? values[0] : values;
};

/** A copy of `document` in which the place that `path` names holds `value`; fields on the way are made. */
export const writePath = (path: JsonPath, document: Json, value: Json): Json => {
  const write = (steps: readonly Step[], at: Json | undefined): Json => {
    const [step, ...rest] = steps;
    if (step === undefined) return value;
    if (step.kind === 'field') {
      const object = isObject(at) ? (at as Record<string, Json>) : {};
      return { ...object, [step.name]: write(rest, object[step.name]) };
    }
    if (step.kind === 'index' && Array.isArray(at))
      return (at as readonly Json[]).map((one, index) => (index === step.index ? write(rest, one) : one));
    throw new Error(`${path.text} does not name one place`);
  };
  return write(path.steps, document);
};
