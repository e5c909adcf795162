import * as z from 'zod';
import { invalidRequest } from '../../../kernel/problem.ts';
import { operation, reply } from '../../../runtime/operation.ts';
import { clientNamed } from '../../client-header.ts';
import type { DataRegistry } from '../data-registry.ts';
import { valueFrom } from '../domain/content.ts';
import type { RegistryShelf } from '../registries.ts';
import { RegistryPath } from './paths.ts';

interface Needs {
  readonly shelf: RegistryShelf;
}

const Uuid = z.uuid();

/** The record of a uuid or, where the key says nothing of a person, of a key. @throws {Problem} InvalidRequest */
export const recordInPath = async ({ definition, byUuid, byKey }: DataRegistry, id: string, pointer: string) => {
  if (Uuid.safeParse(id).success) return byUuid(id);
  if (definition.fields[definition.key]?.personal === true)
    throw invalidRequest({
      pointer,
      detail: 'must be the uuid of the record: the key of this registry is personal, and paths are kept in logs',
    });
  return byKey(valueFrom(id, definition.fields[definition.key]?.type ?? 'string'));
};

/** `DELETE /data/{registryName}/{versionNumber}/{ID}/delete`: there is no such record any more, whether there was one or not. */
export const deleteRecord = ({ shelf }: Needs) =>
  operation('deleteRegistryRecord', {
    route: 'DELETE /data/{registryName}/{versionNumber}/{ID}/delete',
    scope: 'registration.write',
    summary: 'Delete a record of a registry',
    status: 204,
    path: RegistryPath.extend({ ID: z.string().min(1).max(256) }),
    response: z.unknown(),
    async run({ path: { ID, ...path } }, caller) {
      clientNamed(caller.headers);
      const registry = await shelf.toWrite(path, caller);
      await registry.remove(() => recordInPath(registry, ID, '#/path/ID'), caller);
      return reply({ status: 204, raw: { contentType: 'application/json; charset=utf-8', text: '' } });
    },
  });
