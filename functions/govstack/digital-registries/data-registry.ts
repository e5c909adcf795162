/** A registry that a ministry has defined: its records, each with its entries and claims in one transaction. */
import { commitBeside, type Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { invalidRequest } from '../../kernel/problem.ts';
import type { Caller } from '../../runtime/operation.ts';
import type { Vault } from '../../runtime/vault.ts';
import { TransactionContended, TransactionRefused, type Table, type Write } from '../../table/table.ts';
import { shelf, shelfWrite, type Shelved } from '../shelf.ts';
import { conflict, Held, settled } from './contention.ts';
import { contentFaults, filesIn, fits, partFaults, searchableFields, wayTo, type Content } from './domain/content.ts';
import type { RegistryDefinition } from './domain/definition.ts';
import { hasWords } from './domain/words.ts';
import { leftWrites, registryFiles } from './files.ts';
import { RegistryEntries, SealedRecords, type RegistryRecord, type SealedRecord } from './records.ts';
import { sealing } from './sealing.ts';
import { accessesOf, everything, keyClaim, retraced, shelfOf, tracesOf, withValue, withWord } from './traces.ts';

export interface RegistryNeeds {
  readonly table: Table;
  readonly vault: Vault;
}

/** Who writes, and as which client: files are named by the client that brought them. */
type Writer = Context & Pick<Caller, 'client'>;

/** Records that are looked through for one that fits, where a value leads to many. */
const MOST_LOOKED_THROUGH = 200;
const LOOKED_THROUGH_AT_ONCE = 25;
/** Records that one call changes: with their entries they go into one transaction of 100 writes. */
const MOST_CHANGED = 20;
const MOST_WRITES = 99;

export interface Listing {
  /** Only records with these values; the first is the way to them. */
  readonly where: Content;
  /** Only records that have all these words, in one of these fields each. */
  readonly text?: { readonly words: readonly string[]; readonly fields: readonly string[] };
  readonly limit: number;
  /** Where the page begins, as the page before said. */
  readonly after?: string;
  readonly descending: boolean;
}

export interface ListedPage {
  readonly records: readonly RegistryRecord[];
  readonly next?: string;
}

interface Change {
  readonly seen: Shelved<RegistryRecord> | undefined;
  readonly record: RegistryRecord;
}

/** Which item a write is about. */
const nameOf = (write: Write): string => {
  const { pk, sk } = 'put' in write ? write.put : 'remove' in write ? write.remove : 'check' in write ? write.check : write.add;
  return `${pk} ${sk}`;
};

/** The word that most probably leads to the fewest records: the longest. */
const rarestOf = (words: readonly string[]): string => words.reduce((longest, word) => (word.length > longest.length ? word : longest), '');

export const dataRegistry = ({ table, vault }: RegistryNeeds, definition: RegistryDefinition) => {
  const fileStore = registryFiles({ table });
  const kept = shelf(table, SealedRecords, shelfOf(definition));
  const seal = sealing(vault, definition);

  const find = async (uuid: string): Promise<Shelved<RegistryRecord> | undefined> => {
    const found = await kept.find(uuid);
    return found === undefined ? undefined : { ...found, value: await seal.opened(found.value) };
  };

  /** Records in the order of their creation, from a shelf of entries. */
  const page = async (within: string, { limit, after, descending }: Omit<Listing, 'where' | 'text'>): Promise<ListedPage> => {
    const { items, next } = await shelf(table, RegistryEntries, within).page({
      limit,
      descending,
      ...(after === undefined ? {} : { after }),
    });
    const found = await Promise.all(items.map(({ value: { uuid } }) => find(uuid)));
    return {
      records: found.flatMap((one) => (one === undefined ? [] : [one.value])),
      ...(next === undefined ? {} : { next }),
    };
  };

  const entriesFor = async (where: Content): Promise<string> => {
    const way = wayTo(definition, where);
    if (way === undefined)
      throw invalidRequest({
        pointer: '#/body/query/content',
        detail: `must have one of the fields by which this registry is searched: ${searchableFields(definition).join(', ')}`,
      });
    return way.by === 'key' ? 'key' : withValue(vault, definition, way.field, where[way.field]);
  };

  const byKey = async (value: unknown): Promise<Shelved<RegistryRecord> | undefined> => {
    const claim = await table.find(await keyClaim(vault, definition, value));
    return claim === undefined ? undefined : find(String(claim['uuid']));
  };

  /** The records with these values, the first `most` of them. @throws {Problem} InvalidRequest */
  const findAll = async (where: Content, most: number): Promise<readonly Shelved<RegistryRecord>[]> => {
    const faults = partFaults(definition, where, '#/body/query/content');
    if (faults.length > 0) throw invalidRequest(...faults);
    const within = await entriesFor(where);
    if (within === 'key') {
      const found = await byKey(where[definition.key]);
      return found !== undefined && fits(found.value.content, where) ? [found] : [];
    }
    const fitting: Shelved<RegistryRecord>[] = [];
    let after: string | undefined;
    for (let seen = 0; seen < MOST_LOOKED_THROUGH; seen += LOOKED_THROUGH_AT_ONCE) {
      const { items, next } = await shelf(table, RegistryEntries, within).page({
        limit: LOOKED_THROUGH_AT_ONCE,
        ...(after === undefined ? {} : { after }),
      });
      const found = await Promise.all(items.map(({ value: { uuid } }) => find(uuid)));
      fitting.push(...found.filter((one) => one !== undefined).filter(({ value: { content } }) => fits(content, where)));
      if (fitting.length >= most || next === undefined) return fitting.slice(0, most);
      after = next;
    }
    throw invalidRequest({
      pointer: '#/body/query/content',
      detail: `fits too many records to look through (${String(MOST_LOOKED_THROUGH)}); name the ${definition.key}, or another field by which it is searched`,
    });
  };

  const nameOfChange = (change: string): string => `digital registries: ${change} of ${definition.name} ${definition.version}`;

  /** Writes records with everything beside them, all or none; gives them as the first of equal calls left them. @throws {Held} @throws {Problem} VersionConflict */
  const write = async (
    changes: readonly Change[],
    context: Writer,
    pointer = '#/body/write/content',
  ): Promise<readonly RegistryRecord[]> => {
    const answer: SealedRecord[] = [];
    const leaving: string[] = [];
    const steps: { write: Write; claims?: { fields: readonly string[]; isKey: boolean } | undefined }[] = [];
    for (const { seen, record } of changes) {
      const [before, after] = await Promise.all([
        seen === undefined ? [] : tracesOf(vault, definition, seen.value),
        tracesOf(vault, definition, record),
      ]);
      const replaces = seen === undefined ? ('absent' as const) : { version: seen.version };
      const closed = await seal.sealed(record);
      answer.push(closed);
      const files = await fileStore.writesFor(definition, seen?.value, record, context.client, pointer);
      leaving.push(...files.left);
      const accesses = await accessesOf(
        vault,
        definition,
        [record, ...(seen === undefined ? [] : [seen.value])],
        context,
        nameOfChange(seen === undefined ? 'creation' : 'change'),
      );
      steps.push(
        { write: shelfWrite(SealedRecords, closed, { within: shelfOf(definition), version: (seen?.version ?? 0) + 1, replaces }) },
        ...retraced(before, after),
        ...accesses.map((access) => ({ write: access })),
        ...files.writes.map((one) => ({ write: one })),
      );
    }
    steps.push(...leftWrites(leaving, context).map((one) => ({ write: one })));
    const touched = steps.map((step) => nameOf(step.write));
    const twice = steps.find(
      ({ claims, write: one }) => claims !== undefined && touched.indexOf(nameOf(one)) !== touched.lastIndexOf(nameOf(one)),
    );
    // two of the changed records would hold the same value
    if (twice?.claims !== undefined) throw new Held(twice.claims.fields, twice.claims.isKey);
    if (steps.length > MOST_WRITES)
      throw invalidRequest({ pointer: '#/body/write/content', detail: 'changes more than one call may: name fewer records' });
    try {
      const settled = await commitBeside(
        table,
        context,
        steps.map((step) => step.write),
        answer,
      );
      return await Promise.all(settled.map((one) => seal.opened(one)));
    } catch (error) {
      if (error instanceof TransactionContended) throw conflict(error);
      if (!(error instanceof TransactionRefused)) throw error;
      const held = steps.find(({ claims }, place) => claims !== undefined && error.failed.has(place))?.claims;
      throw held === undefined ? conflict(error) : new Held(held.fields, held.isKey);
    }
  };

  const only = async (written: Promise<readonly RegistryRecord[]>): Promise<RegistryRecord> => {
    const [record] = await written;
    if (record === undefined) throw new Error('one record was written');
    return record;
  };

  const checked = (content: Content, pointer: string): Content => {
    const faults = contentFaults(definition, content, pointer);
    if (faults.length > 0) throw invalidRequest(...faults);
    return content;
  };

  const changedTo = ({ value }: Shelved<RegistryRecord>, content: Content, { at }: Context): RegistryRecord => ({
    ...value,
    content: { ...content },
    modifiedAt: at,
  });

  const createOnce = async (content: Content, context: Writer): Promise<RegistryRecord> => {
    checked(content, '#/body/write/content');
    const uuid = derivedId('registry record', shelfOf(definition), context.once?.key ?? context.causationId);
    const record = { uuid, content: { ...content }, createdAt: context.at, modifiedAt: context.at };
    try {
      return await only(write([{ seen: undefined, record }], context));
    } catch (error) {
      if (!(error instanceof Held && error.isKey && definition.onExisting === 'replace')) throw error;
      const seen = await byKey(content[definition.key]);
      if (seen === undefined) throw conflict(error); // it went away in this very moment
      return only(write([{ seen, record: changedTo(seen, content, context) }], context));
    }
  };

  /** Puts a record under its key, or in the place of the one that has it where the registry says so. */
  const create = (content: Content, context: Writer): Promise<RegistryRecord> => settled(() => createOnce(content, context));

  return {
    definition,
    /** The record of a uuid. */
    byUuid: find,
    findAll,
    byKey,
    create,
    find: async (where: Content) => (await findAll(where, 1))[0],
    /** A page in the order of creation. @throws {Problem} InvalidRequest */
    async list({ where, text, ...request }: Listing): Promise<ListedPage> {
      const isWanted = ({ content }: RegistryRecord): boolean =>
        fits(content, where) && (text === undefined || hasWords(content, text.fields, text.words));
      const within =
        wayTo(definition, where) !== undefined
          ? await entriesFor(where)
          : text === undefined
            ? everything(definition)
            : withWord(definition, rarestOf(text.words));
      if (within === 'key') {
        const found = await byKey(where[definition.key]);
        return { records: found !== undefined && isWanted(found.value) ? [found.value] : [] };
      }
      const { records: found, ...rest } = await page(within, request);
      return { records: found.filter(isWanted), ...rest };
    },
    /** Gives the one record with these values others; undefined when there is none. @throws {Problem} InvalidRequest, AlreadyExists */
    update: (where: Content, part: Content, context: Writer): Promise<RegistryRecord | undefined> =>
      settled(async () => {
        const [seen] = await findAll(where, 1);
        if (seen === undefined) return undefined;
        const record = changedTo(seen, checked({ ...seen.value.content, ...part }, '#/body/write/content'), context);
        return only(write([{ seen, record }], context));
      }),
    /** The same, or a new record where none has these values; whether it was there. @throws {Problem} InvalidRequest, AlreadyExists */
    updateOrCreate: (where: Content, part: Content, context: Writer): Promise<{ record: RegistryRecord; isNew: boolean }> =>
      settled(async () => {
        const [seen] = await findAll(where, 1);
        if (seen !== undefined) {
          const record = changedTo(seen, checked({ ...seen.value.content, ...part }, '#/body/write/content'), context);
          return { record: await only(write([{ seen, record }], context)), isNew: false };
        }
        try {
          return { record: await createOnce(part, context), isNew: true };
        } catch (error) {
          // somebody else has just created the very record that was looked for
          if (error instanceof Held && (await findAll(where, 1)).length > 0) throw conflict(error);
          throw error;
        }
      }),
    /** Gives all records with these values others; how many. @throws {Problem} InvalidRequest, AlreadyExists */
    updateAll: (where: Content, part: Content, context: Writer): Promise<number> =>
      settled(async () => {
        const faults = partFaults(definition, part, '#/body/write/content');
        if (faults.length > 0) throw invalidRequest(...faults);
        const found = await findAll(where, MOST_CHANGED + 1);
        if (found.length > MOST_CHANGED)
          throw invalidRequest({
            pointer: '#/body/query/content',
            detail: `fits more records than one call changes (${String(MOST_CHANGED)})`,
          });
        const [file] = filesIn(definition, part);
        if (file !== undefined && found.length > 1)
          throw invalidRequest({ pointer: `#/body/write/content/${file[0]}`, detail: 'is a file, which only one record can name' });
        const changes = found.map((seen) => ({
          seen,
          record: changedTo(seen, checked({ ...seen.value.content, ...part }, '#/body/write/content'), context),
        }));
        return changes.length === 0 ? 0 : (await write(changes, context)).length;
      }),
    /** Puts the record of a uuid, with everything in it. @throws {Problem} InvalidRequest, AlreadyExists */
    put: (uuid: string, content: Content, context: Writer): Promise<RegistryRecord> =>
      settled(async () => {
        const seen = await find(uuid);
        const whole = checked(content, '#/body/content');
        const record =
          seen === undefined
            ? { uuid, content: { ...whole }, createdAt: context.at, modifiedAt: context.at }
            : changedTo(seen, whole, context);
        return only(write([{ seen, record }], context, '#/body/content'));
      }),
    /** Removes a record, where it is found, and everything beside it. @throws {Problem} VersionConflict */
    remove: (found: () => Promise<Shelved<RegistryRecord> | undefined>, context: Writer): Promise<void> =>
      settled(async () => {
        const seen = await found();
        if (seen === undefined) return;
        const traces = retraced(await tracesOf(vault, definition, seen.value), []);
        const files = await fileStore.writesFor(definition, seen.value, undefined, context.client, '');
        const accesses = await accessesOf(vault, definition, [seen.value], context, nameOfChange('deletion'));
        await kept.remove(seen.value.uuid, context, { ...seen, value: await seal.sealed(seen.value) }, [
          ...traces.map((trace) => trace.write),
          ...accesses,
          ...files.writes,
          ...leftWrites(files.left, context),
        ]);
      }),
    isEmpty: async (): Promise<boolean> =>
      (await shelf(table, RegistryEntries, everything(definition)).page({ limit: 1 })).items.length === 0,
  };
};
export type DataRegistry = ReturnType<typeof dataRegistry>;
