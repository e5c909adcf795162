import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
  type ILayerVersion,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionKind } from '../manifest.ts';
import { acknowledge } from './acknowledgements.ts';
import { onlyWrites, sends, traces } from './grants.ts';

/** Time and memory by the kind of trigger: a gateway waits 29 s at most, a state machine or the bus as long as it takes. */
const SIZES: Readonly<Record<FunctionKind, { readonly timeoutSeconds: number; readonly memoryMebibytes: number }>> = {
  api: { timeoutSeconds: 15, memoryMebibytes: 512 },
  tasks: { timeoutSeconds: 60, memoryMebibytes: 512 },
  subscribers: { timeoutSeconds: 60, memoryMebibytes: 512 },
  consumers: { timeoutSeconds: 60, memoryMebibytes: 512 },
  sweeps: { timeoutSeconds: 300, memoryMebibytes: 512 },
  relay: { timeoutSeconds: 60, memoryMebibytes: 512 },
};

export const timeoutSecondsOf = (kind: FunctionKind, own: number | undefined): number => own ?? SIZES[kind].timeoutSeconds;

export interface ContextFunctionProps {
  readonly kind: FunctionKind;
  /** @default - CloudFormation names it */
  readonly functionName?: string | undefined;
  /** The folder with the bundle's `index.js`. */
  readonly bundleFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What the function may do besides writing its log and its traces. */
  readonly statements: readonly PolicyStatement[];
  readonly storageKey: IKey;
  readonly logRetentionDays: RetentionDays;
  readonly logRemovalPolicy: RemovalPolicy;
  /** Where an event goes that failed on every try; only for a function that is called asynchronously. */
  readonly deadLetters?: IQueue | undefined;
  readonly layer?: ILayerVersion | undefined;
  /** @default - by kind */
  readonly timeoutSeconds?: number | undefined;
  /** @default - by kind */
  readonly memoryMebibytes?: number | undefined;
  /** @default - shares the account's pool */
  readonly reservedConcurrency?: number | undefined;
}

/** The only Lambda function there is: one role of its own, one encrypted log with an end, and nothing it was not given. */
export class ContextFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;
  readonly kind: FunctionKind;
  /** Its name in AWS where it was given one; known before the function is there. */
  readonly ownName: string | undefined;

  constructor(scope: Construct, id: string, props: ContextFunctionProps) {
    super(scope, id);
    this.kind = props.kind;
    this.ownName = props.functionName;
    const logGroup = new LogGroup(this, 'Log', {
      encryptionKey: props.storageKey,
      retention: props.logRetentionDays,
      removalPolicy: props.logRemovalPolicy,
    });
    const statements = [
      onlyWrites(logGroup),
      traces(),
      ...(props.deadLetters === undefined ? [] : sends(props.deadLetters, props.storageKey)),
      ...props.statements,
    ];
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Uses: new PolicyDocument({ statements: [...statements] }) },
    });
    this.lambda = new LambdaFunction(this, 'Function', {
      description: `Nestling ${id}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(props.bundleFolder),
      handler: 'index.handler',
      // the role's statements are complete as given: what CDK would add on its own is wider
      role: this.role.withoutPolicyUpdates(),
      environment: { ...props.environment },
      layers: props.layer === undefined ? [] : [props.layer],
      timeout: Duration.seconds(timeoutSecondsOf(props.kind, props.timeoutSeconds)),
      memorySize: props.memoryMebibytes ?? SIZES[props.kind].memoryMebibytes,
      tracing: Tracing.ACTIVE,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      ...(props.functionName === undefined ? {} : { functionName: props.functionName }),
      ...(props.deadLetters === undefined ? {} : { deadLetterQueue: props.deadLetters, maxEventAge: Duration.hours(6), retryAttempts: 2 }),
      ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
    acknowledge(this, 'inlinePolicy', 'noVpc', 'tracing');
    if (props.deadLetters === undefined) acknowledge(this.lambda, 'synchronous');
    if (props.reservedConcurrency === undefined) acknowledge(this.lambda, 'sharedConcurrency');
  }
}
