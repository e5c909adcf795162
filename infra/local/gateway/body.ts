/**
 * Reads the API's OpenAPI body as API Gateway's import does. The schemas are strict: what API Gateway would take and the local gateway
 * does not know stops the start, and so does what only looks as if it guarded a route.
 */
import * as z from 'zod';

const Schema = z.record(z.string(), z.unknown());
const Integration = z.strictObject({
  type: z.literal('aws_proxy', 'the local gateway knows Lambda proxy integrations only'),
  httpMethod: z.literal('POST', 'Lambda is called by POST'),
  uri: z.string(),
  timeoutInMillis: z.coerce.number().default(29_000),
});
const Operation = z.strictObject({
  operationId: z.string().optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))).default([]),
  parameters: z
    .array(
      z.strictObject({ name: z.string(), in: z.enum(['path', 'query', 'header']), required: z.boolean().default(false), schema: Schema }),
    )
    .default([]),
  requestBody: z
    .strictObject({ required: z.boolean().optional(), content: z.record(z.string(), z.strictObject({ schema: Schema })) })
    .optional(),
  responses: Schema,
  'x-amazon-apigateway-request-validator': z.string().optional(),
  'x-amazon-apigateway-integration': Integration,
});
const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'] as const;
const ApiKeyScheme = z.strictObject({ type: z.literal('apiKey'), name: z.literal('x-api-key'), in: z.literal('header') });
const TokenScheme = z.strictObject({
  type: z.literal('apiKey'),
  name: z.string(),
  in: z.literal('header'),
  'x-amazon-apigateway-authtype': z.literal('cognito_user_pools'),
  'x-amazon-apigateway-authorizer': z.strictObject({
    type: z.literal('cognito_user_pools', 'the local gateway knows Cognito authorizers only'),
    providerARNs: z.array(z.string()).min(1),
  }),
});
const GatewayAnswer = z.strictObject({
  statusCode: z.coerce.number().optional(),
  responseParameters: z.record(z.string(), z.string()).default({}),
  responseTemplates: z.record(z.string(), z.string()).default({}),
});
const Body = z.strictObject({
  openapi: z.string().regex(/^3\.0\.\d$/, 'API Gateway imports OpenAPI 3.0'),
  info: z.strictObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string().startsWith('/'), z.partialRecord(z.enum(METHODS), Operation)),
  components: z
    .strictObject({
      schemas: z.record(z.string().regex(/^[A-Za-z0-9]+$/, 'a model is named in letters and digits'), Schema).default({}),
      securitySchemes: z.record(z.string(), z.union([TokenScheme, ApiKeyScheme])).default({}),
    })
    .default({ schemas: {}, securitySchemes: {} }),
  'x-amazon-apigateway-api-key-source': z.literal('HEADER').optional(),
  'x-amazon-apigateway-binary-media-types': z.array(z.string()).default([]),
  'x-amazon-apigateway-request-validators': z
    .record(
      z.string(),
      z.strictObject({ validateRequestParameters: z.boolean().default(false), validateRequestBody: z.boolean().default(false) }),
    )
    .default({}),
  'x-amazon-apigateway-gateway-responses': z.record(z.string(), GatewayAnswer).default({}),
});
type Body = z.output<typeof Body>;
type Operation = z.output<typeof Operation>;

export interface Authorizer {
  readonly pools: readonly string[];
  /** In lower case. */
  readonly header: string;
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
  readonly functionArn: string;
  readonly timeoutMilliseconds: number;
}

/** What the gateway answers on its own. */
export interface Answer {
  readonly status: number | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly templates: Readonly<Record<string, string>>;
}

const readSecurity = ({ security }: Operation, { components }: Body, where: string) => {
  const asked = security.flatMap((requirement) => Object.entries(requirement));
  const schemes = asked.map(([name, scopes]) => {
    const scheme = components.securitySchemes[name];
    if (scheme === undefined) throw new Error(`${where}: there is no security scheme ${name}`);
    return { scheme, scopes };
  });
  const [token, ...more] = schemes.flatMap(({ scheme, scopes }) =>
    'x-amazon-apigateway-authorizer' in scheme ? [{ scheme, scopes }] : [],
  );
  if (more.length > 0) throw new Error(`${where}: a method has one authorizer`);
  return {
    authorizer:
      token === undefined
        ? undefined
        : { pools: token.scheme['x-amazon-apigateway-authorizer'].providerARNs, header: token.scheme.name.toLowerCase() },
    scopes: token?.scopes ?? [],
    apiKeyRequired: schemes.some(({ scheme }) => !('x-amazon-apigateway-authorizer' in scheme)),
  };
};

const readValidation = (operation: Operation, body: Body, where: string): Pick<Method, 'requiredParameters' | 'models'> => {
  const name = operation['x-amazon-apigateway-request-validator'];
  if (name === undefined) return { requiredParameters: [], models: undefined };
  const validator = body['x-amazon-apigateway-request-validators'][name];
  if (validator === undefined) throw new Error(`${where}: there is no request validator ${name}`);
  const places = { path: 'path', query: 'querystring', header: 'header' } as const;
  const models = Object.entries(operation.requestBody?.content ?? {}).map(([contentType, { schema }]) => {
    const reference = schema['$ref'];
    const model = typeof reference === 'string' ? body.components.schemas[reference.replace('#/components/schemas/', '')] : schema;
    if (model === undefined) throw new Error(`${where}: there is no schema ${String(reference)}`);
    return [contentType, model] as const;
  });
  return {
    requiredParameters: validator.validateRequestParameters
      ? operation.parameters.filter(({ required }) => required).map((each) => `method.request.${places[each.in]}.${each.name}`)
      : [],
    models: validator.validateRequestBody && models.length > 0 ? Object.fromEntries(models) : undefined,
  };
};

const functionArnOf = (uri: string, stageVariables: Readonly<Record<string, string>>, where: string): string => {
  const filled = uri.replace(/\$\{stageVariables\.(\w+)\}/g, (_whole, name: string) => {
    const value = stageVariables[name];
    if (value === undefined) throw new Error(`${where}: the stage has no variable ${name}`);
    return value;
  });
  const arn = /:lambda:path\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(filled)?.[1];
  if (arn === undefined) throw new Error(`${where}: not the address of a Lambda function: ${filled}`);
  return arn;
};

/** @throws Error naming the route, or the place in the document, that API Gateway or the local gateway does not take */
export const readBody = (document: unknown, stageVariables: Readonly<Record<string, string>>) => {
  const parsed = Body.safeParse(document);
  if (!parsed.success) throw new Error(`the API's OpenAPI body:\n${z.prettifyError(parsed.error)}`);
  const body = parsed.data;
  const methods = Object.entries(body.paths).flatMap(([path, operations], place) =>
    Object.entries(operations).map(([name, operation]): Method => {
      const httpMethod = name.toUpperCase();
      const where = `${httpMethod} ${path}`;
      const { uri, timeoutInMillis } = operation['x-amazon-apigateway-integration'];
      return {
        path,
        httpMethod,
        resourceId: `resource${place}`,
        ...readSecurity(operation, body, where),
        ...readValidation(operation, body, where),
        functionArn: functionArnOf(uri, stageVariables, where),
        timeoutMilliseconds: timeoutInMillis,
      };
    }),
  );
  const answers = new Map<string, Answer>(
    Object.entries(body['x-amazon-apigateway-gateway-responses']).map(([type, { statusCode, responseParameters, responseTemplates }]) => [
      type,
      { status: statusCode, parameters: responseParameters, templates: responseTemplates },
    ]),
  );
  return { methods, answers, binaryTypes: body['x-amazon-apigateway-binary-media-types'] };
};
