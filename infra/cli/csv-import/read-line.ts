import { BatchEntry } from '../../../functions/registration/domain/batch-entry.ts';
import { placeOf } from '../csv/place-of.ts';
import type { Fault, Reading } from '../csv/run-file.ts';
import type { ImportMapping } from './mapping.ts';
import type { Source } from './sources.ts';
import { translated, valueOf } from './values.ts';

type Step = string | number;

/** A fact of an entry: its place there, where it comes from, and the place of its column. */
interface Leaf {
  readonly path: readonly Step[];
  readonly source: Source;
  readonly place: number | undefined;
}

/** A line as an entry of a batch. */
export interface ImportLine {
  readonly line: number;
  readonly entry: BatchEntry;
  /** The column behind a fault that the API points at; the fact itself where no column is. */
  readonly columnOf: (pointer: string) => string;
}

/** Groups that are there only when a column says something of them. */
const OPTIONAL = /\/(pregnancy|address|paymentAddress|children\/\d)$/;

const isSource = (value: object): value is Source => 'as' in value;

const leavesOf = (header: readonly string[], value: unknown, path: readonly Step[]): readonly Leaf[] => {
  if (value === undefined) return [];
  if (typeof value === 'string' || Array.isArray(value))
    return [{ path, source: { as: 'text', constant: value as string }, place: undefined }];
  if (!isSource(value as object))
    return Object.entries(value as object).flatMap(([name, inner]) => leavesOf(header, inner, [...path, name]));
  const source = value as Source;
  const place = source.column === undefined ? undefined : placeOf(header, source.column, path.join('.'));
  return [{ path, source, place }];
};

const numbered = (source: Source | undefined, number: number): Source | undefined =>
  source?.column === undefined ? source : { ...source, column: source.column.replaceAll('{n}', String(number)) };

const motherLeaves = (header: readonly string[], mother: NonNullable<ImportMapping['mother']>): readonly Leaf[] => {
  const { reference, recordedOn, children, ...facts } = mother;
  const groups = Array.from({ length: children?.most ?? 0 }, (_, index) =>
    Object.entries(children?.columns ?? {}).map(([fact, source]) => [fact, numbered(source, index + 1)] as const),
  );
  return [
    ...leavesOf(header, reference, ['externalReference']),
    ...leavesOf(header, recordedOn, ['registration', 'recordedAt']),
    ...leavesOf(header, facts, ['registration']),
    ...groups.flatMap((group, index) => leavesOf(header, Object.fromEntries(group), ['registration', 'children', index])),
  ];
};

const childLeaves = (
  header: readonly string[],
  { reference, motherReference, child }: NonNullable<ImportMapping['child']>,
): readonly Leaf[] => [
  ...leavesOf(header, reference, ['externalReference']),
  ...leavesOf(header, motherReference, ['motherReference']),
  ...leavesOf(header, child, ['child']),
];

type Tree = { [step: Step]: unknown };

const treeAt = (tree: Tree, path: readonly Step[]): Tree | undefined =>
  path.reduce<Tree | undefined>((inner, step) => inner?.[step] as Tree | undefined, tree);

const put = (tree: Tree, path: readonly Step[], value: unknown): void => {
  let inner = tree;
  for (const step of path.slice(0, -1)) inner = (inner[step] ??= {}) as Tree;
  inner[path.at(-1) ?? ''] = value;
};

/** Children are a list; where the group of one is empty the next ones move up. Gives the group of each. */
const listChildren = (tree: Tree): readonly number[] => {
  const registration = treeAt(tree, ['registration']);
  const groups = registration?.['children'] as Tree | undefined;
  if (registration === undefined || groups === undefined) return [];
  const numbers = Object.keys(groups)
    .map(Number)
    .sort((left, right) => left - right);
  registration['children'] = numbers.map((number) => groups[number]);
  return numbers;
};

/** The path in the entry that a pointer of the API means, with the group of each child. */
const pathOf = (kind: BatchEntry['kind'], pointer: string, groups: readonly number[]): string => {
  const path = pointer.replace(/^#?\/body/, '').replace(/^\//, '');
  if (kind === 'child') return `child/${path.replace(/^children\/0\//, '')}`;
  return `registration/${path.replace(/^children\/(\d)/, (_, index: string) => `children/${String(groups[Number(index)] ?? index)}`)}`;
};

const wordsOf = (message: string): string => (/received undefined$/.test(message) ? 'is missing' : message.replace(/^Invalid \w+: /, ''));

/** Reads the lines of one kind. */
const lineReader = (kind: BatchEntry['kind'], leaves: readonly Leaf[], mapping: ImportMapping) => {
  const columns = new Map(
    leaves.flatMap(({ path, source: { column } }) => (column === undefined ? [] : [[path.join('/'), column] as const])),
  );
  const columnAt = (path: string): string => columns.get(path) ?? path.replace(/^(registration|child)\//, '').replaceAll('/', '.');

  return (fields: readonly string[], line: number): Reading<ImportLine> => {
    const tree: Tree = { kind };
    const faults: Fault[] = [];
    const unread = new Set<string>();
    for (const { path, source, place } of leaves) {
      if (place === undefined) continue;
      const read = valueOf(source, fields[place] ?? '', mapping);
      if ('fault' in read) {
        faults.push({ column: source.column ?? '', detail: read.fault });
        unread.add(path.join('/'));
      } else if (read.value !== undefined) put(tree, path, read.value);
    }
    for (const { path, source } of leaves) {
      const group = path.slice(0, -1);
      if (source.constant === undefined || (OPTIONAL.test(group.join('/')) && treeAt(tree, group) === undefined)) continue;
      put(tree, path, source.constant);
    }
    const groups = listChildren(tree);
    const parsed = BatchEntry.safeParse(tree);
    const entryPath = (path: readonly PropertyKey[]): string =>
      path.map((step, place) => (path[place - 1] === 'children' ? String(groups[Number(step)]) : String(step))).join('/');
    for (const { path, message } of parsed.error?.issues ?? []) {
      const where = entryPath(path);
      if (!unread.has(where)) faults.push({ column: columnAt(where), detail: wordsOf(message) });
    }
    const about = tree['externalReference'];
    if (!parsed.success || faults.length > 0) return { faults, ...(typeof about === 'string' ? { about } : {}) };
    return { entry: { line, entry: parsed.data, columnOf: (pointer) => columnAt(pathOf(kind, pointer, groups)) } };
  };
};

/**
 * Reads the lines of a file whose first line is `header`.
 * @throws {UnusableInput} when a column of the mapping is not there, or is there twice
 */
export const importReader = (
  mapping: ImportMapping,
  header: readonly string[],
): ((fields: readonly string[], line: number) => Reading<ImportLine>) => {
  const { kind, mother, child } = mapping;
  const readers = {
    mother: mother === undefined ? undefined : lineReader('mother', motherLeaves(header, mother), mapping),
    child: child === undefined ? undefined : lineReader('child', childLeaves(header, child), mapping),
  };
  const nothing: Reading<ImportLine> = { passedOver: true };
  if (kind === undefined) return readers.mother ?? readers.child ?? (() => nothing);
  const place = placeOf(header, kind.column, 'kind');
  return (fields, line) => {
    const of = translated(kind.words, fields[place]?.trim() ?? '');
    if (of === undefined) return { faults: [{ column: kind.column, detail: 'is a word that the mapping does not translate' }] };
    return (of === null ? undefined : readers[of]?.(fields, line)) ?? nothing;
  };
};
