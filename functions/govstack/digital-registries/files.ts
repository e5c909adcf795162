/** Files of records: the bytes in the document store, and on a shelf who brought them and which record names them. */
import { createHash } from 'node:crypto';
import { derivedId } from '../../kernel/ids.ts';
import { invalidRequest, type Fault } from '../../kernel/problem.ts';
import type { Objects, StoredObject } from '../../runtime/objects.ts';
import type { Caller } from '../../runtime/operation.ts';
import { keys } from '../../table/keys.ts';
import type { Table, Write } from '../../table/table.ts';
import { shelf, shelfWrite } from '../shelf.ts';
import { filesIn, type FileValue } from './domain/content.ts';
import type { RegistryDefinition } from './domain/definition.ts';
import { RegistryFiles, type RegistryFile, type RegistryRecord } from './records.ts';

const BASE = '/govstack/digital-registries/files/';

const objectKey = (fileId: string): string => `registries/${fileId}`;

/** Where a file is read, below the address of the API. */
export const urlOfFile = (fileId: string): string => `${BASE}${fileId}`;

const fileIdOf = (url: string): string | undefined => /\/govstack\/digital-registries\/files\/([0-9a-f-]{36})$/.exec(url)?.[1];

export const registryFiles = ({ table, objects }: { readonly table: Table; readonly objects: Objects }) => {
  const shelfOf = (fileId: string) => shelf(table, RegistryFiles, fileId);

  /** The files of ours that a record names: the field of each. */
  const namedBy = (definition: RegistryDefinition, record: RegistryRecord | undefined): ReadonlyMap<string, string> =>
    new Map(
      (record === undefined ? [] : filesIn(definition, record.content)).flatMap(([field, { url }]) => {
        const fileId = fileIdOf(url);
        return fileId === undefined ? [] : [[fileId, field] as const];
      }),
    );

  /** Those that a record named before, and not after. */
  const left = (
    definition: RegistryDefinition,
    before: RegistryRecord | undefined,
    after: RegistryRecord | undefined,
  ): readonly string[] => {
    const has = namedBy(definition, after);
    return [...namedBy(definition, before).keys()].filter((fileId) => !has.has(fileId));
  };

  /** What lets a record take the file that one of its fields names; nothing where it has it. */
  const taking = async (definition: RegistryDefinition, uuid: string, { url, type }: FileValue, client: string) => {
    const fileId = fileIdOf(url);
    const found = fileId === undefined ? undefined : await shelfOf(fileId).find(fileId);
    const file = found?.value;
    const isOwn = file?.holder?.uuid === uuid;
    if (found === undefined || file === undefined || !(isOwn || (file.holder === undefined && file.client === client)))
      return { fault: { at: 'url', detail: 'is no file that this client may name here: upload it by POST /files' } };
    if (file.mediaType !== type) return { fault: { at: 'type', detail: `must be ${file.mediaType}` } };
    if (isOwn) return {};
    const { name, version } = definition;
    const { fileId: within } = file;
    const taken = { ...file, holder: { name, version, uuid } };
    return { write: shelfWrite(RegistryFiles, taken, { within, version: found.version + 1, replaces: { version: found.version } }) };
  };

  return {
    find: async (fileId: string): Promise<RegistryFile | undefined> => (await shelfOf(fileId).find(fileId))?.value,
    bytesOf: async (fileId: string): Promise<Uint8Array | undefined> => (await objects.get(objectKey(fileId)))?.bytes,
    /** Keeps a file that no record names yet; the same call again is the same file. @throws {Problem} IdempotencyKeyReused */
    async keep({ bytes, mediaType }: StoredObject, caller: Caller): Promise<RegistryFile> {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const fileId = derivedId('registry file', caller.client, sha256, caller.once?.key ?? caller.causationId);
      const kept = await shelfOf(fileId).find(fileId);
      if (kept !== undefined) return kept.value;
      await objects.put(objectKey(fileId), { bytes, mediaType });
      const file: RegistryFile = { fileId, client: caller.client, mediaType, bytes: bytes.byteLength, sha256, uploadedAt: caller.at };
      return (await shelfOf(fileId).put(file, caller, undefined)).value;
    },
    /**
     * The writes by which a record takes the files that it names, and lets go of those that it names no more.
     * @throws {Problem} InvalidRequest for each that is not there, is of another type, or belongs to another client or record
     */
    async writesFor(
      definition: RegistryDefinition,
      before: RegistryRecord | undefined,
      after: RegistryRecord | undefined,
      client: string,
      pointer: string,
    ): Promise<readonly Write[]> {
      const named = after === undefined ? [] : filesIn(definition, after.content);
      const steps = await Promise.all(named.map(([, file]) => taking(definition, String(after?.uuid), file, client)));
      const faults = steps.flatMap(({ fault }, place): Fault[] =>
        fault === undefined ? [] : [{ pointer: `${pointer}/${named[place]?.[0] ?? ''}/${fault.at}`, detail: fault.detail }],
      );
      const urls = named.map(([, { url }]) => url);
      const twice = named.find(([, { url }], place) => urls.indexOf(url) !== place);
      if (twice !== undefined) faults.push({ pointer: `${pointer}/${twice[0]}/url`, detail: 'is named twice: each file has one place' });
      if (faults.length > 0) throw invalidRequest(...faults);
      return [
        ...steps.flatMap(({ write }) => (write === undefined ? [] : [write])),
        ...left(definition, before, after).map((fileId): Write => ({ remove: { pk: keys.shelf(RegistryFiles.name, fileId), sk: fileId } })),
      ];
    },
    /** Removes the bytes of files that a record names no more. */
    async clear(definition: RegistryDefinition, before: RegistryRecord | undefined, after: RegistryRecord | undefined): Promise<void> {
      await Promise.all(left(definition, before, after).map((fileId) => objects.remove(objectKey(fileId))));
    },
  };
};
export type RegistryFileStore = ReturnType<typeof registryFiles>;
