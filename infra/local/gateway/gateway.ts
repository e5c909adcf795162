import type { IncomingMessage, ServerResponse } from 'node:http';
import { serviceIsAllowed } from '../access/evaluate.ts';
import type { ResourcePolicies } from '../delivery/rules.ts';
import { readBody, listen, type LocalServer } from '../endpoint/http.ts';
import type { Functions } from '../functions/functions.ts';
import { failed, type Invocation } from '../functions/protocol.ts';
import type { UserPools } from '../identity/user-pools.ts';
import type { Claims } from '../identity/issuer.ts';
import { isObject, parseJson, textOf, type Json, type JsonObject } from '../json.ts';
import type { Activity } from '../runtime/activity.ts';
import type { Place } from '../assembly/identity.ts';
import { AwsError } from '../runtime/errors.ts';
import type { Api, ApiKey } from './api.ts';
import type { Method } from './body.ts';
import { newContext, proxyEvent, readRequest, type GatewayRequest } from './event.ts';
import { matchPath, methodOf } from './match.ts';
import { GatewayRefusal, writeRefusal } from './refusals.ts';
import { startBucket } from './throttle.ts';
import { validateBody, validateParameters } from './validation.ts';

interface Needs {
  readonly api: Api;
  readonly place: Place;
  readonly functions: Functions;
  readonly policies: ResourcePolicies;
  readonly userPools: UserPools;
  readonly activity: Activity;
  readonly now: () => number;
  /** Whether the stage's and usage plans' rates are enforced. */
  readonly throttles: boolean;
  readonly port: number | undefined;
  readonly log: (line: string) => void;
}

const LARGEST_BODY_BYTES = 10_485_760;
const LARGEST_EVENT_BYTES = 6_291_456;

/** Claims as API Gateway hands them over: every value is text. */
const claimsAsText = (claims: Claims): JsonObject =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => {
      if (['exp', 'iat', 'auth_time'].includes(name) && typeof value === 'number' && name !== 'auth_time')
        return [name, new Date(value * 1000).toUTCString()];
      if (Array.isArray(value)) return [name, value.map(String).join(',')];
      return [name, isObject(value) ? JSON.stringify(value) : String(value)];
    }),
  );

const isBinary = (types: readonly string[], contentType: string | undefined): boolean => {
  const type = (contentType ?? '').split(/[;,]/)[0]?.trim() ?? '';
  return types.some((one) => one === '*/*' || one === type || (one.endsWith('/*') && type.startsWith(one.slice(0, -1))));
};

/** The template's REST API on 127.0.0.1, with and without the stage's name in front of the path. */
export const startGateway = async (needs: Needs): Promise<LocalServer> => {
  const { api, place, functions, policies, userPools, activity, now, throttles, port, log } = needs;
  const passStage = throttles && api.limit !== undefined ? startBucket(api.limit) : () => true;
  const passKey = new Map(
    api.keys.flatMap(({ id, limit }) => (throttles && limit !== undefined ? [[id, startBucket(limit)] as const] : [])),
  );

  const authorizeRequest = async (method: Method, request: GatewayRequest): Promise<JsonObject | undefined> => {
    const { authorizer } = method;
    if (authorizer === undefined) return undefined;
    const token = request.header[authorizer.header]?.replace(/^Bearer\s+/i, '');
    if (token === undefined || token === '') throw new GatewayRefusal('UNAUTHORIZED');
    for (const pool of authorizer.pools) {
      const claims = await userPools.issuerOf(pool)?.verify(token);
      if (claims === undefined) continue;
      const scopes = textOf(claims['scope']).split(' ');
      const suits =
        method.scopes.length === 0
          ? claims['token_use'] === 'id'
          : claims['token_use'] === 'access' && method.scopes.some((scope) => scopes.includes(scope));
      if (suits) return claimsAsText(claims);
    }
    throw new GatewayRefusal('UNAUTHORIZED');
  };
  const checkKey = (method: Method, request: GatewayRequest): ApiKey | undefined => {
    if (!method.apiKeyRequired) return undefined;
    const key = api.keys.find(({ value }) => value === request.header['x-api-key']);
    if (key === undefined) throw new GatewayRefusal('INVALID_API_KEY');
    if (passKey.get(key.id)?.() === false) throw new GatewayRefusal('THROTTLED');
    return key;
  };

  const invoke = async (method: Method, event: string): Promise<Invocation> => {
    const arn = method.functionArn;
    const source = `arn:${place.partition}:execute-api:${place.region}:${place.account}:${api.id}/${api.stage}/${method.httpMethod}${method.path.replace(/\{[^}]+\}/g, '-')}`;
    const allowed = serviceIsAllowed(policies.ofFunction(arn), 'apigateway.amazonaws.com', {
      action: 'lambda:InvokeFunction',
      resource: arn,
      context: { 'aws:SourceArn': source },
    });
    if (!allowed) {
      log(`${method.httpMethod} ${method.path}: Invalid permissions on Lambda function ${arn}`);
      throw new GatewayRefusal('API_CONFIGURATION_ERROR');
    }
    let timer: NodeJS.Timeout | undefined;
    try {
      const late = new Promise<never>(
        (_, reject) => (timer = setTimeout(() => reject(new GatewayRefusal('INTEGRATION_TIMEOUT')), method.timeoutMilliseconds)),
      );
      return await Promise.race([functions.invoke(arn, event), late]);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      log(`${method.httpMethod} ${method.path}: ${error.message}`);
      throw new GatewayRefusal('API_CONFIGURATION_ERROR');
    } finally {
      clearTimeout(timer);
    }
  };

  const answerProxy = (response: ServerResponse, method: Method, request: GatewayRequest, invocation: Invocation, requestId: string) => {
    if (failed(invocation)) {
      log(`${method.httpMethod} ${method.path}: ${invocation.error.errorType}: ${invocation.error.errorMessage}`);
      throw new GatewayRefusal('DEFAULT_5XX');
    }
    const result: Json = parseJson(invocation.payload);
    const status = isObject(result) ? Number(result['statusCode'] ?? 200) : Number.NaN;
    if (
      !isObject(result) ||
      !Number.isInteger(status) ||
      (result['body'] !== undefined && result['body'] !== null && typeof result['body'] !== 'string')
    ) {
      log(`${method.httpMethod} ${method.path}: Malformed Lambda proxy response`);
      throw new GatewayRefusal('DEFAULT_5XX');
    }
    const headers: Record<string, string | readonly string[]> = { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
    for (const [name, value] of Object.entries(isObject(result['headers']) ? result['headers'] : {}))
      headers[name.toLowerCase()] = textOf(value);
    for (const [name, values] of Object.entries(isObject(result['multiValueHeaders']) ? result['multiValueHeaders'] : {}))
      headers[name.toLowerCase()] = (values as unknown[]).map(String);
    const body = typeof result['body'] === 'string' ? result['body'] : '';
    const decoded =
      result['isBase64Encoded'] === true && isBinary(api.binaryTypes, request.header['accept'] ?? '*/*')
        ? Buffer.from(body, 'base64')
        : body;
    response.writeHead(status, headers as Record<string, string | string[]>).end(request.httpMethod === 'HEAD' ? '' : decoded);
  };

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = readRequest(incoming, api.stage);
    let context = newContext(api, request, place.account, now());
    try {
      const bytes = await readBody(incoming, LARGEST_BODY_BYTES);
      const match = matchPath(api.root, request.path);
      const method = match === undefined ? undefined : methodOf(match, request.httpMethod);
      if (match === undefined || method === undefined) throw new GatewayRefusal('MISSING_AUTHENTICATION_TOKEN');
      context = { ...context, resourceId: method.resourceId, resourcePath: method.path };
      if (bytes === undefined) throw new GatewayRefusal('REQUEST_TOO_LARGE');
      const claims = await authorizeRequest(method, request);
      if (claims !== undefined) context = { ...context, authorizer: { claims } };
      const key = checkKey(method, request);
      if (key !== undefined)
        context = { ...context, identity: { ...(context['identity'] as JsonObject), apiKey: key.value, apiKeyId: key.id } };
      if (!passStage()) throw new GatewayRefusal('THROTTLED');
      const binary = isBinary(api.binaryTypes, request.header['content-type']);
      const body = bytes.length === 0 ? null : bytes.toString(binary ? 'base64' : 'utf8');
      validateParameters(method, { header: request.header, querystring: request.query, path: match.parameters });
      validateBody(method, request.header['content-type'], body);
      const event = JSON.stringify(proxyEvent(api, method, request, match.parameters, context, body, binary && body !== null));
      if (Buffer.byteLength(event) > LARGEST_EVENT_BYTES) throw new GatewayRefusal('REQUEST_TOO_LARGE');
      answerProxy(response, method, request, await invoke(method, event), textOf(context['requestId']));
    } catch (error) {
      if (!(error instanceof GatewayRefusal)) throw error;
      writeRefusal(api, response, error, context);
    }
  };
  return listen((incoming, response) => activity.track(serve(incoming, response)), port);
};
