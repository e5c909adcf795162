import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import { clientNamed } from '../../client-header.ts';
import { MEMBERSHIPS } from '../domain/definition.ts';
import type { RegistryShelf } from '../registries.ts';
import { DatabasePath } from './databases.ts';

interface Needs {
  readonly shelf: RegistryShelf;
}

/** `DELETE /database/{id}`: there is no such registry any more, whether there was one or not; one that holds records stays. */
export const deleteDatabase = ({ shelf }: Needs) =>
  operation('deleteDatabase', {
    route: 'DELETE /database/{id}',
    scope: 'exchange.manage',
    summary: 'Delete a registry that holds no records',
    status: 200,
    path: DatabasePath,
    response: z.literal('Success'),
    async run({ path: { id } }, caller) {
      clientNamed(caller.headers);
      if (id === MEMBERSHIPS.databaseId) throw shelf.readOnly();
      const found = await shelf.findByDatabase(id);
      if (found !== undefined) await shelf.remove(found, caller);
      return 'Success';
    },
  });
