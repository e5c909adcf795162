import type { Method } from './body.ts';

/** A node of the tree of paths. */
export interface PathNode {
  readonly children: Map<string, PathNode>;
  readonly methods: Map<string, Method>;
}

const newNode = (): PathNode => ({ children: new Map(), methods: new Map() });

const isVariable = (part: string): boolean => part.startsWith('{') && !part.endsWith('+}');

/** @throws Error for two variables of different names in one place, which API Gateway refuses too */
const childOf = (parent: PathNode, part: string, path: string): PathNode => {
  const known = parent.children.get(part);
  if (known !== undefined) return known;
  const sibling = isVariable(part) ? [...parent.children.keys()].find(isVariable) : undefined;
  if (sibling !== undefined) throw new Error(`${path}: ${part} stands where another path has ${sibling}; only one name is allowed`);
  const child = newNode();
  parent.children.set(part, child);
  return child;
};

/** Lays out methods by the parts of their paths. */
export const newTree = (methods: readonly Method[]): PathNode => {
  const root = newNode();
  for (const method of methods) {
    const parts = method.path.split('/').filter((part) => part !== '');
    parts.reduce((parent, part) => childOf(parent, part, method.path), root).methods.set(method.httpMethod, method);
  }
  return root;
};
