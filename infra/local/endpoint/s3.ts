/** S3 as far as functions use it: whole objects of the template's buckets, put, got and deleted; kept with the system's other data. */
import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Encryption } from '../access/encryption.ts';
import { authorize } from '../access/principal.ts';
import type { Assembly } from '../assembly/assembly.ts';
import { textOf, type JsonObject } from '../json.ts';
import { AwsError } from '../runtime/errors.ts';
import type { DurableMap } from '../runtime/journal.ts';
import type { Service } from './call.ts';

/** An object as it is kept. */
export type KeptObject = { readonly base64: string; readonly mediaType: string };

/** What stands under a key of a bucket. */
export interface StoredFile {
  readonly key: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

const ACTIONS: Readonly<Record<string, string>> = { PUT: 'PutObject', GET: 'GetObject', DELETE: 'DeleteObject' };

/** The call that a request to S3 is: the action stands in its method, bucket and key in its path. */
export const readS3Call = ({ method = '', url = '/', headers }: IncomingMessage, body: Buffer): { action: string; input: JsonObject } => {
  const [bucket = '', ...key] = new URL(url, 'http://s3').pathname.slice(1).split('/');
  return {
    action: ACTIONS[method] ?? method,
    input: {
      Bucket: bucket,
      Key: key.map(decodeURIComponent).join('/'),
      ContentType: headers['content-type'] ?? 'application/octet-stream',
      ContentEncoding: headers['content-encoding'] ?? '',
      Body: body.toString('base64'),
    },
  };
};

/** An answer of the service; `body` in base64. */
interface S3Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export const writeS3Answer = (response: ServerResponse, { status, headers, body }: S3Answer): void => {
  response.writeHead(status, { ...headers, 'x-amz-request-id': randomUUID() }).end(Buffer.from(body ?? '', 'base64'));
};

/** An error as S3 words it. */
export const writeS3Error = (response: ServerResponse, { status, name, message }: AwsError): void => {
  response
    .writeHead(name === 'AccessDeniedException' ? 403 : status, { 'content-type': 'application/xml' })
    .end(
      `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${name.replace(/Exception$/, '')}</Code><Message>${message.replace(/[<&]/g, ' ')}</Message></Error>`,
    );
};

/** Bodies may come in chunks, each with its length before it (`aws-chunked`). */
const unchunked = (body: Buffer): Buffer => {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const end = body.indexOf('\r\n', at);
    const length = Number.parseInt(body.subarray(at, end).toString('latin1'), 16);
    if (!(length > 0)) break;
    parts.push(body.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
  return Buffer.concat(parts);
};

export const s3Service = (assembly: Assembly, encryption: Encryption, objects: DurableMap<KeptObject>): Service => {
  const buckets = assembly.ofType('AWS::S3::Bucket');
  return ({ principal, action, input }): Promise<S3Answer> => {
    const bucket = buckets.find(({ ref }) => ref === input['Bucket']);
    if (bucket === undefined) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', { status: 404 });
    const key = textOf(input['Key']);
    if (!Object.values(ACTIONS).includes(action) || key === '')
      throw new AwsError('NotImplemented', `the local system does not host ${action} of S3`, { status: 501 });
    authorize(principal, `s3:${action}`, `${bucket.arn}/${key}`);
    if (action !== 'DeleteObject') encryption.authorize(principal, bucket.arn, action === 'GetObject' ? 'read' : 'readWrite');
    const place = `${bucket.ref}/${key}`;
    if (action === 'PutObject') {
      const sent = Buffer.from(textOf(input['Body']), 'base64');
      const bytes = /aws-chunked/.test(textOf(input['ContentEncoding'])) ? unchunked(sent) : sent;
      objects.set(place, { base64: bytes.toString('base64'), mediaType: textOf(input['ContentType']) });
      return Promise.resolve({ status: 200, headers: { etag: `"${createHash('md5').update(bytes).digest('hex')}"` } });
    }
    if (action === 'DeleteObject') {
      objects.delete(place);
      return Promise.resolve({ status: 204, headers: {} });
    }
    const found = objects.get(place);
    if (found === undefined) throw new AwsError('NoSuchKey', 'The specified key does not exist.', { status: 404 });
    return Promise.resolve({ status: 200, headers: { 'content-type': found.mediaType }, body: found.base64 });
  };
};

/** Everything in the template's buckets, in the order in which it was first put there. */
export const filesIn = (objects: DurableMap<KeptObject>): readonly StoredFile[] =>
  objects.entries().map(([place, { base64, mediaType }]) => ({
    key: place.slice(place.indexOf('/') + 1),
    mediaType,
    bytes: Buffer.from(base64, 'base64'),
  }));
