import type { ServerResponse } from 'node:http';
import { isObject, textOf, type JsonObject } from '../json.ts';
import type { Api } from './api.ts';

/** What the gateway itself answers with; each can be worded by a gateway response of the template. */
export const REFUSALS = {
  ACCESS_DENIED: { status: 403, message: 'User is not authorized to access this resource' },
  API_CONFIGURATION_ERROR: { status: 500, message: 'Internal server error' },
  BAD_REQUEST_BODY: { status: 400, message: 'Invalid request body' },
  BAD_REQUEST_PARAMETERS: { status: 400, message: 'Missing required request parameters' },
  INTEGRATION_FAILURE: { status: 504, message: 'Internal server error' },
  INTEGRATION_TIMEOUT: { status: 504, message: 'Endpoint request timed out' },
  INVALID_API_KEY: { status: 403, message: 'Forbidden' },
  MISSING_AUTHENTICATION_TOKEN: { status: 403, message: 'Missing Authentication Token' },
  REQUEST_TOO_LARGE: { status: 413, message: 'Request Too Long' },
  THROTTLED: { status: 429, message: 'Too Many Requests' },
  UNAUTHORIZED: { status: 401, message: 'Unauthorized' },
  DEFAULT_5XX: { status: 502, message: 'Internal server error' },
} as const satisfies Record<string, { status: number; message: string }>;
export type Refusal = keyof typeof REFUSALS;

/** Thrown inside the gateway to answer with a refusal. */
export class GatewayRefusal extends Error {
  readonly type: Refusal;
  readonly validation: string;

  constructor(type: Refusal, message: string = REFUSALS[type].message, validation = '') {
    super(message);
    this.type = type;
    this.validation = validation;
  }
}

/** The request's `$context`, as templates and events see it. */
export type RequestContext = JsonObject;

/** Puts `$context.a.b` into a template; what is not known becomes empty, as in API Gateway. */
const fillContext = (template: string, context: RequestContext): string =>
  template.replace(/\$\{(context(?:\.\w+)+)\}|\$(context(?:\.\w+)+)/g, (_whole, braced: string | undefined, bare: string | undefined) => {
    const value = (braced ?? bare ?? '')
      .split('.')
      .slice(1)
      .reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), context);
    return value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  });

const parameterValue = (expression: string, context: RequestContext): string =>
  expression.startsWith("'") ? expression.slice(1, -1) : fillContext(`$${expression}`, context);

/** Answers a refusal, by the template's gateway response for it, or for all of its class, or as AWS does without any. */
export const writeRefusal = (api: Api, response: ServerResponse, refusal: GatewayRefusal, context: RequestContext): void => {
  const standard = REFUSALS[refusal.type];
  const own = api.responses.get(refusal.type);
  const used = own ?? api.responses.get(standard.status >= 500 ? 'DEFAULT_5XX' : 'DEFAULT_4XX');
  const error = {
    message: refusal.message,
    messageString: JSON.stringify(refusal.message),
    responseType: refusal.type,
    validationErrorString: JSON.stringify(refusal.validation).slice(1, -1),
  };
  const full = { ...context, error };
  const [contentType, template] = Object.entries(used?.templates ?? {})[0] ?? [
    'application/json',
    '{"message":$context.error.messageString}',
  ];
  response.setHeader('content-type', contentType);
  response.setHeader('x-amzn-errortype', refusal.type);
  response.setHeader('x-amzn-requestid', textOf(context['requestId']));
  for (const [name, expression] of Object.entries(used?.parameters ?? {})) {
    if (name.startsWith('gatewayresponse.header.'))
      response.setHeader(name.slice('gatewayresponse.header.'.length), parameterValue(expression, full));
  }
  response.writeHead(own?.status ?? used?.status ?? standard.status).end(fillContext(template, full));
};
