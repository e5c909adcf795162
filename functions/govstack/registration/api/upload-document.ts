import * as z from 'zod';
import { isTestClient } from '../../../runtime/block.ts';
import type { Objects } from '../../../runtime/objects.ts';
import { operation } from '../../../runtime/operation.ts';
import type { Table } from '../../../table/table.ts';
import { scanIn, Upload, UPLOAD_LIMIT_BYTES } from '../../uploads.ts';
import { keepDocument, urlOfDocument } from '../documents.ts';

interface Needs {
  readonly table: Table;
  readonly objects: Pick<Objects, 'put' | 'get'>;
}

/** `POST /documents`: keeps a scan of a paper: PDF, JPEG or PNG, by its content. */
export const uploadDocument = (needs: Needs) =>
  operation('uploadDocument', {
    route: 'POST /documents',
    scope: 'registration.write',
    summary: 'Upload a scan of a paper',
    status: 200,
    bodyLimitBytes: UPLOAD_LIMIT_BYTES,
    query: z.strictObject({ additionalMetadata: z.string().max(500).optional() }),
    body: Upload,
    response: z.object({ code: z.int(), type: z.string(), message: z.string(), url: z.string() }),
    async run({ query: { additionalMetadata }, body }, caller) {
      // the suite sends a text
      const scan = scanIn(body, isTestClient(caller));
      const { documentId } = await keepDocument(needs, scan, additionalMetadata, caller);
      return { code: 200, type: scan.mediaType, message: 'the document is kept', url: urlOfDocument(documentId) };
    },
  });
