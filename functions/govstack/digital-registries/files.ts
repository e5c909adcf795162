/** Files of records, on a shelf: who brought each, and which record names it. Their bytes are for `digital-registries-files` alone. */
import { RegistryFilesLeft } from '../../../events/catalogue.ts';
import { outboxItems, type Context } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { invalidRequest, type Fault } from '../../kernel/problem.ts';
import { keys } from '../../table/keys.ts';
import type { Table, Write } from '../../table/table.ts';
import { shelf, shelfWrite } from '../shelf.ts';
import { filesIn, type FileValue } from './domain/content.ts';
import type { RegistryDefinition } from './domain/definition.ts';
import { RegistryFiles, type RegistryRecord } from './records.ts';

const BASE = '/govstack/digital-registries/files/';

/** Where a file is read, below the address of the API. */
export const urlOfFile = (fileId: string): string => `${BASE}${fileId}`;

const fileIdOf = (url: string): string | undefined => /\/govstack\/digital-registries\/files\/([0-9a-f-]{36})$/.exec(url)?.[1];

/** The shelf of one file. */
export const shelfOfFile = (table: Table, fileId: string) => shelf(table, RegistryFiles, fileId);

/** That files are let go; for the transaction by which they are. */
export const leftWrites = (fileIds: readonly string[], context: Context): readonly Write[] => {
  if (fileIds.length === 0) return [];
  const about = { id: derivedId('registry files left', context.causationId, ...fileIds), version: 1, area: '', programme: '' };
  return outboxItems(about, context, [RegistryFilesLeft.of({ fileIds: [...fileIds] })]).map((put): Write => ({ put }));
};

export const registryFiles = ({ table }: { readonly table: Table }) => {
  /** The files of ours that a record names: the field of each. */
  const namedBy = (definition: RegistryDefinition, record: RegistryRecord | undefined): ReadonlyMap<string, string> =>
    new Map(
      (record === undefined ? [] : filesIn(definition, record.content)).flatMap(([field, { url }]) => {
        const fileId = fileIdOf(url);
        return fileId === undefined ? [] : [[fileId, field] as const];
      }),
    );

  /** Those that a record named before, and not after. */
  const leftBy = (
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
    const found = fileId === undefined ? undefined : await shelfOfFile(table, fileId).find(fileId);
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
    /**
     * The writes by which a record takes the files that it names, and lets go of those that it names no more; and which these are.
     * @throws {Problem} InvalidRequest for each that is not there, is of another type, or belongs to another client or record
     */
    async writesFor(
      definition: RegistryDefinition,
      before: RegistryRecord | undefined,
      after: RegistryRecord | undefined,
      client: string,
      pointer: string,
    ): Promise<{ readonly writes: readonly Write[]; readonly left: readonly string[] }> {
      const named = after === undefined ? [] : filesIn(definition, after.content);
      const steps = await Promise.all(named.map(([, file]) => taking(definition, String(after?.uuid), file, client)));
      const faults = steps.flatMap(({ fault }, place): Fault[] =>
        fault === undefined ? [] : [{ pointer: `${pointer}/${named[place]?.[0] ?? ''}/${fault.at}`, detail: fault.detail }],
      );
      const urls = named.map(([, { url }]) => url);
      const twice = named.find(([, { url }], place) => urls.indexOf(url) !== place);
      if (twice !== undefined) faults.push({ pointer: `${pointer}/${twice[0]}/url`, detail: 'is named twice: each file has one place' });
      if (faults.length > 0) throw invalidRequest(...faults);
      const left = leftBy(definition, before, after);
      return {
        writes: [
          ...steps.flatMap(({ write }) => (write === undefined ? [] : [write])),
          ...left.map((fileId): Write => ({ remove: { pk: keys.shelf(RegistryFiles.name, fileId), sk: fileId } })),
        ],
        left,
      };
    },
  };
};
