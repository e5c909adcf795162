import { join } from 'node:path';
import type { Entity } from '../../../functions/casefile/entity.ts';
import { keys } from '../../../functions/table/keys.ts';
import { CONTEXTS } from '../../contexts/all.ts';
import { code, table } from './markdown.ts';
import { contextOf, filesLike, ROOT, sentence, textOf } from './sources.ts';

/**
 * A value of which every field is its own name in angle brackets, so that the code that makes a key writes its pattern.
 * @param fixed fields that have a real value
 */
const placeholder = (name: string, fixed: Readonly<Record<string, unknown>> = {}): unknown =>
  new Proxy(() => undefined, {
    get: (_, property) => {
      if (property === Symbol.toPrimitive || property === 'toString' || property === 'toJSON') return () => `<${name}>`;
      if (typeof property === 'symbol') return undefined;
      // a part of a text stands for the text
      if (property === 'slice') return () => placeholder(name);
      return property in fixed ? fixed[property] : placeholder(property);
    },
    apply: () => placeholder(name),
  });

type Keyed = Readonly<Record<string, string>>;

/** One kind of item of a case, with the patterns by which it stands in the table and its indexes. */
export interface ItemKind {
  readonly name: string;
  readonly context: string;
  readonly sk: string;
  /** Index keys by index; an item stands there only while it matters. */
  readonly places: readonly Keyed[];
}

const isEntity = (value: unknown): value is Entity<object> =>
  typeof value === 'object' && value !== null && 'sk' in value && 'schema' in value && typeof value.sk === 'function';

/** The values that each closed field of a kind may have. */
const closedFields = ({ schema }: Entity<object>): readonly (readonly [string, readonly unknown[]])[] => {
  const shape = 'shape' in schema ? (schema.shape as Readonly<Record<string, object>>) : {};
  return Object.entries(shape).flatMap(([field, type]) =>
    'options' in type && Array.isArray(type.options) && type.options.every((option) => typeof option === 'string')
      ? [[field, type.options as readonly string[]] as const]
      : [],
  );
};

const SHARDED = /^(DUE#\w+#)\d+$/;

const placesOf = (kind: Entity<object>): readonly Keyed[] => {
  const { index } = kind;
  if (index === undefined) return [];
  const states = [{}, ...closedFields(kind).flatMap(([field, values]) => values.map((value) => ({ [field]: value })))];
  const found = states.flatMap((fixed) => {
    const indexKeys = index(placeholder('value', fixed) as object, { root: placeholder('root') as never, shards: 1 });
    const pattern = Object.entries(indexKeys).map(([name, value]) => [name, String(value).replace(SHARDED, '$1<shard>')] as const);
    return ['due', 'worker', 'place', 'lookup'].flatMap((name) => {
      const own = pattern.filter(([key]) => key.startsWith(name));
      return own.length === 0 ? [] : [Object.fromEntries(own)];
    });
  });
  return [...new Map(found.map((place) => [JSON.stringify(place), place])).values()].filter(
    // a closed field that another pattern names already
    (place, _, all) => !Object.values(place).some((text) => text.includes('<status>') || text.includes('#<kind>#')) || all.length === 1,
  );
};

/** Every kind of item that a case may have, in the order of their sort keys. */
export const itemKinds = async (): Promise<readonly ItemKind[]> => {
  const files = [...filesLike('functions/casefile/*.ts'), ...filesLike('functions/*/records.ts')].filter(({ text }) =>
    text.includes(' = entity'),
  );
  const kinds: ItemKind[] = [];
  for (const { path } of files) {
    const module = (await import(join(ROOT, path))) as Readonly<Record<string, unknown>>;
    for (const kind of Object.values(module).filter(isEntity))
      kinds.push({ name: kind.name, context: contextOf(path), sk: kind.sk(placeholder('value') as object), places: placesOf(kind) });
  }
  return kinds.sort((left, right) => (left.sk < right.sk ? -1 : 1));
};

const PARTITION = /\/\*\* (.+?) \*\/\s+(\w+): (?:\(([^)]*)\)|')/g;

/** Every partition of the table, from the functions that name them. */
const partitions = (): readonly (readonly string[])[] =>
  [...textOf('functions/table/keys.ts').matchAll(PARTITION)].flatMap(([, docstring = '', name = '', parameters = '']) => {
    const maker = (keys as Readonly<Record<string, unknown>>)[name];
    if (maker === undefined) return [];
    const names = parameters.split(',').map((parameter) => parameter.split(':')[0]?.trim() ?? '');
    const made: unknown =
      typeof maker === 'function'
        ? Reflect.apply(
            maker,
            undefined,
            names.map((each) => `<${each}>`),
          )
        : maker;
    const { pk, sk } = typeof made === 'string' ? { pk: made, sk: '' } : (made as { pk: string; sk: string });
    return [[code(pk), sk === '' ? 'by item' : code(sk), sentence(docstring)]];
  });

export const partitionsTable = (): string => table(['partition key', 'sort key', 'what stands there'], partitions());

export const itemsTable = (kinds: readonly ItemKind[]): string =>
  table(
    ['item', 'sort key', 'of', 'stands in'],
    kinds.map(({ name, context, sk, places }) => [
      name,
      code(sk),
      context,
      [...new Set(places.map((place) => (Object.keys(place)[0] ?? '').replace(/Pk$/, '')))].join(', '),
    ]),
  );

const READ_BY = (index: string): string =>
  CONTEXTS.flatMap(({ functions }) => Object.entries(functions))
    .filter(([, { indexes = [] }]) => indexes.some((each) => each === index))
    .map(([name]) => name)
    .join(', ');

/** Every index with what stands in it, and the functions that may ask it. */
export const indexesTable = (kinds: readonly ItemKind[]): string =>
  table(
    ['index', 'partition key', 'sort key', 'items'],
    ['due', 'worker', 'place', 'lookup'].flatMap((index) =>
      kinds.flatMap(({ name, places }) =>
        places
          .filter((place) => `${index}Pk` in place)
          .map((place) => [index, code(place[`${index}Pk`] ?? ''), code(place[`${index}Sk`] ?? ''), name]),
      ),
    ),
  ) + `\n\n${['due', 'worker', 'place', 'lookup'].map((index) => `- \`${index}\` may be asked by ${READ_BY(index)}.`).join('\n')}`;
