/**
 * The API as the gateway reads it: one OpenAPI document with API Gateway's extensions. A resource and a method each would fill the
 * stack: CloudFormation takes 500 resources. What callers read is another document, made from the same routes (`infra/openapi.ts`).
 */
import { Fn } from 'aws-cdk-lib';
import { ENTRY_SCOPE, type Route } from '../manifest.ts';
import { GATEWAY_ANSWERS } from './gateway-responses.ts';

/** A route and the function that serves it. */
export interface ServedRoute extends Route {
  readonly functionName: string;
}

export interface GatewayBodyProps {
  readonly title: string;
  readonly version: string;
  readonly userPoolArn: string;
  readonly routes: readonly ServedRoute[];
  /** Whether there are usage plans; without a plan there is no key that a caller could have. */
  readonly isMetering: boolean;
}

type Node = Readonly<Record<string, unknown>>;

/** The names of the two security schemes. */
const TOKENS = 'tokens';
const KEYS = 'api_key';

/** The function's name comes from a variable of the stage: functions are told the API's address, so the API can't wait for functions. */
const uriOf = (functionName: string): string =>
  Fn.sub(
    'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/' +
      `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:\${!stageVariables.${functionName}}/invocations`,
  );

/** One of them lets a token in; whether it has the route's own, the function asks, which can say what is missing and keep who was turned away. */
const scopesOf = (scope: string): readonly string[] => [...new Set([scope, `nestling/${ENTRY_SCOPE}`])];

/** API Gateway asks for all of the list, where OpenAPI would read a choice; of the scopes of one scheme it asks for any. */
const securityOf = ({ scope, metered }: ServedRoute, isMetering: boolean): readonly Node[] => [
  ...(scope === null ? [] : [{ [TOKENS]: scopesOf(scope) }]),
  ...(metered === true && isMetering ? [{ [KEYS]: [] }] : []),
];

const operationOf = (route: ServedRoute, isMetering: boolean): Node => ({
  operationId: route.operationId,
  security: securityOf(route, isMetering),
  parameters: [...route.path.matchAll(/\{(\w+)\+?\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  })),
  ...(route.body
    ? { requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/JsonObject' } } } } }
    : {}),
  responses: { [String(route.status ?? 200)]: { description: 'Done' } },
  'x-amazon-apigateway-request-validator': route.body ? 'ParametersAndBody' : 'Parameters',
  'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri: uriOf(route.functionName) },
});

/** @throws Error for a route that is served twice, or a name that stands for two: API Gateway warns of it, and takes nothing */
const pathsOf = (routes: readonly ServedRoute[], isMetering: boolean): Readonly<Record<string, Node>> => {
  const paths: Record<string, Record<string, Node>> = {};
  const names = new Set<string>();
  for (const route of routes) {
    if (names.has(route.operationId))
      throw new Error(`two routes are named ${route.operationId}, one of them ${route.method} ${route.path}`);
    names.add(route.operationId);
    const path = (paths[route.path] ??= {});
    const method = route.method.toLowerCase();
    if (path[method] !== undefined) throw new Error(`${route.method} ${route.path} is served twice, once by ${route.functionName}`);
    path[method] = operationOf(route, isMetering);
  }
  return paths;
};

/** What the gateway hands over and back as bytes: cards, documents, and forms that somebody sends with files in them. */
const BINARY_TYPES = ['image/png', 'image/jpeg', 'application/pdf', 'multipart/form-data'];

export const gatewayBody = ({ title, version, userPoolArn, routes, isMetering }: GatewayBodyProps): Node => ({
  openapi: '3.0.1',
  info: { title, version },
  paths: pathsOf(routes, isMetering),
  components: {
    schemas: { JsonObject: { type: 'object' } },
    securitySchemes: {
      [TOKENS]: {
        type: 'apiKey',
        name: 'Authorization',
        in: 'header',
        'x-amazon-apigateway-authtype': 'cognito_user_pools',
        'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: [userPoolArn] },
      },
      ...(isMetering ? { [KEYS]: { type: 'apiKey', name: 'x-api-key', in: 'header' } } : {}),
    },
  },
  'x-amazon-apigateway-api-key-source': 'HEADER',
  'x-amazon-apigateway-binary-media-types': BINARY_TYPES,
  'x-amazon-apigateway-request-validators': {
    Parameters: { validateRequestParameters: true, validateRequestBody: false },
    ParametersAndBody: { validateRequestParameters: true, validateRequestBody: true },
  },
  'x-amazon-apigateway-gateway-responses': GATEWAY_ANSWERS,
});
