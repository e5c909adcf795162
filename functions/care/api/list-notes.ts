import * as z from 'zod';
import { allOf, type CaseFiles } from '../../casefile/files.ts';
import { operation } from '../../runtime/operation.ts';
import { Note, Notes } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `GET /cases/{caseId}/notes`: the remarks on a case, oldest first. */
export const listNotes = ({ files }: Needs) =>
  operation('listNotes', {
    route: 'GET /cases/{caseId}/notes',
    scope: 'care.read',
    summary: 'List the notes of a case',
    status: 200,
    path: z.strictObject({ caseId: z.uuid() }),
    response: z.object({ items: z.array(Note) }),
    run: async ({ path: { caseId } }, caller) => ({ items: allOf(await files.read(caseId, caller, 'notes'), Notes) }),
  });
