/** Forms as data: where each field of an eForm stands in a registration, and back. */
import * as z from 'zod';
import type { Fault } from '../../../kernel/problem.ts';

const Pointer = z.string().regex(/^(\/[\w-]{1,60}){1,6}$/, 'must be a pointer such as /mother/givenName');

/** Reference data: fields of a form and their places in a registration. */
export const Mapping = z
  .array(
    z.union([
      z.strictObject({
        from: Pointer.describe('in the form'),
        to: Pointer.describe('in the registration'),
        values: z.record(z.string(), z.json()).optional().describe('words of the form, and what they are in a registration'),
      }),
      z.strictObject({ value: z.json().describe('the same for every application'), to: Pointer }),
    ]),
  )
  .min(1)
  .max(200);
export type Mapping = z.infer<typeof Mapping>;

type Field = Extract<Mapping[number], { from: string }>;
type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const stepsOf = (pointer: string): readonly string[] => pointer.split('/').slice(1);
const fieldsOf = (mapping: Mapping): readonly Field[] => mapping.filter((entry) => 'from' in entry);
const isWithin = (pointer: string, outer: string): boolean => pointer === outer || pointer.startsWith(`${outer}/`);

/** The value at a pointer; undefined where there is none. */
export const valueAtPointer = (json: unknown, pointer: string): unknown =>
  stepsOf(pointer).reduce<unknown>((value, step) => (isJson(value) && Object.hasOwn(value, step) ? value[step] : undefined), json);

/** A copy with a value at a pointer; numbers in it make lists. */
const withValue = (json: unknown, [step, ...rest]: readonly string[], value: unknown): unknown => {
  if (step === undefined) return value;
  if (/^\d+$/.test(step)) {
    const list = Array.isArray(json) ? [...(json as unknown[])] : [];
    list[Number(step)] = withValue(list[Number(step)], rest, value);
    return list;
  }
  const object = isJson(json) ? json : {};
  return { ...object, [step]: withValue(Object.hasOwn(object, step) ? object[step] : undefined, rest, value) };
};

const placed = (json: unknown, pointer: string, value: unknown): Json => withValue(json, stepsOf(pointer), value) as Json;

/** Pointers of everything in a form that is no object with fields. */
const leavesOf = (json: unknown, at = ''): readonly string[] =>
  isJson(json) && !Array.isArray(json) && Object.keys(json).length > 0
    ? Object.entries(json).flatMap(([key, value]) => leavesOf(value, `${at}/${key}`))
    : at === ''
      ? []
      : [at];

/** What a form tells, as a registration, with the faults of fields that have no place in one. */
export const requestOf = (mapping: Mapping, data: Json): { readonly request: Json; readonly faults: readonly Fault[] } => {
  const fields = fieldsOf(mapping);
  let request: Json = {};
  for (const entry of mapping) {
    const given = 'from' in entry ? valueAtPointer(data, entry.from) : entry.value;
    if (given === undefined) continue;
    const { values } = 'from' in entry ? entry : {};
    const word = typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean' ? String(given) : undefined;
    const meant = word !== undefined && values !== undefined && Object.hasOwn(values, word) ? values[word] : given;
    request = placed(request, entry.to, meant);
  }
  const stray = leavesOf(data).filter((leaf) => !fields.some(({ from }) => isWithin(leaf, from) || isWithin(from, leaf)));
  return { request, faults: stray.map((leaf) => ({ pointer: `#/body/formData/data${leaf}`, detail: 'is not a field of the form' })) };
};

/** A registration as the form shows it; the way back of `requestOf`. */
export const formOf = (mapping: Mapping, request: Json): Json =>
  fieldsOf(mapping).reduce<Json>((form, { from, to, values }) => {
    const value = valueAtPointer(request, to);
    if (value === undefined) return form;
    const word = Object.entries(values ?? {}).find(([, meant]) => meant === value)?.[0];
    return placed(form, from, word ?? value);
  }, {});

/** Where a place of a registration, such as `/mother/birthDate`, stands in the form. */
export const formPointer = (mapping: Mapping, pointer: string): string => {
  const fields = fieldsOf(mapping);
  const exact = fields
    .filter(({ to }) => isWithin(pointer, to))
    .sort((left, right) => right.to.length - left.to.length)
    .at(0);
  if (exact !== undefined) return `#/body/formData/data${exact.from}${pointer.slice(exact.to.length)}`;
  const inside = fields.find(({ to }) => isWithin(to, pointer));
  return `#/body/formData/data${inside?.from ?? ''}`;
};
