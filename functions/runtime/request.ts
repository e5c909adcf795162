/** What a function reads of a request: who calls, and which faults the parts of a request have. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod';
import { fingerprint } from '../kernel/ids.ts';
import { pointerStep } from '../kernel/json.ts';
import { Problem, type Fault } from '../kernel/problem.ts';
import { ROLES, type Caller, type Operation, type Role } from './operation.ts';

const pointerOf = (part: string, path: readonly PropertyKey[]): string =>
  ['#', part, ...path.map((step) => pointerStep(String(step)))].join('/');

export const faultsOf = (part: string, { issues }: z.ZodError): Fault[] =>
  issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ pointer: pointerOf(part, [...issue.path, key]), detail: 'is not a known field' }))
      : [{ pointer: pointerOf(part, issue.path), detail: issue.message.replace(/^Invalid input: /, '') }],
  );

const claimsOf = (event: APIGatewayProxyEvent): Readonly<Record<string, string>> =>
  (event.requestContext.authorizer?.['claims'] ?? {}) as Record<string, string>;

/** Who calls, as the token has it: the client, and of the staff the user; neither where there is no token. */
export const whoCalls = (event: APIGatewayProxyEvent): { readonly client: string | undefined; readonly user: string | undefined } => {
  const claims = claimsOf(event);
  return { client: claims['client_id'], user: claims['username'] ?? claims['cognito:username'] };
};

/** The scopes of the token, by their full names. */
export const scopesOf = (event: APIGatewayProxyEvent): readonly string[] => (claimsOf(event)['scope'] ?? '').split(' ');

const namesOf = (claim: string | undefined): readonly string[] => (claim ?? '').replace(/^\[|\]$/g, '').split(/[\s,]+/);

const groupsOf = (claim: string | undefined): Role[] => {
  const names = new Set(namesOf(claim));
  return ROLES.filter((role) => names.has(role));
};

const AREA_GROUP = 'area:';

/**
 * The areas that bind a member of the staff: of her groups those called `area:<code>`. Who has none, or runs the programme, is not bound;
 * a group that names no area binds all the same, so a slip in its name opens nothing.
 */
const areasOf = (claim: string | undefined, roles: readonly Role[]): readonly string[] | undefined => {
  if (roles.includes('manager') || roles.includes('admin')) return undefined;
  const areas = namesOf(claim).flatMap((name) => (name.startsWith(AREA_GROUP) ? [name.slice(AREA_GROUP.length)] : []));
  return areas.length === 0 ? undefined : areas;
};

/** The ministry's own systems carry this scope; a machine without it is a partner and sees the cases that it registered. */
const MINISTRY_SCOPE = 'nestling/ministry';

/**
 * How the user pool calls somebody who signed in with the national identity and was never linked to a user: without groups, and so bound to no
 * area. She is nobody here.
 */
const UNLINKED = /^nationalid_/i;

/** Header names as they are compared: in lower case. */
export const lowered = (headers: Readonly<Record<string, string | undefined>> | null): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), value]])));

const versionOf = (ifMatch: string | undefined): number | undefined => {
  if (ifMatch === undefined) return undefined;
  const digits = /^(?:W\/)?"(\d{1,9})"$/.exec(ifMatch.trim())?.[1];
  if (digits === undefined)
    throw new Problem('InvalidRequest', 'If-Match is not an ETag of this API', {
      errors: [{ pointer: '#/headers/if-match', detail: 'must be an ETag such as "3"' }],
    });
  return Number(digits);
};

const onceOf = (event: APIGatewayProxyEvent, { operationId, method }: Operation, client: string, key: string | undefined) => {
  if (key === undefined || method === 'GET') return undefined;
  if (!/^[\x21-\x7e]{1,128}$/.test(key))
    throw new Problem('InvalidRequest', 'Idempotency-Key is unusable', {
      errors: [{ pointer: '#/headers/idempotency-key', detail: 'must be 1 to 128 visible ASCII characters' }],
    });
  return {
    key: fingerprint(['api', client, operationId, key]),
    fingerprint: fingerprint([event.pathParameters, event.queryStringParameters, event.body]),
  };
};

/**
 * Who calls, when and for what, from the gateway's event.
 * @throws {Problem} ScopeMissing, RoleMissing, InvalidRequest for a header that cannot be used
 */
export const callerOf = (event: APIGatewayProxyEvent, operation: Operation): Caller => {
  const claims = claimsOf(event);
  const headers = lowered(event.headers);
  const { client = 'public', user } = whoCalls(event);
  const scopes = scopesOf(event);
  if (operation.scope !== null && !scopes.includes(operation.scope))
    throw new Problem('ScopeMissing', `this needs the scope ${operation.scope}`);
  const roles = groupsOf(claims['cognito:groups']);
  if (user !== undefined && UNLINKED.test(user))
    throw new Problem('RoleMissing', 'this national identity is linked to no user of the staff');
  if (user !== undefined && roles.length === 0) throw new Problem('RoleMissing', `this user is in none of the groups ${ROLES.join(', ')}`);
  if (user !== undefined && operation.roles.length > 0 && !operation.roles.some((role) => roles.includes(role)))
    throw new Problem('RoleMissing', `this needs the role ${operation.roles.join(' or ')}`);
  const areas = user === undefined ? undefined : areasOf(claims['cognito:groups'], roles);
  const requestId = event.requestContext.requestId;
  const correlationId = headers['x-correlation-id'];
  const once = onceOf(event, operation, user ?? client, headers['idempotency-key']);
  const expectedVersion = versionOf(headers['if-match']);
  return {
    at: new Date(event.requestContext.requestTimeEpoch).toISOString(),
    correlationId: correlationId !== undefined && /^[\w.:-]{1,64}$/.test(correlationId) ? correlationId : requestId,
    causationId: requestId,
    by: user === undefined ? `client:${client}` : `user:${user}`,
    client,
    roles,
    scopes: scopes.map((scope) => scope.replace(/^nestling\//, '')),
    headers,
    rawBody: event.body ?? '',
    ...(user === undefined ? {} : { user }),
    ...(user === undefined && claims['client_id'] !== undefined && !scopes.includes(MINISTRY_SCOPE) ? { partner: client } : {}),
    ...(areas === undefined ? {} : { areas }),
    ...(once === undefined ? {} : { once }),
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
  };
};
