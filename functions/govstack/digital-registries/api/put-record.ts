import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import type { RegistryShelf } from '../registries.ts';
import { RegistryPath, SentContent } from './paths.ts';

interface Needs {
  readonly shelf: RegistryShelf;
}

/** `PUT /registries/{registryName}/{versionNumber}/records/{uuid}`: a record, whole, under the uuid that it keeps. Repeatable; our own operation, for reference data. */
export const putRecord = ({ shelf }: Needs) =>
  operation('putRegistryRecord', {
    route: 'PUT /registries/{registryName}/{versionNumber}/records/{uuid}',
    scope: 'exchange.manage',
    summary: 'Put a record of a registry',
    status: 200,
    path: RegistryPath.extend({ uuid: z.uuid() }),
    body: z.strictObject({ content: SentContent }),
    response: z.object({
      uuid: z.uuid(),
      content: z.record(z.string(), z.unknown()),
      createdAt: z.iso.datetime(),
      modifiedAt: z.iso.datetime(),
    }),
    async run({ path: { uuid, ...path }, body: { content } }, caller) {
      const registry = await shelf.toWrite(path, caller);
      return registry.put(uuid, content, caller);
    },
  });
