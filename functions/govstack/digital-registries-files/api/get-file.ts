import * as z from 'zod';
import { Problem } from '../../../kernel/problem.ts';
import { operation, type Caller } from '../../../runtime/operation.ts';
import { scanAnswer } from '../../uploads.ts';
import { readingOf } from '../../digital-registries/lookup.ts';
import type { RegistryFile } from '../../digital-registries/records.ts';
import type { RegistryShelf } from '../../digital-registries/registries.ts';
import type { StoredFiles } from '../stored-files.ts';

interface Needs {
  readonly shelf: RegistryShelf;
  readonly stored: StoredFiles;
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
      const file = await needs.stored.find(fileId);
      if (file === undefined) throw gone();
      await admit(needs, file, caller);
      const bytes = await needs.stored.bytesOf(fileId);
      if (bytes === undefined) throw gone();
      return scanAnswer({ bytes, mediaType: file.mediaType }, fileId);
    },
  });
