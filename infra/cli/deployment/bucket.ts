import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { Unready } from './command.ts';

/**
 * Deletes every version of every object of a bucket: CloudFormation deletes none but an empty one.
 * @throws {Unready} when an object is left
 */
export const emptyBucket = async (region: string, bucket: string): Promise<void> => {
  const client = new S3Client({ region });
  try {
    for (;;) {
      const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
      const found = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
      if (found.length === 0) return;
      const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: found, Quiet: true } }));
      const [left] = Errors;
      if (left !== undefined)
        throw new Unready(`${bucket} keeps ${left.Key ?? 'an object'}: ${left.Message ?? left.Code ?? 'no reason given'}`);
    }
  } finally {
    client.destroy();
  }
};
