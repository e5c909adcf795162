import { Aws, Lazy, Stack, type RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  ApiDefinition,
  EndpointType,
  LogGroupLogDestination,
  MethodLoggingLevel,
  SpecRestApi,
  type CfnRestApi,
  type CfnStage,
} from 'aws-cdk-lib/aws-apigateway';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Route } from '../manifest.ts';
import { acknowledge } from './acknowledgements.ts';
import type { ContextFunction } from './context-function.ts';
import { gatewayBody, type ServedRoute } from './gateway-body.ts';
import { meter, type PartnerPlan } from './usage-plans.ts';

/** The first segment of every address. A change that breaks callers gets the next one. */
export const API_VERSION = 'v1';

/** No path and no query: a path names a case, and a log must not say who asked about whom. */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    at: AccessLogField.contextRequestTimeEpoch(),
    method: AccessLogField.contextHttpMethod(),
    route: AccessLogField.contextResourcePath(),
    status: AccessLogField.contextStatus(),
    latencyMs: AccessLogField.contextResponseLatency(),
    bytes: AccessLogField.contextResponseLength(),
    client: AccessLogField.contextAuthorizer('claims.client_id'),
    refusal: AccessLogField.contextErrorResponseType(),
  }),
);

export interface ApiProps {
  readonly userPool: IUserPool;
  readonly storageKey: IKey;
  readonly logRetentionDays: RetentionDays;
  readonly logRemovalPolicy: RemovalPolicy;
  readonly throttle: { readonly requestsPerSecond: number; readonly burst: number };
  readonly partnerPlans: readonly PartnerPlan[];
}

/** The HTTPS front: routes with their scopes, problems for every refusal, one log line a request without personal data. */
export class Api extends Construct {
  readonly restApi: SpecRestApi;
  readonly stage: CfnStage;
  readonly #routes: ServedRoute[] = [];
  readonly #functionNames: Record<string, string> = {};

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    const logs = { encryptionKey: props.storageKey, retention: props.logRetentionDays, removalPolicy: props.logRemovalPolicy };
    const title = Stack.of(this).stackName;
    this.restApi = new SpecRestApi(this, 'Gateway', {
      restApiName: title,
      apiDefinition: ApiDefinition.fromInline(this.#body(title, props)),
      endpointTypes: [EndpointType.REGIONAL],
      // a part of the document that the gateway does not take would leave a route open or unchecked
      failOnWarnings: true,
      cloudWatchRole: false,
      deployOptions: {
        stageName: API_VERSION,
        accessLogDestination: new LogGroupLogDestination(new LogGroup(this, 'AccessLog', logs)),
        accessLogFormat: ACCESS_LOG,
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        metricsEnabled: true,
        tracingEnabled: true,
        throttlingRateLimit: props.throttle.requestsPerSecond,
        throttlingBurstLimit: props.throttle.burst,
      },
    });
    // an import makes an edge endpoint first, unless it is told here as well
    (this.restApi.node.defaultChild as CfnRestApi).parameters = { endpointConfigurationTypes: 'REGIONAL' };
    this.stage = this.restApi.deploymentStage.node.defaultChild as CfnStage;
    this.stage.variables = Lazy.any({ produce: () => this.#functionNames });
    this.stage.node.addDependency(this.#executionLog(logs));
    meter(this.restApi, props.partnerPlans);
    acknowledge(this.restApi, 'noCache', 'noClientCertificate', 'validatedByBody');
  }

  /** The address without a trailing slash, known before the stage is there, so that functions may be told it. */
  get baseUrl(): string {
    return `https://${this.restApi.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/${API_VERSION}`;
  }

  /** Opens routes to a function; one permission lets this API, and no other, call it. */
  serve(routes: readonly Route[], { lambda, node, ownName }: ContextFunction): void {
    const functionName = node.id;
    this.#routes.push(...routes.map((route) => ({ ...route, functionName })));
    this.#functionNames[functionName] = ownName ?? lambda.functionName;
    lambda.addPermission('Gateway', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: Stack.of(this).formatArn({ service: 'execute-api', resource: this.restApi.restApiId, resourceName: `${API_VERSION}/*/*` }),
    });
    // no request before the function may be called; one of a stack above this one comes later
    if (Stack.of(lambda) === Stack.of(this)) this.stage.node.addDependency(lambda);
  }

  /** Made when all functions are known, though the API comes before them. */
  #body(title: string, { userPool, partnerPlans }: ApiProps): Readonly<Record<string, unknown>> {
    const whole = (): Readonly<Record<string, unknown>> =>
      gatewayBody({
        title,
        version: API_VERSION,
        userPoolArn: userPool.userPoolArn,
        routes: this.#routes,
        isMetering: partnerPlans.length > 0,
      });
    return Object.fromEntries(Object.keys(whole()).map((part) => [part, Lazy.any({ produce: () => whole()[part] })]));
  }

  /** API Gateway itself names the log of its errors; it is made here so that it is encrypted and ends. */
  #executionLog(logs: {
    readonly encryptionKey: IKey;
    readonly retention: RetentionDays;
    readonly removalPolicy: RemovalPolicy;
  }): LogGroup {
    return new LogGroup(this, 'ExecutionLog', {
      ...logs,
      logGroupName: `API-Gateway-Execution-Logs_${this.restApi.restApiId}/${API_VERSION}`,
    });
  }
}
