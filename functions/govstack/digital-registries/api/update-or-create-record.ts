import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import { clientNamed } from '../../client-header.ts';
import { readingOf } from '../lookup.ts';
import type { RegistryShelf } from '../registries.ts';
import { Query, RegistryPath, Written } from './paths.ts';

interface Needs {
  readonly shelf: RegistryShelf;
}

/** `POST /data/{registryName}/{versionNumber}/updateOrCreate`: changes the record with certain values, or creates one where there is none. */
export const updateOrCreateRecord = ({ shelf }: Needs) =>
  operation('updateOrCreateRegistryRecord', {
    route: 'POST /data/{registryName}/{versionNumber}/updateOrCreate',
    scope: 'registration.write',
    summary: 'Change a record of a registry, or create it',
    status: 200,
    path: RegistryPath,
    body: z.strictObject({ query: Query, write: Written }),
    response: z.object({ content: z.record(z.string(), z.unknown()) }),
    async run({ path, body: { query, write } }, caller) {
      clientNamed(caller.headers);
      const registry = await shelf.toWrite(path, caller);
      const { record, isNew } = await registry.updateOrCreate(query.content, write.content, caller);
      // who changes a part of a record is shown all of it
      if (!isNew) await shelf.keepReading(registry, [record], caller, readingOf(path, 'updateOrCreate'));
      return record;
    },
  });
