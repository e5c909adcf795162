import { Duration, Stack, type RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledgements.ts';

/** Where exports stand until somebody has fetched them. */
export const EXPORTS_PREFIX = 'exports/';

const EXPORT_DAYS = 7;
/** A document that was replaced or deleted can be brought back for so long. */
const NONCURRENT_DAYS = 90;

/** Scanned sheets and exports: files that are too large for the table, readable by nobody but the functions that are given them. */
export class DocumentStore extends Construct {
  readonly bucket: Bucket;

  constructor(
    scope: Construct,
    id: string,
    { encryptionKey, removalPolicy }: { readonly encryptionKey: IKey; readonly removalPolicy: RemovalPolicy },
  ) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      lifecycleRules: [
        { noncurrentVersionExpiration: Duration.days(NONCURRENT_DAYS), abortIncompleteMultipartUploadAfter: Duration.days(1) },
        // nobody brings an export back: it is asked for again
        { prefix: EXPORTS_PREFIX, expiration: Duration.days(EXPORT_DAYS), noncurrentVersionExpiration: Duration.days(1) },
      ],
      removalPolicy,
    });
    acknowledge(this.bucket, 'documentsAudited', 'documentsInRegion');
  }

  /** How cdk-nag calls it that another stack's function may use every object of the bucket, and nothing else. */
  get objectsFinding(): string {
    const stack = Stack.of(this);
    const imported = stack.resolve(stack.exportValue(this.bucket.bucketArn)) as { readonly 'Fn::ImportValue': string };
    return `AwsSolutions-IAM5[Resource::${imported['Fn::ImportValue']}/*]`;
  }
}
