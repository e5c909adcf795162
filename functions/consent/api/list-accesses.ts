import * as z from 'zod';
import type { CaseFiles } from '../../casefile/files.ts';
import { operation, PageQuery } from '../../runtime/operation.ts';
import { CasePath } from './consent-view.ts';

const Access = z.object({
  at: z.iso.datetime(),
  by: z.string().describe('the user or the client that looked'),
  why: z.string().describe('what was looked at'),
});

interface Needs {
  readonly files: CaseFiles;
}

/** `GET /cases/{caseId}/accesses`: who looked at the record of a mother, newest first. Asking this shows nothing of the record and is no look at it. */
export const listAccesses = ({ files }: Needs) =>
  operation('listAccesses', {
    route: 'GET /cases/{caseId}/accesses',
    scope: 'consent.read',
    summary: 'See who looked at the record of a mother',
    status: 200,
    path: CasePath,
    query: z.strictObject(PageQuery),
    response: z.object({ items: z.array(Access), next: z.string().optional() }),
    run: ({ path: { caseId }, query: { limit, cursor } }, caller) =>
      files.readAccesses(caseId, caller, { limit, ...(cursor === undefined ? {} : { after: cursor }) }),
  });
