import type { Method } from './body.ts';
import type { PathNode } from './tree.ts';

export interface Match {
  readonly node: PathNode;
  readonly parameters: Readonly<Record<string, string>>;
}

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** Finds the resource for a path: literal parts go before parameters, parameters before a greedy `{proxy+}`. */
export const matchPath = (root: PathNode, path: string): Match | undefined => {
  const walk = (node: PathNode, segments: readonly string[], parameters: Readonly<Record<string, string>>): Match | undefined => {
    const [segment, ...rest] = segments;
    if (segment === undefined) return node.methods.size > 0 ? { node, parameters } : undefined;
    const literal = node.children.get(decode(segment));
    const found = literal === undefined ? undefined : walk(literal, rest, parameters);
    if (found !== undefined) return found;
    const variables = [...node.children].filter(([part]) => part.startsWith('{'));
    for (const [part, child] of variables.filter(([name]) => !name.endsWith('+}'))) {
      if (segment === '') continue;
      const inner = walk(child, rest, { ...parameters, [part.slice(1, -1)]: decode(segment) });
      if (inner !== undefined) return inner;
    }
    const [greedy] = variables.filter(([name]) => name.endsWith('+}'));
    return greedy === undefined
      ? undefined
      : { node: greedy[1], parameters: { ...parameters, [greedy[0].slice(1, -2)]: segments.map(decode).join('/') } };
  };
  const segments = path.replace(/^\//, '').replace(/\/$/, '').split('/');
  return walk(root, segments.length === 1 && segments[0] === '' ? [] : segments, {});
};

export const methodOf = ({ node }: Match, httpMethod: string): Method | undefined => node.methods.get(httpMethod);
