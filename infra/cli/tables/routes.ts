import { CONTEXTS, EXCHANGE } from '../../contexts/all.ts';
import { routesOf } from '../../manifest.ts';
import { code, table } from './markdown.ts';
import type { Sources } from './sources.ts';

/** Every route, in the order of a mother's way, then by path. */
export const routesTable = ({ manifest }: Sources): string => {
  const order = [...CONTEXTS, ...EXCHANGE].flatMap(({ functions }) => Object.keys(functions));
  const rows = [...routesOf(manifest)]
    .sort((left, right) => order.indexOf(left.functionName) - order.indexOf(right.functionName))
    .map(({ method, path, scope, roles = [], metered, summary = '', functionName }) => [
      code(`${method} ${path}`),
      scope === null ? 'open' : `${code(scope.replace('nestling/', ''))}${metered === true ? ' and an API key' : ''}`,
      roles.join(', '),
      summary,
      functionName,
    ]);
  return table(['route', 'scope', 'staff roles', 'what it does', 'function'], rows);
};
