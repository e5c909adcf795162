import { Aws, Stack, type RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  AuthorizationType,
  CognitoUserPoolsAuthorizer,
  EndpointType,
  JsonSchemaType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
  type CfnStage,
  type IResource,
  type Model,
  type RequestValidator,
} from 'aws-cdk-lib/aws-apigateway';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Route } from '../manifest.ts';
import { acknowledge } from './acknowledgements.ts';
import type { ContextFunction } from './context-function.ts';
import { answerWithProblems } from './gateway-responses.ts';
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
  readonly restApi: RestApi;
  readonly stage: CfnStage;
  readonly #isMetering: boolean;
  readonly #authorizer: CognitoUserPoolsAuthorizer;
  readonly #jsonObject: Model;
  readonly #parameters: RequestValidator;
  readonly #parametersAndBody: RequestValidator;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    const logs = { encryptionKey: props.storageKey, retention: props.logRetentionDays, removalPolicy: props.logRemovalPolicy };
    this.restApi = new RestApi(this, 'Rest', {
      restApiName: Stack.of(this).stackName,
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: false,
      binaryMediaTypes: ['image/png'],
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
    this.stage = this.restApi.deploymentStage.node.defaultChild as CfnStage;
    this.stage.node.addDependency(this.#executionLog(logs));
    this.#authorizer = new CognitoUserPoolsAuthorizer(this, 'Tokens', { cognitoUserPools: [props.userPool] });
    this.#jsonObject = this.restApi.addModel('JsonObject', { contentType: 'application/json', schema: { type: JsonSchemaType.OBJECT } });
    this.#parameters = this.restApi.addRequestValidator('Parameters', { validateRequestParameters: true });
    this.#parametersAndBody = this.restApi.addRequestValidator('ParametersAndBody', {
      validateRequestParameters: true,
      validateRequestBody: true,
    });
    answerWithProblems(this.restApi);
    this.#isMetering = props.partnerPlans.length > 0;
    meter(this.restApi, props.partnerPlans);
    acknowledge(this.restApi, 'noCache', 'noClientCertificate');
  }

  /** The address without a trailing slash, known before the stage is there, so that functions may be told it. */
  get baseUrl(): string {
    return `https://${this.restApi.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/${API_VERSION}`;
  }

  /** Opens routes to a function; one permission lets this API, and no other, call it. */
  serve(routes: readonly Route[], by: ContextFunction): void {
    const integration = new LambdaIntegration(by.lambda, { scopePermissionToMethod: false });
    for (const route of routes) this.#open(route, integration);
  }

  #open(route: Route, integration: LambdaIntegration): void {
    const parameters = [...route.path.matchAll(/\{(\w+)\+?\}/g)].map(([, name]) => [`method.request.path.${name ?? ''}`, true] as const);
    const method = this.#at(route.path).addMethod(route.method, integration, {
      operationName: route.operationId,
      // without a plan there is no key that a caller could have
      apiKeyRequired: (route.metered ?? false) && this.#isMetering,
      requestParameters: Object.fromEntries(parameters),
      requestValidator: route.body ? this.#parametersAndBody : this.#parameters,
      ...(route.body ? { requestModels: { 'application/json': this.#jsonObject } } : {}),
      ...(route.scope === null
        ? { authorizationType: AuthorizationType.NONE }
        : { authorizationType: AuthorizationType.COGNITO, authorizer: this.#authorizer, authorizationScopes: [route.scope] }),
    });
    if (route.scope === null) acknowledge(method, 'publicRoute');
  }

  #at(path: string): IResource {
    return path
      .split('/')
      .slice(1)
      .reduce<IResource>((parent, part) => parent.getResource(part) ?? parent.addResource(part), this.restApi.root);
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
