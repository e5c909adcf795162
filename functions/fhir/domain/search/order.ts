import type { Resource } from '@medplum/fhirtypes';
import { invalidRequest } from '../../../kernel/problem.ts';
import type { Parameter } from './parameter.ts';

const byNumber = (left: number, right: number): number => (left === right ? 0 : left < right ? -1 : 1);

type Order = (left: Resource, right: Resource) => number;

/** By the beginning of a date; what has none comes last, forwards and backwards. */
const byDate = (parameter: Extract<Parameter, { kind: 'date' }>, sign: 1 | -1): Order => {
  const startOf = (resource: Resource): number | undefined => parameter.valuesOf(resource)[0]?.from;
  return (left, right) => {
    const [first, second] = [startOf(left), startOf(right)];
    if (first === undefined || second === undefined) return byNumber(first === undefined ? 1 : 0, second === undefined ? 1 : 0);
    return sign * byNumber(first, second);
  };
};

/**
 * The order that `_sort` asks for: parameters that are dates, with commas between them, a minus before one that goes backwards. What it leaves
 * equal stays as it was.
 * @throws {Problem} InvalidRequest
 */
export const orderOf = (parameters: Readonly<Record<string, Parameter>>, sort: string | undefined): Order => {
  const orders = (sort ?? '')
    .split(',')
    .filter((name) => name !== '')
    .map((name): Order => {
      const parameter = parameters[name.replace(/^-/, '')];
      if (parameter?.kind === 'date') return byDate(parameter, name.startsWith('-') ? -1 : 1);
      const dates = Object.entries(parameters).flatMap(([each, { kind }]) => (kind === 'date' ? [each] : []));
      throw invalidRequest({ pointer: '#/query/_sort', detail: `must be of dates: ${dates.join(', ') || 'this type has none'}` });
    });
  return (left, right) => orders.reduce((found, order) => (found === 0 ? order(left, right) : found), 0);
};
