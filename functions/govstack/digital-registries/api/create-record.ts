import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import { clientNamed } from '../../client-header.ts';
import type { RegistryShelf } from '../registries.ts';
import { RegistryPath, Written } from './paths.ts';

interface Needs {
  readonly shelf: RegistryShelf;
}

/** `POST /data/{registryName}/{versionNumber}/create`: a record under its key; one that is there is refused or replaced, as the registry says. */
export const createRecord = ({ shelf }: Needs) =>
  operation('createRegistryRecord', {
    route: 'POST /data/{registryName}/{versionNumber}/create',
    scope: 'registration.write',
    summary: 'Create a record in a registry',
    status: 200,
    path: RegistryPath,
    body: z.strictObject({ write: Written }),
    response: z.object({ content: z.record(z.string(), z.unknown()) }),
    async run({ path, body }, caller) {
      clientNamed(caller.headers);
      const registry = await shelf.toWrite(path, caller);
      return registry.create(body.write.content, caller);
    },
  });
