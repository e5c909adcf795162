import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import { clientNamed } from '../../client-header.ts';
import type { RegistryShelf } from '../registries.ts';
import { Query, RegistryPath, Written } from './paths.ts';

interface Needs {
  readonly shelf: RegistryShelf;
}

/** `PUT /data/{registryName}/{versionNumber}/updateEntries`: gives all records with certain values others, all or none of them. */
export const updateRecords = ({ shelf }: Needs) =>
  operation('updateRegistryRecords', {
    route: 'PUT /data/{registryName}/{versionNumber}/updateEntries',
    scope: 'registration.write',
    summary: 'Change all records of a registry that have certain values',
    status: 200,
    path: RegistryPath,
    body: z.strictObject({ query: Query, write: Written }),
    response: z.object({ updated: z.int() }),
    async run({ path, body: { query, write } }, caller) {
      clientNamed(caller.headers);
      const registry = await shelf.toWrite(path, caller);
      return { updated: await registry.updateAll(query.content, write.content, caller) };
    },
  });
