/** Uploads, and the bytes of files: they are in the document store as long as a file stands on its shelf. */
import { createHash } from 'node:crypto';
import type { Context } from '../../casefile/files.ts';
import { addDays, dateOf } from '../../kernel/dates.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Objects, StoredObject } from '../../runtime/objects.ts';
import type { Caller } from '../../runtime/operation.ts';
import { dueOn } from '../../table/keys.ts';
import type { Table, Write } from '../../table/table.ts';
import { leftWrites, shelfOfFile } from '../digital-registries/files.ts';
import { RegistryFiles, type RegistryFile } from '../digital-registries/records.ts';
import { settle, shelfWrite } from '../shelf.ts';

export interface StoredFilesNeeds {
  readonly table: Table;
  readonly objects: Objects;
  readonly shards: () => number;
}

/** How long an upload waits for a record that names it. */
const WAITING_DAYS = 7;

const objectKey = (fileId: string): string => `registries/${fileId}`;

export const storedFiles = ({ table, objects, shards }: StoredFilesNeeds) => {
  const find = async (fileId: string): Promise<RegistryFile | undefined> => (await shelfOfFile(table, fileId).find(fileId))?.value;

  /** A file in the due index, which it leaves when a record takes it. */
  const waiting = (file: RegistryFile): Write => {
    const { fileId, uploadedAt } = file;
    const write = shelfWrite(RegistryFiles, file, { within: fileId, replaces: 'absent' });
    if (!('put' in write)) return write;
    const due = dueOn('update', addDays(dateOf(uploadedAt), WAITING_DAYS), 'registryFile', fileId, fileId, shards());
    return { ...write, put: { ...write.put, ...due, area: '', programme: '' } };
  };

  return {
    find,
    bytesOf: async (fileId: string): Promise<Uint8Array | undefined> => (await objects.get(objectKey(fileId)))?.bytes,
    /** Keeps a file that no record names yet; the same call again is the same file. @throws {Problem} IdempotencyKeyReused, VersionConflict */
    async keep({ bytes, mediaType }: StoredObject, caller: Caller): Promise<RegistryFile> {
      const { client, at, once, causationId } = caller;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const fileId = derivedId('registry file', client, sha256, once?.key ?? causationId);
      const file = await settle(table, caller, async () => {
        const kept = await find(fileId);
        if (kept !== undefined) return { writes: [], answer: kept };
        const brought: RegistryFile = { fileId, client, mediaType, bytes: bytes.byteLength, sha256, uploadedAt: at };
        return { writes: [waiting(brought)], answer: brought };
      });
      // after the entry, so that a sweep finds whatever ends in between; a repeat may come when the file is a record's, or gone
      const standing = await find(fileId);
      if (standing !== undefined && standing.holder === undefined) await objects.put(objectKey(fileId), { bytes, mediaType });
      return file;
    },
    /** Lets go of an upload that no record has named. @throws {Problem} VersionConflict when one is just about to */
    async letGo(fileId: string, context: Context): Promise<void> {
      const own = shelfOfFile(table, fileId);
      const seen = await own.find(fileId);
      if (seen === undefined || seen.value.holder !== undefined) return;
      await own.remove(fileId, context, seen, leftWrites([fileId], context));
    },
    /** Removes the bytes of a file that was let go; not of one that was uploaded again since. */
    async removeBytes(fileId: string): Promise<void> {
      if ((await find(fileId)) === undefined) await objects.remove(objectKey(fileId));
    },
  };
};
export type StoredFiles = ReturnType<typeof storedFiles>;
