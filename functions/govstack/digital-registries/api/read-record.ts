import * as z from 'zod';
import { Problem } from '../../../kernel/problem.ts';
import { operation } from '../../../runtime/operation.ts';
import { clientNamed } from '../../client-header.ts';
import type { Lookup } from '../lookup.ts';
import { Query, RegistryPath } from './paths.ts';

interface Needs {
  readonly lookup: Lookup;
}

/** `POST /data/{registryName}/{versionNumber}/read`: the record with these values. */
export const readRecord = ({ lookup }: Needs) =>
  operation('readRegistryRecord', {
    route: 'POST /data/{registryName}/{versionNumber}/read',
    scope: 'registration.read',
    summary: 'Read the record of a registry that has certain values',
    status: 200,
    path: RegistryPath,
    body: z.strictObject({ query: Query }),
    response: z.object({ content: z.record(z.string(), z.unknown()) }),
    async run({ path, body }, caller) {
      clientNamed(caller.headers);
      const found = await lookup.find(path, body.query.content, caller, 'read');
      if (found === undefined) throw new Problem('RecordNotFound', 'no record found');
      return found;
    },
  });
