import * as z from 'zod';
import type { Assembly } from '../assembly/assembly.ts';
import { isObject } from '../json.ts';
import { isAllowed } from './evaluate.ts';
import { authorize, type Principal } from './principal.ts';

/** Who may use what a customer's key encrypts at rest: the caller needs the key too, through the service that keeps the data. */
export interface Encryption {
  /** `use` is what the caller does with the data. @throws AwsError AccessDeniedException for the key of the table, bucket, topic or queue */
  readonly authorize: (principal: Principal, resourceArn: string, use?: 'read' | 'readWrite') => void;
  readonly allows: (principal: Principal, resourceArn: string) => boolean;
  /** Whether the caller may read what is there; sending asks for more. */
  readonly opens: (principal: Principal, resourceArn: string) => boolean;
}

const NEEDS: Readonly<Record<string, { readonly service: string; readonly actions: readonly string[] }>> = {
  'AWS::DynamoDB::Table': { service: 'dynamodb', actions: ['kms:Decrypt'] },
  'AWS::S3::Bucket': { service: 's3', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] },
  'AWS::SNS::Topic': { service: 'sns', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] },
  'AWS::SQS::Queue': { service: 'sqs', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] },
};

/** All that reading needs of a key. */
const OPENING = 'kms:Decrypt';

const BucketKey = z.object({
  ServerSideEncryptionConfiguration: z.array(z.object({ ServerSideEncryptionByDefault: z.object({ KMSMasterKeyID: z.string() }) })),
});

const keyNameOf = (properties: Readonly<Record<string, unknown>>): unknown => {
  const { SSESpecification: table, BucketEncryption: bucket, KmsMasterKeyId: other } = properties;
  if (isObject(bucket)) return BucketKey.parse(bucket).ServerSideEncryptionConfiguration[0]?.ServerSideEncryptionByDefault.KMSMasterKeyID;
  return isObject(table) ? table['KMSMasterKeyId'] : other;
};

export const encryptionOf = (assembly: Assembly): Encryption => {
  const keys = assembly.ofType('AWS::KMS::Key');
  const needed = new Map(
    assembly.ofType(...Object.keys(NEEDS)).flatMap(({ arn, type, properties }) => {
      const name = keyNameOf(properties);
      const key = keys.find((one) => one.ref === name || one.arn === name);
      const need = NEEDS[type];
      return key === undefined || need === undefined ? [] : [[arn, { ...need, keyArn: key.arn }] as const];
    }),
  );
  const context = (service: string) => ({
    'kms:ViaService': `${service}.${assembly.region}.amazonaws.com`,
    'kms:CallerAccount': assembly.account,
  });
  const may = ({ role }: Principal, resourceArn: string, wanted: (action: string) => boolean): boolean => {
    const need = needed.get(resourceArn);
    if (need === undefined || role === undefined) return true;
    return need.actions
      .filter(wanted)
      .every((action) => isAllowed(role.statements, { action, resource: need.keyArn, context: context(need.service) }));
  };
  return {
    authorize(principal, resourceArn, use = 'readWrite') {
      const need = needed.get(resourceArn);
      const actions = need?.actions.filter((action) => use === 'readWrite' || action === OPENING) ?? [];
      for (const action of actions) authorize(principal, action, need?.keyArn ?? '', context(need?.service ?? ''));
    },
    allows: (principal, resourceArn) => may(principal, resourceArn, () => true),
    opens: (principal, resourceArn) => may(principal, resourceArn, (action) => action === OPENING),
  };
};
