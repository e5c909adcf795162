/** JSON as it was sent. */
import { invalidRequest, Problem, type Fault } from '../kernel/problem.ts';
import { pointerOf } from './request.ts';

/** Half of a character, written out: the only way in which text that is no Unicode comes in, since bytes are read as UTF-8. */
const HALF = /\\u[dD][89a-fA-F]/;

/** Texts and names in a value that are no Unicode, which neither the table nor any partner takes; however deep it is. */
const brokenIn = (whole: unknown): readonly Fault[] => {
  const faults: Fault[] = [];
  const left: { readonly value: unknown; readonly path: readonly string[] }[] = [{ value: whole, path: [] }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { value, path } = next;
    const fault = (detail: string) => faults.push({ pointer: pointerOf('body', path), detail });
    if (typeof value === 'string' && !value.isWellFormed()) fault('holds half of a surrogate pair');
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, inner] of Object.entries(value))
      if (name.isWellFormed()) left.push({ value: inner, path: [...path, name] });
      else fault('has a name that is no Unicode');
  }
  return faults;
};

/**
 * Reads a body.
 * @param mendsTexts whether who takes it mends what is no Unicode, as it does with what phones write; otherwise that is refused
 * @throws {Problem} InvalidRequest
 */
export const readJson = (text: string, mendsTexts = false): unknown => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Problem('InvalidRequest', 'the body is not JSON', { cause, errors: [{ pointer: '#/body', detail: 'is not JSON' }] });
  }
  const faults = !mendsTexts && HALF.test(text) ? brokenIn(value) : [];
  if (faults.length > 0) throw invalidRequest(...faults);
  return value;
};
