interface Refusal {
  readonly problem: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

const unauthenticated: Refusal = {
  problem: 'unauthenticated',
  status: 401,
  title: 'The request carries no valid token',
  detail: 'send Authorization: Bearer <access token>, valid now and with the scope nestling/exchange.use or that of this route',
};
const tooMany: Refusal = { problem: 'too-many-attempts', status: 429, title: 'Too many attempts', detail: 'wait a moment and try again' };

/**
 * What the gateway answers when no function was asked, in the same words as the functions' own problems
 * (`functions/kernel/problem.ts`; a test holds the two together). Nothing of the request is repeated in it.
 */
export const REFUSALS: Readonly<Record<string, Refusal>> = {
  MISSING_AUTHENTICATION_TOKEN: {
    problem: 'route-not-found',
    status: 404,
    title: 'No such route or method',
    detail: 'see /openapi.json for the routes that there are',
  },
  RESOURCE_NOT_FOUND: {
    problem: 'route-not-found',
    status: 404,
    title: 'No such route or method',
    detail: 'see /openapi.json for the routes that there are',
  },
  UNAUTHORIZED: unauthenticated,
  EXPIRED_TOKEN: unauthenticated,
  INVALID_SIGNATURE: unauthenticated,
  ACCESS_DENIED: {
    problem: 'scope-missing',
    status: 403,
    title: 'The token does not allow this',
    detail: 'the token has neither the scope of this route nor nestling/exchange.use',
  },
  INVALID_API_KEY: {
    problem: 'api-key-missing',
    status: 403,
    title: 'The request names no usage plan',
    detail: 'send x-api-key with the key of your usage plan',
  },
  WAF_FILTERED: {
    problem: 'request-filtered',
    status: 403,
    title: 'The firewall refused this request',
    detail: 'the request looks like an attack',
  },
  BAD_REQUEST_BODY: {
    problem: 'invalid-request',
    status: 400,
    title: 'The request does not match its schema',
    detail: 'the body must be a JSON object',
  },
  BAD_REQUEST_PARAMETERS: {
    problem: 'invalid-request',
    status: 400,
    title: 'The request does not match its schema',
    detail: 'a required parameter is missing',
  },
  REQUEST_TOO_LARGE: { problem: 'body-too-large', status: 413, title: 'The body is larger than allowed', detail: 'send at most 10 MB' },
  UNSUPPORTED_MEDIA_TYPE: {
    problem: 'media-type-unsupported',
    status: 415,
    title: 'The body is not JSON',
    detail: 'send Content-Type: application/json',
  },
  THROTTLED: tooMany,
  QUOTA_EXCEEDED: { ...tooMany, detail: 'the usage plan is used up for today' },
};

const template = ({ problem, status, title, detail }: Refusal): string =>
  JSON.stringify({ type: `urn:nestling:problem:${problem}`, title, status, detail, instance: 'urn:nestling:request:$context.requestId' });

/** Of statuses that only the gateway knows: a 4xx keeps its own, a 5xx says nothing of its cause. */
const plain = (title: string): string =>
  JSON.stringify({ type: 'about:blank', title, instance: 'urn:nestling:request:$context.requestId' });

/** One answer in the form of `x-amazon-apigateway-gateway-responses`. */
export interface GatewayAnswer {
  readonly statusCode?: number;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

const answer = (text: string, statusCode?: number): GatewayAnswer => ({
  ...(statusCode === undefined ? {} : { statusCode }),
  responseParameters: {
    'gatewayresponse.header.Content-Type': "'application/problem+json'",
    'gatewayresponse.header.Cache-Control': "'no-store'",
  },
  responseTemplates: { 'application/json': text },
});

/** Makes every answer that the gateway gives on its own a problem+json, by the gateway's name of the answer. */
export const GATEWAY_ANSWERS: Readonly<Record<string, GatewayAnswer>> = {
  ...Object.fromEntries(Object.entries(REFUSALS).map(([type, refusal]) => [type, answer(template(refusal), refusal.status)])),
  DEFAULT_4XX: answer(plain('The request was refused')),
  DEFAULT_5XX: answer(plain('Something failed on our side')),
};
