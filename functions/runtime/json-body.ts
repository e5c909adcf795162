import { unkeepable } from '../kernel/json.ts';
import { invalidRequest, Problem } from '../kernel/problem.ts';

const mended = (_name: string, value: unknown): unknown => (typeof value === 'string' ? value.toWellFormed() : value);

/**
 * A body that says it is JSON.
 * @param mendsTexts whether half characters in texts are replaced; otherwise they are refused
 * @throws {Problem} InvalidRequest when it is not JSON, or says what can be kept nowhere
 */
export const readJson = (text: string, mendsTexts = false): unknown => {
  let value: unknown;
  try {
    value = JSON.parse(text, mendsTexts ? mended : undefined);
  } catch (cause) {
    throw new Problem('InvalidRequest', 'the body is not JSON', { cause, errors: [{ pointer: '#/body', detail: 'is not JSON' }] });
  }
  const fault = unkeepable(value, '#/body');
  if (fault !== undefined) throw invalidRequest(fault);
  return value;
};
