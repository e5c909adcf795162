import * as z from 'zod';
import { operation } from '../../../runtime/operation.ts';
import { clientNamed } from '../../client-header.ts';
import { databaseInfo } from '../domain/schema-document.ts';
import type { RegistryShelf } from '../registries.ts';
import { DatabaseInfo, ofMemberships } from './databases.ts';

interface Needs {
  readonly shelf: RegistryShelf;
}

/** `GET /databases`: all registries, as the one group that they are; `order` and the rest of the definition's group mean nothing here. */
export const listDatabases = ({ shelf }: Needs) =>
  operation('listDatabases', {
    route: 'GET /databases',
    scope: 'registration.read',
    summary: 'List all registries with their schemas',
    status: 200,
    response: z.object({ id: z.int(), name: z.string(), code: z.string(), databases: z.array(DatabaseInfo) }),
    async run(_, caller) {
      clientNamed(caller.headers);
      const defined = await shelf.all();
      return { id: 1, name: 'Mother and Child', code: 'MCTS', databases: [ofMemberships(caller.at), ...defined].map(databaseInfo) };
    },
  });
