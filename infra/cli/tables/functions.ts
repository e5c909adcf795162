import { CONTEXTS } from '../../contexts/all.ts';
import type { FunctionWiring } from '../../constructs/wiring.ts';
import type { BuiltFunction } from '../../manifest.ts';
import { table } from './markdown.ts';
import type { Sources } from './sources.ts';

const count = (items: readonly unknown[], one: string): string => `${String(items.length)} ${one}${items.length === 1 ? '' : 's'}`;

const triggerOf = (built: BuiltFunction): string => {
  switch (built.kind) {
    case 'api':
      return count(built.routes, 'route');
    case 'tasks':
      return count(built.tasks, 'task');
    case 'subscribers':
      return count(built.facts, 'fact');
    case 'consumers':
      return ['its queue', ...(built.facts.length === 0 ? [] : [count(built.facts, 'fact')])].join(', ');
    case 'sweeps':
      return count(built.sweeps, 'sweep task');
    case 'relay':
      return "the table's stream";
  }
};

const ACCESS = { read: 'reads', readWrite: 'reads and writes' } as const;

const othersOf = ({ publishes, texts, topics = [], partners, consumes }: FunctionWiring): readonly string[] => [
  ...(publishes === undefined ? [] : ['puts events on the bus']),
  ...(texts === undefined ? [] : ['sends texts']),
  ...topics.map((topic) => `publishes to the ${topic} topic`),
  ...(consumes?.topics ?? []).map((topic) => `hears the ${topic} topic`),
  ...(partners === undefined ? [] : ['is told where partners are']),
];

/** Every function: what calls it and what its role allows. */
export const functionsTable = ({ manifest }: Sources): string =>
  table(
    ['function', 'called by', 'table', 'indexes', 'keys', 'starts', 'answers', 'besides'],
    CONTEXTS.flatMap(({ functions }) =>
      Object.entries(functions).flatMap(([name, wiring]) => {
        const built = manifest.functions[name];
        return built === undefined
          ? []
          : [
              [
                name,
                triggerOf(built),
                wiring.table === undefined ? '' : ACCESS[wiring.table],
                (wiring.indexes ?? []).join(', '),
                (wiring.keys ?? []).join(', '),
                (wiring.starts ?? []).join(', '),
                (wiring.answers ?? []).join(', '),
                othersOf(wiring).join(', '),
              ],
            ];
      }),
    ),
  );
