import { Problem } from '../../../kernel/problem.ts';
import { operation } from '../../../runtime/operation.ts';
import { clientNamed } from '../../client-header.ts';
import { MEMBERSHIPS } from '../domain/definition.ts';
import { databaseInfo } from '../domain/schema-document.ts';
import type { RegistryShelf } from '../registries.ts';
import { DatabaseInfo, DatabasePath, ofMemberships } from './databases.ts';

interface Needs {
  readonly shelf: RegistryShelf;
}

/** `GET /database/{id}`: what a registry is, with its schema. */
export const getDatabase = ({ shelf }: Needs) =>
  operation('getDatabase', {
    route: 'GET /database/{id}',
    scope: 'registration.read',
    summary: 'Read what a registry is, with its schema',
    status: 200,
    path: DatabasePath,
    response: DatabaseInfo,
    async run({ path: { id } }, caller) {
      clientNamed(caller.headers);
      if (id === MEMBERSHIPS.databaseId) return databaseInfo(ofMemberships(caller.at));
      const found = await shelf.findByDatabase(id);
      if (found === undefined) throw new Problem('RecordNotFound', 'there is no database of this number');
      return databaseInfo(found.value);
    },
  });
