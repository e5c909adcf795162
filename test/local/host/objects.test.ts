import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { jest } from '@jest/globals';
import { startLocal } from '../../../infra/local/start-local.ts';
import { readAssembly } from '../../../infra/local/assembly/assembly.ts';
import { fixtureAssembly } from './fixture.ts';

jest.setTimeout(60_000);

describe('the local S3', () => {
  it('keeps whole objects as they were put, until they are deleted', async () => {
    const assembly = fixtureAssembly();
    const Bucket = readAssembly(assembly).ofType('AWS::S3::Bucket')[0]?.ref ?? '';
    const local = await startLocal({ assembly, data: { memory: true } });
    const s3 = new S3Client(local.clientConfig);
    try {
      const bytes = Uint8Array.from({ length: 70_000 }, (_, place) => place % 251);

      await s3.send(new PutObjectCommand({ Bucket, Key: 'scans/a b.pdf', Body: bytes, ContentType: 'application/pdf' }));
      const { Body, ContentType } = await s3.send(new GetObjectCommand({ Bucket, Key: 'scans/a b.pdf' }));
      expect(ContentType).toBe('application/pdf');
      expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
      expect(local.files()).toMatchObject([{ key: 'scans/a b.pdf', mediaType: 'application/pdf' }]);

      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'scans/a b.pdf' }));
      await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'scans/a b.pdf' }))).rejects.toBeInstanceOf(NoSuchKey);
      await expect(s3.send(new GetObjectCommand({ Bucket: 'another', Key: 'a' }))).rejects.toMatchObject({ name: 'NoSuchBucket' });
    } finally {
      s3.destroy();
      await local.stop();
    }
  });
});
