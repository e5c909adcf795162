import * as z from 'zod';
import type { CaseFiles } from '../../../casefile/files.ts';
import type { Objects } from '../../../runtime/objects.ts';
import { operation } from '../../../runtime/operation.ts';
import type { Table } from '../../../table/table.ts';
import type { ApplicationFiles } from '../applications.ts';
import { scanAnswer } from '../../uploads.ts';
import { openDocument } from '../documents.ts';

interface Needs {
  readonly table: Table;
  readonly files: CaseFiles;
  readonly applications: ApplicationFiles;
  readonly objects: Pick<Objects, 'put' | 'get'>;
}

/** `GET /documents/{documentId}`: the scan as it was uploaded, for whoever may see the application that it belongs to. Not in the definition. */
export const getDocument = (needs: Needs) =>
  operation('getDocument', {
    route: 'GET /documents/{documentId}',
    scope: 'registration.read',
    summary: 'Read an uploaded document',
    status: 200,
    path: z.strictObject({ documentId: z.string().regex(/^[\w-]{1,64}$/) }),
    response: z.string(),
    async run({ path: { documentId } }, caller) {
      return scanAnswer(await openDocument(needs, documentId, caller), documentId);
    },
  });
