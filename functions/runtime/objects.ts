import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { environment } from './environment.ts';

/** A file as it is kept. */
export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

/** Files that are too large for the table: scanned sheets, exports. A key holds identifiers only. */
export interface Objects {
  /** Puts a file in the place of one with the same key. */
  put(key: string, object: StoredObject): Promise<void>;
  /** The file; undefined when there is none. */
  get(key: string): Promise<StoredObject | undefined>;
  /** Does nothing when there is none. */
  remove(key: string): Promise<void>;
}

// the service checks what it gets by the signature: a checksum besides is asked for only where an operation demands it
const client = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' });

/** The document store of this deployment. */
export const objects: Objects = {
  async put(key, { bytes, mediaType }) {
    await client.send(new PutObjectCommand({ Bucket: environment().DOCUMENTS_BUCKET, Key: key, Body: bytes, ContentType: mediaType }));
  },
  async get(key) {
    try {
      const { Body, ContentType } = await client.send(new GetObjectCommand({ Bucket: environment().DOCUMENTS_BUCKET, Key: key }));
      if (Body === undefined) return undefined;
      return { bytes: await Body.transformToByteArray(), mediaType: ContentType ?? 'application/octet-stream' };
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  },
  async remove(key) {
    await client.send(new DeleteObjectCommand({ Bucket: environment().DOCUMENTS_BUCKET, Key: key }));
  },
};
