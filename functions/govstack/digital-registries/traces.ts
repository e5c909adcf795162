/** What is written beside a record so that it is found and is unique: entries by value, and claims. Values stand in keys as hashes only. */
import type { Context } from '../../casefile/files.ts';
import { derivedId, fingerprint } from '../../kernel/ids.ts';
import type { Vault } from '../../runtime/vault.ts';
import { keys, type Key } from '../../table/keys.ts';
import type { Item, Write } from '../../table/table.ts';
import { shelfWrite } from '../shelf.ts';
import { heldUnder, textOf } from './domain/content.ts';
import type { RegistryDefinition } from './domain/definition.ts';
import { wordsIn } from './domain/words.ts';
import { RegistryAccesses, RegistryEntries, type RegistryRecord } from './records.ts';

export const shelfOf = ({ name, version }: Pick<RegistryDefinition, 'name' | 'version'>): string => `${name}/${version}`;

/** The shelf of entries that leads through all records. */
export const everything = (definition: RegistryDefinition): string => `${shelfOf(definition)}/*`;

/** What stands for values of fields in a key: a keyed hash as soon as one of them is personal. */
const hashed = async (vault: Vault, definition: RegistryDefinition, fields: readonly string[], text: string): Promise<string> =>
  fields.some((field) => definition.fields[field]?.personal === true)
    ? vault.hash(`registry ${shelfOf(definition)}`, `${fields.join('+')}=${text}`)
    : fingerprint([fields, text]);

/** The shelf of entries that leads through the records with a value. */
export const withValue = async (vault: Vault, definition: RegistryDefinition, field: string, value: unknown): Promise<string> =>
  `${shelfOf(definition)}/${field}/${await hashed(vault, definition, [field], textOf(value))}`;

/** The shelf of entries that leads through the records with a word in one of their texts. */
export const withWord = (definition: RegistryDefinition, word: string): string => `${shelfOf(definition)}/~/${fingerprint([word])}`;

/** The shelf of those who read or changed the records of a person. */
export const readersOf = async (vault: Vault, definition: RegistryDefinition, subject: string): Promise<string> =>
  `${shelfOf(definition)}/${await vault.hash(`registry ${shelfOf(definition)}`, `subject=${subject}`)}`;

/** That somebody read or changed records, for each person whom they are about; nothing where the registry is about no persons. */
export const accessesOf = async (
  vault: Vault,
  definition: RegistryDefinition,
  records: readonly Pick<RegistryRecord, 'uuid' | 'content'>[],
  { at, by, causationId }: Pick<Context, 'at' | 'by' | 'causationId'>,
  why: string,
): Promise<readonly Write[]> => {
  const { subject } = definition;
  if (subject === undefined) return [];
  const told = new Map(
    records
      .filter(({ content }) => content[subject] !== undefined)
      .map(({ uuid, content }) => [`${uuid} ${String(content[subject])}`, { uuid, person: String(content[subject]) }]),
  );
  return Promise.all(
    [...told.values()].map(async ({ uuid, person }) =>
      shelfWrite(
        RegistryAccesses,
        { id: derivedId('registry access', causationId, uuid, why), at, by, why, reference: uuid },
        { within: await readersOf(vault, definition, person) },
      ),
    ),
  );
};

/** What the record of a key holds, so that there is one. */
export const keyClaim = async (vault: Vault, definition: RegistryDefinition, value: unknown): Promise<Key> =>
  keys.claim(`registry ${shelfOf(definition)}`, `key ${await hashed(vault, definition, [definition.key], textOf(value))}`);

export interface Trace {
  readonly item: Item;
  /** Set for a claim: the fields that are held, and whether they are the key. */
  readonly claims?: { readonly fields: readonly string[]; readonly isKey: boolean };
}

/** Everything that stands beside a record. */
export const tracesOf = async (vault: Vault, definition: RegistryDefinition, record: RegistryRecord): Promise<readonly Trace[]> => {
  const { uuid, content, createdAt } = record;
  const claim = (key: Key, fields: readonly string[], isKey: boolean): Trace => ({
    item: { ...key, entity: 'registryClaim', uuid },
    claims: { fields, isKey },
  });
  const entry = (within: string): Trace => {
    const write = shelfWrite(RegistryEntries, { uuid, createdAt }, { within });
    if (!('put' in write)) throw new Error('an entry is put');
    return { item: write.put };
  };
  const rules = definition.unique.flatMap((rule, place) => {
    const text = heldUnder(rule, content);
    return text === undefined ? [] : [{ rule, place, text }];
  });
  return Promise.all([
    keyClaim(vault, definition, content[definition.key]).then((key) => claim(key, [definition.key], true)),
    ...rules.map(async ({ rule: { fields }, place, text }) =>
      claim(
        keys.claim(`registry ${shelfOf(definition)}`, `rule ${String(place)} ${await hashed(vault, definition, fields, text)}`),
        fields,
        false,
      ),
    ),
    Promise.resolve(entry(everything(definition))),
    ...Object.entries(definition.fields)
      .filter(([field, { searchable }]) => searchable === true && content[field] !== undefined)
      .map(async ([field]) => entry(await withValue(vault, definition, field, content[field]))),
    ...wordsIn(definition, content).map((word) => Promise.resolve(entry(withWord(definition, word)))),
  ]);
};

const nameOf = ({ item: { pk, sk } }: Trace): string => `${pk} ${sk}`;

/** The writes that lead from the traces of a record to those of it as it shall be. */
export const retraced = (before: readonly Trace[], after: readonly Trace[]): readonly { write: Write; claims?: Trace['claims'] }[] => {
  const had = new Set(before.map(nameOf));
  const has = new Set(after.map(nameOf));
  return [
    ...after
      .filter((trace) => !had.has(nameOf(trace)))
      .map(({ item, claims }) =>
        claims === undefined ? { write: { put: item } } : { write: { put: item, condition: 'absent' as const }, claims },
      ),
    ...before.filter((trace) => !has.has(nameOf(trace))).map(({ item: { pk, sk } }) => ({ write: { remove: { pk, sk } } })),
  ];
};
