/** Uploads of scans: how they are sent, and what of them is taken. */
import * as z from 'zod';
import { invalidRequest } from '../kernel/problem.ts';
import { reply } from '../runtime/operation.ts';
import type { StoredObject } from '../runtime/objects.ts';
import { checkDocument } from './document-type.ts';

const fault = (detail: string) => invalidRequest({ pointer: '#/body/file', detail });

const SentFile = z.object({ name: z.string().optional(), mediaType: z.string().optional(), base64: z.string() });
const File = z.union([z.string(), SentFile]);

/** A list of files, as the definition has it, or one; as base64, as a data URL, or as a file of a form. */
export const Upload = z.looseObject({ file: z.union([File, z.array(File)]) });

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
export const UPLOAD_LIMIT_BYTES = 4.5 * 1024 * 1024;

/**
 * The one scan that was sent: PDF, JPEG or PNG by its content.
 * @param isAnyText a conformance suite sends texts
 * @throws {Problem} InvalidRequest
 */
export const scanIn = ({ file: sent }: z.output<typeof Upload>, isAnyText = false): StoredObject => {
  const [file, ...more] = Array.isArray(sent) ? sent : [sent];
  if (file === undefined || more.length > 0) throw fault('must be one document; each has a URL of its own');
  const { bytes, ...claim } = sentOf(file);
  const checked = checkDocument(bytes, claim);
  if ('mediaType' in checked) return { bytes, mediaType: checked.mediaType };
  if (isAnyText && bytes.byteLength > 0) return { bytes, mediaType: 'text/plain' };
  throw fault(checked.fault);
};

/** A scan as it was sent; nothing in it can run where it is shown. */
export const scanAnswer = ({ bytes, mediaType }: StoredObject, name: string) =>
  reply({
    raw: { contentType: mediaType, text: Buffer.from(bytes).toString('base64'), base64: true },
    headers: {
      'content-disposition': `attachment; filename="${name}"`,
      'content-security-policy': "default-src 'none'; sandbox",
    },
  });
