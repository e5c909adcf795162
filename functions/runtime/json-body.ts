import { unkeepable } from '../kernel/json.ts';
import { invalidRequest, Problem } from '../kernel/problem.ts';

/** A body that says it is JSON. @throws {Problem} InvalidRequest when it is not, or says what can be kept nowhere */
export const readJson = (text: string): unknown => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Problem('InvalidRequest', 'the body is not JSON', { cause, errors: [{ pointer: '#/body', detail: 'is not JSON' }] });
  }
  const fault = unkeepable(value, '#/body');
  if (fault !== undefined) throw invalidRequest(fault);
  return value;
};
