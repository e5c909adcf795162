import * as z from 'zod';
import { place } from '../../casefile/entity.ts';
import type { CaseFiles } from '../../casefile/files.ts';
import { derivedId } from '../../kernel/ids.ts';
import { operation } from '../../runtime/operation.ts';
import { Note, Notes } from '../records.ts';

interface Needs {
  readonly files: CaseFiles;
}

/** `POST /cases/{caseId}/notes`: adds a remark to a case; it cannot be changed. */
export const addNote = ({ files }: Needs) =>
  operation('addNote', {
    route: 'POST /cases/{caseId}/notes',
    scope: 'care.write',
    summary: 'Add a note to a case',
    status: 201,
    path: z.strictObject({ caseId: z.uuid() }),
    body: z.strictObject({ text: z.string().trim().min(1).max(4000) }),
    response: Note.omit({ text: true }),
    run: ({ path: { caseId }, body: { text } }, caller) =>
      files.change(caseId, caller, ({ root }) => {
        const { at, by, causationId } = caller;
        const note = { noteId: derivedId('note', root.caseId, causationId), text, at, by };
        return { put: [place(Notes, note)], answer: note };
      }),
  });
