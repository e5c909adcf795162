import * as z from 'zod';
import { allOf, type CaseFiles, type Context } from '../../casefile/files.ts';
import { fingerprint } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { CivilRegistryPort } from '../../partners/civil-registry.ts';
import { operation, type Caller } from '../../runtime/operation.ts';
import type { Table } from '../../table/table.ts';
import { askNow } from '../domain/resume.ts';
import { awaitedPartition, BirthRegistrations } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
  readonly table: Table;
  readonly civilRegistry: () => CivilRegistryPort;
}

/** Birth registration speaks of every case that it was asked about; the same call twice is one. */
const contextOf = ({ at, correlationId, causationId, rawBody, headers }: Caller): Context => ({
  at,
  correlationId,
  causationId,
  by: 'partner:civilRegistry',
  once: { key: fingerprint(['birthCallback', rawBody, headers['x-callback-timestamp'] ?? '']), fingerprint: 'birthCallback' },
});

/**
 * `POST /birth-registration-callbacks`: birth registration says that something became of a birth. Nothing that it says here is believed; it is
 * a reason to ask now and not on the next day.
 */
export const receiveBirthRegistrationCallback = ({ files, table, civilRegistry }: Needs) =>
  operation('receiveBirthRegistrationCallback', {
    route: 'POST /birth-registration-callbacks',
    scope: null,
    summary: 'Callback of birth registration about a birth that was forwarded to it',
    status: 202,
    bodyLimitBytes: 16 * 1024,
    query: z.looseObject({}),
    body: z.looseObject({}).describe('names the reference of the forwarded birth'),
    response: z.object({}),
    run: async (_input, caller) => {
      const { reference } = civilRegistry().receiveCallback({ headers: caller.headers, body: caller.rawBody, at: caller.at });
      const { items } = await table.pageOf('lookup', awaitedPartition(reference), {}, { limit: 1 });
      const caseId = items[0]?.['lookupSk'];
      if (caseId === undefined) throw new Problem('BirthRegistrationNotFound', 'no birth is awaited under this reference');
      await files.change(caseId, contextOf(caller), (file) => {
        const awaited = allOf(file, BirthRegistrations).find((registration) => registration.reference === reference);
        return awaited === undefined ? { answer: undefined } : askNow(file, awaited.childId, caller.at);
      });
      return {};
    },
  });
