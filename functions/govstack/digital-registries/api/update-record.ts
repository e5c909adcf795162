import * as z from 'zod';
import { Problem } from '../../../kernel/problem.ts';
import { operation } from '../../../runtime/operation.ts';
import { clientNamed } from '../../client-header.ts';
import { fits, type Content } from '../domain/content.ts';
import type { DataRegistry } from '../data-registry.ts';
import type { RegistryShelf } from '../registries.ts';
import { Query, RegistryPath, Written } from './paths.ts';

interface Needs {
  readonly shelf: RegistryShelf;
}

/** Whether the record that a change speaks of is as the change wants it: then it was made before. */
const isDone = async ({ definition, byKey }: DataRegistry, part: Content): Promise<boolean> => {
  const key = part[definition.key];
  const found = key === undefined ? undefined : await byKey(key);
  return found !== undefined && fits(found.value.content, part);
};

/** `PUT /data/{registryName}/{versionNumber}/update`: gives one record other values; without a query, the one of the written key. Repeatable. */
export const updateRecord = ({ shelf }: Needs) =>
  operation('updateRegistryRecord', {
    route: 'PUT /data/{registryName}/{versionNumber}/update',
    scope: 'registration.write',
    summary: 'Change the record of a registry that has certain values',
    status: 200,
    path: RegistryPath,
    body: z.strictObject({ query: Query.optional(), write: Written }),
    response: z.object({}),
    async run({ path, body: { query, write } }, caller) {
      clientNamed(caller.headers);
      const registry = await shelf.toWrite(path, caller);
      const { key } = registry.definition;
      const where = query?.content ?? (write.content[key] === undefined ? {} : { [key]: write.content[key] });
      const changed = await registry.update(where, write.content, caller);
      if (changed === undefined && !(await isDone(registry, write.content))) throw new Problem('RecordNotFound', 'no record found');
      return {};
    },
  });
