import { invalidRequest } from '../../../kernel/problem.ts';
import { isTestClient } from '../../../runtime/block.ts';
import { operation } from '../../../runtime/operation.ts';
import { clientNamed } from '../../client-header.ts';
import { MEMBERSHIPS } from '../domain/definition.ts';
import { definitionFrom, schemaDocument, SchemaRequest } from '../domain/schema-document.ts';
import type { RegistryShelf } from '../registries.ts';
import { DatabaseSchema } from './databases.ts';

interface Needs {
  readonly shelf: RegistryShelf;
}

/** `POST /database/modify`: the registry of a code gets this schema, and is made where there is none; what only we know of it stays. */
export const modifyDatabase = ({ shelf }: Needs) =>
  operation('modifyDatabase', {
    route: 'POST /database/modify',
    scope: 'exchange.manage',
    summary: 'Make a registry from a schema, or give one another schema',
    status: 200,
    body: SchemaRequest,
    response: DatabaseSchema,
    async run({ body }, caller) {
      clientNamed(caller.headers);
      const all = await shelf.all();
      const earlier = all.find(({ definition: { name } }) => name === body.code)?.definition;
      const free = 1 + Math.max(MEMBERSHIPS.databaseId, ...all.map(({ definition: { databaseId } }) => databaseId));
      const { definition, faults } = definitionFrom(body, earlier?.databaseId ?? free, earlier, isTestClient(caller));
      if (definition === undefined) throw invalidRequest(...faults);
      await shelf.define(definition, caller, '#/body/schema');
      return schemaDocument(definition);
    },
  });
