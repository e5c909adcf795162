/**
 * The statements that roles are made of, each with its actions spelled out and its resources named. AWS leaves no resource to
 * name for three of them (traces, log delivery, text messages); those say so.
 */
import { Aws, Fn, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { CaseTable, IndexName } from './case-table.ts';

/** In `arn:aws:states:region:account:stateMachine:name`. */
const MACHINE_NAME_PLACE = 6;

const allow = (actions: readonly string[], ...resources: readonly string[]): PolicyStatement =>
  new PolicyStatement({ actions: [...actions], resources: [...resources] });

const through = (service: string): Record<string, unknown> => ({
  StringEquals: { 'kms:ViaService': `${service}.${Aws.REGION}.amazonaws.com` },
});

/** The storage key opens only through the service that keeps the data. */
const opens = (key: IKey, service: string, actions: readonly string[]): PolicyStatement =>
  new PolicyStatement({ actions: [...actions], resources: [key.keyArn], conditions: through(service) });

export const onlyWrites = (logGroup: ILogGroup): PolicyStatement =>
  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);

/** X-Ray names no resources. */
export const traces = (): PolicyStatement => allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*');

/** The delivery of a state machine's log names no resources. */
export const deliversLogs = (): PolicyStatement =>
  allow(
    [
      'logs:CreateLogDelivery',
      'logs:GetLogDelivery',
      'logs:UpdateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:DescribeResourcePolicies',
      'logs:DescribeLogGroups',
    ],
    '*',
  );

export const sends = (queue: IQueue, storageKey: IKey): readonly PolicyStatement[] => [
  allow(['sqs:SendMessage'], queue.queueArn),
  opens(storageKey, 'sqs', ['kms:Decrypt', 'kms:GenerateDataKey']),
];

export const receives = (queue: IQueue, storageKey: IKey): readonly PolicyStatement[] => [
  allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], queue.queueArn),
  opens(storageKey, 'sqs', ['kms:Decrypt']),
];

const READS = ['dynamodb:GetItem', 'dynamodb:Query'];
/** What a transaction of puts, updates, deletes and checks asks for, item by item. */
const WRITES = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'];

export const usesTable = (
  caseTable: CaseTable,
  access: 'read' | 'readWrite',
  indexes: readonly IndexName[],
  storageKey: IKey,
): readonly PolicyStatement[] => [
  allow(access === 'read' ? READS : [...READS, ...WRITES], caseTable.table.tableArn),
  ...(indexes.length === 0 ? [] : [allow(['dynamodb:Query'], ...indexes.map((index) => caseTable.indexArn(index)))]),
  opens(storageKey, 'dynamodb', ['kms:Decrypt']),
];

/** For a function that writes nothing else: entries of who was turned away, by the beginning of their key. */
export const keepsRefusals = (caseTable: CaseTable): PolicyStatement =>
  new PolicyStatement({
    actions: ['dynamodb:PutItem'],
    resources: [caseTable.table.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['REFUSALS#*'] } },
  });

/** Listing is asked for so that a missing object is told from a forbidden one. */
export const usesDocuments = (bucket: Bucket, access: 'read' | 'readWrite', storageKey: IKey): readonly PolicyStatement[] => [
  allow(access === 'read' ? ['s3:GetObject'] : ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], bucket.arnForObjects('*')),
  allow(['s3:ListBucket'], bucket.bucketArn),
  opens(storageKey, 's3', access === 'read' ? ['kms:Decrypt'] : ['kms:Decrypt', 'kms:GenerateDataKey']),
];

export const readsStream = (streamArn: string, storageKey: IKey): readonly PolicyStatement[] => [
  allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'], streamArn),
  opens(storageKey, 'dynamodb', ['kms:Decrypt']),
];

/** What a function may do with the keys of identifiers, and with that of signatures. */
export type KeyUse = 'encrypt' | 'decrypt' | 'hash' | 'sign';

export const usesKeys = (
  keys: { readonly identifiers: IKey; readonly hashes: IKey; readonly signatures: IKey },
  uses: readonly KeyUse[],
): readonly PolicyStatement[] =>
  uses.map((use) => {
    switch (use) {
      case 'encrypt':
        return allow(['kms:Encrypt'], keys.identifiers.keyArn);
      case 'decrypt':
        return allow(['kms:Decrypt'], keys.identifiers.keyArn);
      case 'hash':
        return allow(['kms:GenerateMac'], keys.hashes.keyArn);
      case 'sign':
        return allow(['kms:Sign', 'kms:GetPublicKey'], keys.signatures.keyArn);
    }
  });

export const publishes = (bus: EventBus): PolicyStatement => allow(['events:PutEvents'], bus.eventBusArn);

export const starts = (...machines: readonly IStateMachine[]): PolicyStatement =>
  allow(['states:StartExecution'], ...machines.map((machine) => machine.stateMachineArn));

/** The executions of a machine: their names are not known before. */
export const executionsOf = (machine: IStateMachine): string => {
  const name = Fn.select(MACHINE_NAME_PLACE, Fn.split(':', machine.stateMachineArn));
  return `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:execution:${name}:*`;
};

/** What cdk-nag calls that in a stack beside the machine's. */
export const executionsFinding = (machine: IStateMachine): string => {
  const stack = Stack.of(machine);
  const imported: unknown = stack.resolve(stack.exportValue(machine.stateMachineArn));
  const name = JSON.stringify({ 'Fn::Select': [MACHINE_NAME_PLACE, { 'Fn::Split': [':', imported] }] });
  return `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${name}:*]`;
};

export const manages = (...machines: readonly IStateMachine[]): readonly PolicyStatement[] => [
  allow(['states:ListExecutions'], ...machines.map((machine) => machine.stateMachineArn)),
  allow(['states:DescribeExecution', 'states:StopExecution'], ...machines.map(executionsOf)),
];

export const answers = (...machines: readonly IStateMachine[]): PolicyStatement =>
  allow(
    ['states:SendTaskSuccess', 'states:SendTaskFailure', 'states:SendTaskHeartbeat'],
    ...machines.map((machine) => machine.stateMachineArn),
  );

export const invokes = (...functions: readonly IFunction[]): PolicyStatement =>
  allow(['lambda:InvokeFunction'], ...functions.map((each) => each.functionArn));

/** A phone number is no resource; naming what is left out keeps every topic out. */
export const texts = (): PolicyStatement =>
  new PolicyStatement({ actions: ['sns:Publish'], notResources: [`arn:${Aws.PARTITION}:sns:*:*:*`] });

/** From the one sender, or its domain, and with the events that tell what came of it. */
export const emails = (sender: string, configurationSet: string): PolicyStatement => {
  const of = (kind: string, name: string): string => `arn:${Aws.PARTITION}:ses:${Aws.REGION}:${Aws.ACCOUNT_ID}:${kind}/${name}`;
  return allow(
    ['ses:SendEmail'],
    of('identity', sender),
    of('identity', sender.slice(sender.indexOf('@') + 1)),
    of('configuration-set', configurationSet),
  );
};

export const announces = (topic: ITopic, storageKey: IKey): readonly PolicyStatement[] => [
  allow(['sns:Publish'], topic.topicArn),
  opens(storageKey, 'sns', ['kms:Decrypt', 'kms:GenerateDataKey']),
];
