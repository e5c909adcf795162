import { CATALOGUE } from '../../../events/catalogue.ts';
import { code, codes, table } from './markdown.ts';
import { contextOf, filesLike, sentence, type Sources } from './sources.ts';

const DECLARED = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const (\w+) = fact\(/g;

/** What each fact says, from its docstring. */
const meanings = (): ReadonlyMap<string, string> =>
  new Map(
    filesLike('events/*.v*.ts').flatMap(({ text }) =>
      [...text.matchAll(DECLARED)].map(([, docstring = '', name = '']) => [name, sentence(docstring)] as const),
    ),
  );

/** The contexts whose code makes each fact. */
export const makersOf = (): ReadonlyMap<string, readonly string[]> => {
  const makers = new Map<string, Set<string>>();
  for (const { path, text } of filesLike('functions/**/*.ts'))
    for (const [, name = ''] of text.matchAll(/\b([A-Z]\w+)\.of\(/g))
      makers.set(name, (makers.get(name) ?? new Set()).add(contextOf(path)));
  return new Map([...makers].map(([name, contexts]) => [name, [...contexts].sort()]));
};

/** The contexts that take each fact off the bus, by its type. */
export const listenersOf = ({ manifest }: Sources): ReadonlyMap<string, readonly string[]> => {
  const listeners = new Map<string, Set<string>>();
  for (const built of Object.values(manifest.functions))
    for (const fact of built.kind === 'subscribers' || built.kind === 'consumers' ? built.facts : [])
      listeners.set(fact, (listeners.get(fact) ?? new Set()).add(contextOf(built.entry)));
  return new Map([...listeners].map(([fact, contexts]) => [fact, [...contexts].sort()]));
};

/** Every fact: what it says and carries, who publishes it, who listens. */
export const factsTable = (sources: Sources): string => {
  const says = meanings();
  const makers = makersOf();
  const listeners = listenersOf(sources);
  const rows = Object.entries(CATALOGUE).map(([name, { detailType, detail }]) => [
    code(detailType),
    says.get(name) ?? '',
    codes(Object.keys(detail.shape.data.shape)),
    (makers.get(name) ?? []).join(', '),
    (listeners.get(detailType) ?? []).join(', ') || 'kept in the history',
  ]);
  return table(['fact', 'what it says', 'carries', 'published by', 'heard by'], rows);
};
