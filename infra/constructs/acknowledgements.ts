/** Findings of cdk-nag that we have weighed and accept, each with its reason, so that one reason is written once. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export const REASONS = {
  inlinePolicy: {
    ids: ['HIPAA.Security-IAMNoInlinePolicy'],
    reason:
      'The role serves one resource and is deleted with it; its statements stand in the role itself, where no other principal can share them.',
  },
  noVpc: {
    ids: ['HIPAA.Security-LambdaInsideVPC'],
    reason:
      'The function reaches only AWS APIs and partners over TLS, each allowed by its role; it holds no network resource that a VPC could guard.',
  },
  sharedConcurrency: {
    ids: ['HIPAA.Security-LambdaConcurrency'],
    reason:
      'Load is bounded at the API stage, the stream and the state machines; a reserve for each function would starve a new account. Settable by reservedConcurrency.',
  },
  synchronous: {
    ids: ['HIPAA.Security-LambdaDLQ'],
    reason:
      'The function is only called synchronously, by a gateway, a state machine, a stream or a queue, and the caller keeps the failure.',
  },
  tracing: {
    ids: ['AwsSolutions-IAM5[Resource::*]'],
    reason: 'X-Ray has no resources to name: PutTraceSegments and PutTelemetryRecords are only granted on *.',
  },
  machineLogs: {
    ids: ['AwsSolutions-IAM5[Resource::*]'],
    reason: 'X-Ray and the delivery of state machine logs have no resources to name; AWS grants them only on *.',
  },
  deadLetters: {
    ids: ['AwsSolutions-SQS3'],
    reason: 'The queue is itself the dead-letter queue; an alarm watches it.',
  },
  noCache: {
    ids: ['HIPAA.Security-APIGWCacheEnabledAndEncrypted'],
    reason: 'Answers are about persons and differ by caller; none may be kept in a cache.',
  },
  noClientCertificate: {
    ids: ['HIPAA.Security-APIGWSSLEnabled'],
    reason: 'A client certificate proves the gateway to an HTTP backend; all integrations here are Lambda functions reached by IAM.',
  },
  validatedByBody: {
    ids: ['AwsSolutions-APIG2'],
    reason: 'The validators stand in the OpenAPI body, where the rule does not look; a test asks for one at each route.',
  },
  gatewayLogging: {
    ids: ['AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]'],
    reason: 'API Gateway checks for this managed policy before it may log; the role is assumed by that service only.',
  },
  backups: {
    ids: ['HIPAA.Security-DynamoDBInBackupPlan'],
    reason:
      'Point-in-time recovery restores any second of 35 days and the table refuses deletion; longer copies belong to the backup policy of the account.',
  },
  documentObjects: {
    ids: [],
    reason: 'The function reads or keeps objects of one bucket, whose keys are ids that are not known before; the bucket is named.',
  },
  executions: {
    ids: [],
    reason: 'The function looks at executions of one machine and stops them; their names are not known before, the machine is named.',
  },
  documentsAudited: {
    ids: ['AwsSolutions-S1', 'HIPAA.Security-S3BucketLoggingEnabled'],
    reason:
      'Nobody reads the bucket but functions, which leave an audit entry for each look at a document; who wants calls besides turns on data events in CloudTrail.',
  },
  documentsInRegion: {
    ids: ['HIPAA.Security-S3BucketReplicationEnabled'],
    reason: 'Records stay in the region that the ministry chose; versions bring back what was replaced or deleted.',
  },
  firewallOff: {
    ids: ['AwsSolutions-APIG3'],
    reason: 'The ministry switched the firewall off in its settings, for a stage that is not in public use or has one of its own.',
  },
  usersWithoutThreatProtection: {
    ids: ['AwsSolutions-COG8'],
    reason: 'The ministry switched threat protection off in its settings; passwords are long and a second factor is required.',
  },
} as const satisfies Record<string, { ids: readonly string[]; reason: string }>;

export type Reason = keyof typeof REASONS;

/** Accepts findings on a construct and all below it, each for a reason in the list. */
export const acknowledge = (construct: IConstruct, ...reasons: readonly Reason[]): void => {
  for (const { ids, reason } of reasons.map((name) => REASONS[name])) {
    Validations.of(construct).acknowledge(...ids.map((id) => ({ id, reason })));
  }
};

/** Accepts one finding whose id depends on names that only the synthesis knows. */
export const acknowledgeFinding = (construct: IConstruct, reason: Reason, id: string): void => {
  Validations.of(construct).acknowledge({ id, reason: REASONS[reason].reason });
};
