import { Aws, type RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/**
 * The keys of a stage. What is stored is unreadable without the first, a national identifier without the second, no identifier can be
 * looked up without the third, and no revision signed without the fourth; so a function is given each only where it does just that.
 */
export class Keys extends Construct {
  /** Encrypts the table, topics, queues and logs at rest. Services use it; functions do only through them. */
  readonly storage: Key;
  /** Encrypts identifiers inside records. */
  readonly identifiers: Key;
  /** Makes the keyed hashes by which an identifier is found. Losing it loses every uniqueness claim. */
  readonly hashes: Key;
  /** Signs revisions of consents and agreements; anybody may verify with its public half. */
  readonly signatures: Key;

  constructor(scope: Construct, id: string, { removalPolicy }: { readonly removalPolicy: RemovalPolicy }) {
    super(scope, id);
    this.storage = new Key(this, 'Storage', {
      description: 'Nestling: table, topics, queues and logs at rest',
      enableKeyRotation: true,
      removalPolicy,
    });
    this.identifiers = new Key(this, 'Identifiers', {
      description: 'Nestling: identifiers inside records',
      enableKeyRotation: true,
      removalPolicy,
    });
    this.hashes = new Key(this, 'Hashes', {
      description: 'Nestling: keyed hashes of identifiers',
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      removalPolicy,
    });
    this.signatures = new Key(this, 'Signatures', {
      description: 'Nestling: signatures of revisions',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy,
    });
    this.#openStorageTo('cloudwatch', 'events', 'ses', 'sns', 'sms-voice');
    this.#openStorageToLogs();
  }

  #openStorageTo(...services: readonly string[]): void {
    this.storage.addToResourcePolicy(
      new PolicyStatement({
        principals: services.map((service) => new ServicePrincipal(`${service}.amazonaws.com`)),
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
  }

  #openStorageToLogs(): void {
    this.storage.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
          'kms:GenerateDataKey',
          'kms:GenerateDataKeyWithoutPlaintext',
          'kms:DescribeKey',
        ],
        resources: ['*'],
        conditions: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*` },
        },
      }),
    );
  }
}
