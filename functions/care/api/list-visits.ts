import * as z from 'zod';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { Visit, Visits } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `GET /cases/{caseId}/visits`: what was recorded at each visit, oldest first. */
export const listVisits = ({ files }: Needs) =>
  operation('listVisits', {
    route: 'GET /cases/{caseId}/visits',
    scope: 'care.read',
    summary: 'List the recorded visits of a case',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    response: z.object({ items: z.array(Visit) }),
    run: async ({ path }, caller) => ({ items: allOf(await files.read(path.caseId, caller, 'visits'), Visits) }),
  });
