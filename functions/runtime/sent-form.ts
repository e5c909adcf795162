import { Busboy } from '@fastify/busboy';
import type { FormReader, SentFile } from './sent-body.ts';

/** Reads forms as browsers send them (RFC 7578). */
export const readForm: FormReader = (bytes, type) =>
  new Promise((resolve, reject) => {
    const fields: (readonly [string, unknown])[] = [];
    const form = new Busboy({ headers: { 'content-type': type } });
    form.on('field', (name, value) => fields.push([name, value]));
    form.on('file', (field, stream, name, _encoding, mediaType) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', reject);
      stream.on('end', () =>
        fields.push([field, { name, mediaType, base64: Buffer.concat(chunks).toString('base64') } satisfies SentFile]),
      );
    });
    form.on('error', reject);
    form.on('finish', () => {
      resolve(fields);
    });
    form.end(bytes);
  });
