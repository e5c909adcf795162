import { partsOf, type Condition } from '../schema/conditions.ts';
import type { Version } from '../schema/version.ts';
import type { Anchor, Fact } from '../schema/vocabulary.ts';
import { placeholdersOf } from '../placeholders.ts';

/** Where in a file something stands, as zod tells it. */
export type Path = readonly (string | number)[];
export interface Fault {
  readonly path: Path;
  readonly message: string;
}

export const fault = (path: Path, message: string): Fault => ({ path, message });
export const at = (path: Path, ...more: Path): Path => [...path, ...more];

/** Each value that stands twice or more. */
export const repeated = (values: readonly string[]): readonly string[] => [
  ...new Set(values.filter((value, place) => values.indexOf(value) !== place)),
];

const FACT_TYPES: Readonly<Record<string, readonly Fact['type'][]>> = {
  atLeast: ['integer', 'number'],
  atMost: ['integer', 'number'],
  below: ['integer', 'number'],
  above: ['integer', 'number'],
  oneOf: ['string'],
  inSet: ['string'],
  has: ['strings'],
};

const VALUE_TYPES: Readonly<Record<string, readonly Fact['type'][]>> = {
  boolean: ['boolean'],
  number: ['integer', 'number'],
  string: ['string', 'date'],
};

/** Looks up what a version declares, and names what it does not. */
export const referencesOf = (version: Version) => {
  const occurrence = (type: string, path: Path): readonly Fault[] =>
    type in version.occurrences ? [] : [fault(path, `no occurrence type is called ${type}`)];
  const fact = (name: string, types: readonly Fact['type'][] | undefined, path: Path): readonly Fault[] => {
    const declared = version.applicant[name];
    if (declared === undefined) return [fault(path, `no fact is called ${name}`)];
    return types === undefined || types.includes(declared.type)
      ? []
      : [fault(path, `the fact ${name} is of type ${declared.type}, needed is ${types.join(' or ')}`)];
  };
  const anchor = (value: Anchor, path: Path): readonly Fault[] =>
    [value]
      .flat()
      .filter((name) => !(name in version.occurrences) && version.applicant[name]?.type !== 'date')
      .map((name) => fault(path, `${name} is neither an occurrence type nor a date fact`));
  const attributes = (type: string, names: readonly string[], path: Path): readonly Fault[] =>
    names
      .filter((name) => version.occurrences[type]?.attributes?.[name] === undefined)
      .map((name) => fault(path, `occurrences of type ${type} declare no attribute ${name}`));
  const condition = (value: Condition, path: Path): readonly Fault[] =>
    partsOf(value).flatMap((part) => {
      switch (part.kind) {
        case 'allOf':
        case 'anyOf':
        case 'noneOf':
          return [];
        case 'occurred':
          return [...occurrence(part.occurrence, path), ...attributes(part.occurrence, Object.keys(part.where ?? {}), path)];
        case 'within':
          return [...anchor(part.of, path), ...anchor(part.by, path)];
        case 'is':
          return fact(part.fact, VALUE_TYPES[typeof part.value], path);
        case 'inSet':
          return [
            ...fact(part.fact, FACT_TYPES[part.kind], path),
            ...(part.set in version.sets ? [] : [fault(path, `no set is called ${part.set}`)]),
          ];
        case 'atLeast':
        case 'atMost':
        case 'below':
        case 'above':
        case 'oneOf':
        case 'has':
        case 'known':
          return fact(part.fact, FACT_TYPES[part.kind], path);
      }
    });
  return { occurrence, fact, anchor, attributes, condition };
};
export type References = ReturnType<typeof referencesOf>;

/** Placeholders of a text that nothing fills in. */
export const reasonFaults = (reason: string, allowed: readonly string[], path: Path): readonly Fault[] =>
  placeholdersOf(reason)
    .filter((name) => !allowed.includes(name))
    .map((name) => fault(path, `{${name}} cannot be filled in here; allowed are ${allowed.map((one) => `{${one}}`).join(', ') || 'none'}`));
