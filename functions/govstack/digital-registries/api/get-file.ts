import * as z from 'zod';
import { Problem } from '../../../kernel/problem.ts';
import { operation, type Caller } from '../../../runtime/operation.ts';
import { scanAnswer } from '../../uploads.ts';
import type { RegistryFileStore } from '../files.ts';
import { readingOf } from '../lookup.ts';
import type { RegistryFile } from '../records.ts';
import type { RegistryShelf } from '../registries.ts';

interface Needs {
  readonly shelf: RegistryShelf;
  readonly fileStore: RegistryFileStore;
}

const gone = (): Problem => new Problem('RecordNotFound', 'there is no such file');

/** Lets in whoever may read the record that names a file, and keeps that she did; before that, who brought it, and the ministry. @throws {Problem} */
const admit = async ({ shelf }: Needs, { holder, client }: RegistryFile, caller: Caller): Promise<void> => {
  if (holder === undefined) {
    if (caller.partner !== undefined && caller.partner !== client)
      throw new Problem('CaseOfAnotherPartner', 'no record names this file yet: only who brought it, and the ministry, may see it');
    return;
  }
  const path = { registryName: holder.name, versionNumber: holder.version };
  const registry = await shelf.toRead(path, caller);
  const record = await registry.byUuid(holder.uuid);
  if (record === undefined) throw gone();
  await shelf.keepReading(registry, [record.value], caller, readingOf(path, 'file'));
};

/** `GET /files/{fileId}`: a file as it was uploaded, for whoever may read its record. Not in the definition. */
export const getFile = (needs: Needs) =>
  operation('getRegistryFile', {
    route: 'GET /files/{fileId}',
    scope: 'registration.read',
    summary: 'Read a file of a registry',
    status: 200,
    path: z.strictObject({ fileId: z.uuid() }),
    response: z.string(),
    async run({ path: { fileId } }, caller) {
      const file = await needs.fileStore.find(fileId);
      if (file === undefined) throw gone();
      await admit(needs, file, caller);
      const bytes = await needs.fileStore.bytesOf(fileId);
      if (bytes === undefined) throw gone();
      return scanAnswer({ bytes, mediaType: file.mediaType }, fileId);
    },
  });
