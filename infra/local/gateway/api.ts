import * as z from 'zod';
import type { Assembly } from '../assembly/assembly.ts';

const MethodProperties = z.object({
  ResourceId: z.string(),
  HttpMethod: z.string(),
  AuthorizationType: z.string().default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: z.array(z.string()).default([]),
  ApiKeyRequired: z.boolean().default(false),
  RequestValidatorId: z.string().optional(),
  RequestParameters: z.record(z.string(), z.boolean()).default({}),
  RequestModels: z.record(z.string(), z.string()).default({}),
  Integration: z.object({
    Type: z.string(),
    Uri: z.string().optional(),
    TimeoutInMillis: z.coerce.number().default(29_000),
    RequestTemplates: z.record(z.string(), z.string()).default({}),
    IntegrationResponses: z
      .array(
        z.object({
          StatusCode: z.coerce.number(),
          ResponseParameters: z.record(z.string(), z.string()).default({}),
          ResponseTemplates: z.record(z.string(), z.string()).default({}),
        }),
      )
      .default([]),
  }),
});

const ResourceProperties = z.object({ ParentId: z.string(), PathPart: z.string() });
const ValidatorProperties = z.object({
  ValidateRequestBody: z.boolean().default(false),
  ValidateRequestParameters: z.boolean().default(false),
});
const ModelProperties = z.object({
  Name: z.string().optional(),
  Schema: z
    .union([z.record(z.string(), z.unknown()), z.string().transform((text) => JSON.parse(text) as Record<string, unknown>)])
    .optional(),
});
const AuthorizerProperties = z.object({
  Type: z.string(),
  ProviderARNs: z.array(z.string()).default([]),
  IdentitySource: z.string().default('method.request.header.Authorization'),
});
const ResponseProperties = z.object({
  ResponseType: z.string(),
  StatusCode: z.string().optional(),
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
});
const Throttle = z.object({ RateLimit: z.coerce.number().optional(), BurstLimit: z.coerce.number().optional() });
const StageProperties = z.object({
  StageName: z.string().default('prod'),
  Variables: z.record(z.string(), z.string()).optional(),
  MethodSettings: z
    .array(z.object({ ThrottlingRateLimit: z.coerce.number().optional(), ThrottlingBurstLimit: z.coerce.number().optional() }))
    .default([]),
});
const KeyProperties = z.object({ Name: z.string().optional(), Value: z.string().optional(), Enabled: z.boolean().default(true) });
const UsagePlanProperties = z.object({ Throttle: Throttle.default({}) });
const UsagePlanKeyProperties = z.object({ KeyId: z.string(), UsagePlanId: z.string() });

export type Integration = z.output<typeof MethodProperties>['Integration'] & { readonly functionArn: string | undefined };
export interface Authorizer {
  readonly pools: readonly string[];
  readonly header: string;
}
export interface Limit {
  readonly ratePerSecond: number;
  readonly burst: number;
}

/** One method of one path. */
export interface Method {
  readonly path: string;
  readonly httpMethod: string;
  readonly resourceId: string;
  readonly authorizer: Authorizer | undefined;
  readonly scopes: readonly string[];
  readonly apiKeyRequired: boolean;
  /** Names like `method.request.querystring.limit`. */
  readonly requiredParameters: readonly string[];
  /** JSON schemas by content type, when the body is to be validated. */
  readonly models: Readonly<Record<string, Record<string, unknown>>> | undefined;
  readonly integration: Integration;
}

/** A node of the resource tree. */
export interface PathNode {
  readonly path: string;
  readonly children: Map<string, PathNode>;
  readonly methods: Map<string, Method>;
}

export interface GatewayResponse {
  readonly status: number | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly templates: Readonly<Record<string, string>>;
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly limit: Limit | undefined;
}

/** The template's REST API. */
export interface Api {
  readonly id: string;
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>> | null;
  readonly root: PathNode;
  readonly methods: readonly Method[];
  readonly responses: ReadonlyMap<string, GatewayResponse>;
  readonly keys: readonly ApiKey[];
  readonly limit: Limit | undefined;
  readonly binaryTypes: readonly string[];
}

const newNode = (path: string): PathNode => ({ path, children: new Map(), methods: new Map() });

const limitOf = (rate: number | undefined, burst: number | undefined): Limit | undefined =>
  rate === undefined ? undefined : { ratePerSecond: rate, burst: burst ?? rate };

/** @throws Error for what the local gateway cannot do: other integrations than Lambda proxy and mock, other authorizers than Cognito */
export const readApi = (assembly: Assembly): Api | undefined => {
  const [api, ...more] = assembly.ofType('AWS::ApiGateway::RestApi');
  if (api === undefined) return undefined;
  if (more.length > 0) throw new Error('the local gateway hosts one REST API');

  const root = newNode('/');
  const nodes = new Map<string, PathNode>([[api.attributes['RootResourceId'] ?? '', root]]);
  const pending = assembly
    .ofType('AWS::ApiGateway::Resource')
    .map(({ ref, properties }) => ({ ref, ...ResourceProperties.parse(properties) }));
  while (pending.length > 0) {
    const index = pending.findIndex(({ ParentId: parent }) => nodes.has(parent));
    const [next] = pending.splice(index, 1);
    const parent = nodes.get(next?.ParentId ?? '');
    if (index < 0 || next === undefined || parent === undefined) throw new Error('the API has a resource without a parent');
    const node = newNode(`${parent.path === '/' ? '' : parent.path}/${next.PathPart}`);
    parent.children.set(next.PathPart, node);
    nodes.set(next.ref, node);
  }

  const validators = new Map(
    assembly.ofType('AWS::ApiGateway::RequestValidator').map(({ ref, properties }) => [ref, ValidatorProperties.parse(properties)]),
  );
  const models = new Map(
    assembly.ofType('AWS::ApiGateway::Model').map(({ ref, properties }) => [ref, ModelProperties.parse(properties).Schema ?? {}]),
  );
  models.set('Empty', {}).set('Error', {});
  const authorizers = new Map(
    assembly.ofType('AWS::ApiGateway::Authorizer').map(({ ref, logicalId, properties }) => {
      const { Type: type, ProviderARNs: pools, IdentitySource: source } = AuthorizerProperties.parse(properties);
      if (type !== 'COGNITO_USER_POOLS') throw new Error(`${logicalId}: the local gateway knows Cognito authorizers only, not ${type}`);
      return [ref, { pools, header: source.replace('method.request.header.', '').toLowerCase() }] as const;
    }),
  );

  for (const { logicalId, properties } of assembly.ofType('AWS::ApiGateway::Method')) {
    const method = MethodProperties.parse(properties);
    const node = nodes.get(method.ResourceId);
    if (node === undefined) throw new Error(`${logicalId}: there is no resource ${method.ResourceId}`);
    const { Type: type, Uri: uri } = method.Integration;
    if (type !== 'AWS_PROXY' && type !== 'MOCK')
      throw new Error(`${logicalId}: the local gateway knows Lambda proxy and mock integrations, not ${type}`);
    if (method.AuthorizationType !== 'NONE' && method.AuthorizationType !== 'COGNITO_USER_POOLS')
      throw new Error(`${logicalId}: the local gateway does not know the authorization ${method.AuthorizationType}`);
    const validator = validators.get(method.RequestValidatorId ?? '');
    const schemas = Object.entries(method.RequestModels).map(([contentType, name]) => [contentType, models.get(name) ?? {}] as const);
    node.methods.set(method.HttpMethod, {
      path: node.path,
      httpMethod: method.HttpMethod,
      resourceId: method.ResourceId,
      authorizer: method.AuthorizationType === 'NONE' ? undefined : authorizers.get(method.AuthorizerId ?? ''),
      scopes: method.AuthorizationScopes,
      apiKeyRequired: method.ApiKeyRequired,
      requiredParameters:
        validator?.ValidateRequestParameters === true
          ? Object.entries(method.RequestParameters).flatMap(([name, required]) => (required ? [name] : []))
          : [],
      models: validator?.ValidateRequestBody === true && schemas.length > 0 ? Object.fromEntries(schemas) : undefined,
      integration: { ...method.Integration, functionArn: /\/functions\/([^/]+)\/invocations$/.exec(uri ?? '')?.[1] },
    });
  }

  const [stage] = assembly.ofType('AWS::ApiGateway::Stage').map(({ properties }) => StageProperties.parse(properties));
  const plans = new Map(
    assembly.ofType('AWS::ApiGateway::UsagePlan').map(({ ref, properties }) => [ref, UsagePlanProperties.parse(properties).Throttle]),
  );
  const planKeys = assembly.ofType('AWS::ApiGateway::UsagePlanKey').map(({ properties }) => UsagePlanKeyProperties.parse(properties));
  const keys = assembly.ofType('AWS::ApiGateway::ApiKey').flatMap(({ ref, logicalId, properties }) => {
    const { Name: name, Value: value, Enabled: enabled } = KeyProperties.parse(properties);
    const plan = planKeys.find(({ KeyId: key }) => key === ref);
    const throttle = plans.get(plan?.UsagePlanId ?? '');
    return enabled && plan !== undefined
      ? [
          {
            id: ref,
            name: name ?? logicalId,
            value: value ?? `local-key-${ref}`,
            limit: limitOf(throttle?.RateLimit, throttle?.BurstLimit),
          },
        ]
      : [];
  });
  const responses = assembly.ofType('AWS::ApiGateway::GatewayResponse').map(({ properties }) => {
    const response = ResponseProperties.parse(properties);
    return [
      response.ResponseType,
      {
        status: response.StatusCode === undefined ? undefined : Number(response.StatusCode),
        parameters: response.ResponseParameters,
        templates: response.ResponseTemplates,
      },
    ] as const;
  });
  const binaryTypes = api.properties['BinaryMediaTypes'];
  const setting = stage?.MethodSettings.find(({ ThrottlingRateLimit: rate }) => rate !== undefined);
  return {
    id: api.ref,
    stage: stage?.StageName ?? 'prod',
    stageVariables: stage?.Variables ?? null,
    root,
    methods: [...nodes.values()].flatMap(({ methods }) => [...methods.values()]),
    responses: new Map(responses),
    keys,
    limit: limitOf(setting?.ThrottlingRateLimit, setting?.ThrottlingBurstLimit),
    binaryTypes: Array.isArray(binaryTypes) ? binaryTypes.map(String) : [],
  };
};
