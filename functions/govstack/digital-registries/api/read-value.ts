import * as z from 'zod';
import { invalidRequest, Problem } from '../../../kernel/problem.ts';
import { operation } from '../../../runtime/operation.ts';
import { clientNamed } from '../../client-header.ts';
import { named } from '../domain/definition.ts';
import { readingOf, type Found, type Lookup } from '../lookup.ts';
import { isOfMemberships, type RegistryShelf } from '../registries.ts';
import { recordInPath } from './delete-record.ts';
import { RegistryPath } from './paths.ts';

interface Needs {
  readonly shelf: RegistryShelf;
  readonly lookup: Lookup;
}

/** `GET /data/{registryName}/{versionNumber}/{uuid}/readValue/{field}.{ext}`: one field of a record; text as a JSON string, anything else as a value. */
export const readValue = ({ shelf, lookup }: Needs) =>
  operation('readRegistryValue', {
    route: 'GET /data/{registryName}/{versionNumber}/{uuid}/readValue/{field}.{ext}',
    scope: 'registration.read',
    summary: 'Read one field of a record of a registry',
    status: 200,
    path: RegistryPath.extend({ uuid: z.string().min(1).max(256), field: z.string().min(1).max(64), ext: z.string() }),
    response: z.union([z.string(), z.object({ value: z.unknown() })]),
    async run({ path: { uuid, field, ext, ...path } }, caller) {
      clientNamed(caller.headers);
      if (ext !== 'json')
        throw invalidRequest({ pointer: '#/path/ext', detail: 'must be json; a file is read by the url that its field says' });
      const what = `readValue ${field}`;
      let found: Found | undefined;
      if (isOfMemberships(path)) found = await lookup.find(path, { ID: uuid }, caller, what);
      else {
        const registry = await shelf.toRead(path, caller);
        if (named(registry.definition.fields, field) === undefined)
          throw invalidRequest({ pointer: '#/path/field', detail: 'is not a field of this registry' });
        const shelved = await recordInPath(registry, uuid, '#/path/uuid');
        if (shelved !== undefined) await shelf.keepReading(registry, [shelved.value], caller, readingOf(path, what));
        found = shelved?.value;
      }
      const value = found === undefined ? undefined : named(found.content, field);
      if (value === undefined) throw new Problem('RecordNotFound', 'no such record, or nothing in this field');
      return typeof value === 'string' ? value : { value };
    },
  });
