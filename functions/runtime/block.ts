/**
 * A building block behind `/govstack/<name>`: one function that routes by itself, since the block's API definition, and not ours, says
 * which spellings of a path, which bodies and which refusals there are.
 */
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { Problem, invalidRequest, isProblem, type Fault } from '../kernel/problem.ts';
import type { Table } from '../table/table.ts';
import { described, JSON_UTF8, observed, refusedAnswer, resultOf, SAFE_HEADERS } from './api.ts';
import { flushMetrics } from './observability.ts';
import type { Caller, Method, Operation } from './operation.ts';
import { keepRefusal } from './refusals.ts';
import { callerOf, faultsOf, lowered, scopesOf } from './request.ts';
import { readSent, type FormReader } from './sent-body.ts';

/** The scope by which the gateway lets a token in (`infra/manifest.ts` has it too); what its holder may do, the scope of each operation says. */
const ENTRY_SCOPE = 'exchange.use';

const METHODS: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** How a block says no: the status and the JSON of its API definition. */
export interface BlockRefusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface BlockProps {
  /** The last part of its base path, such as `digital-registries`. */
  readonly name: string;
  /** A part of the block that this function serves alone, by the first step of its paths; another function serves the rest. @default - all of it */
  readonly part?: string;
  /** Paths are those of the API definition, below the base path. */
  readonly operations: readonly Operation[];
  /** Reads forms with files, where an operation takes them. @default - none is taken */
  readonly readForm?: FormReader;
  /** Other spellings of a route, each with the one that it stands for: `PUT /data/{a}/{b}/update-entries` -> `PUT /data/{a}/{b}/updateEntries`. */
  readonly aliases?: Readonly<Record<string, string>>;
  /**
   * Lets a caller in, or throws why not; asked before an operation reads its input.
   * @throws {Problem}
   */
  readonly admit: (caller: Caller, operation: Operation) => Promise<void>;
  /** Keeps who was turned away (403). */
  readonly table: Table;
  /** @default - problem+json, as everywhere else */
  readonly refusal?: (problem: Problem, request: RefusedRequest) => BlockRefusal | undefined;
}

/** A request that is refused, as far as a block's own refusals depend on it. */
export interface RefusedRequest {
  readonly requestId: string;
  readonly method: string;
  /** Below the base path. */
  readonly path: string;
  readonly operationId: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** What was sent, read as far as it can be. */
  readonly body: unknown;
  readonly allowed: readonly string[];
  /** Whether a test client called: what a conformance suite needs beyond the specification is for it alone. */
  readonly isTest: boolean;
}

/** Held by clients that run GovStack's conformance suites; never by a partner's. */
const TEST_SCOPE = 'conformance.test';

/** Whether the caller runs a conformance suite. */
export const isTestClient = ({ scopes }: Pick<Caller, 'scopes'>): boolean => scopes.includes(TEST_SCOPE);

/** A path as X-Road writes it: `/r1/{instance}/{class}/{member}/{subsystem}/{service}`, then the path of the service. */
const X_ROAD_VERSION = 'r1';
const X_ROAD_PARTS = 6;

/** What an answer says again of an X-Road request. @source X-Road, message protocol for REST, version 1 */
const X_ROAD_ECHOED = ['x-road-id', 'x-road-client', 'x-road-service', 'x-road-userid', 'x-road-issue'];

const xRoadHeaders = (event: APIGatewayProxyEvent): Readonly<Record<string, string>> => {
  const given = lowered(event.headers);
  return Object.fromEntries(
    X_ROAD_ECHOED.flatMap((name) => {
      const value = given[name];
      return value !== undefined && /^[\x21-\x7e]{1,256}$/.test(value) ? [[name, value]] : [];
    }),
  );
};

interface Candidate {
  readonly method: string;
  readonly segments: readonly string[];
  readonly operation: Operation;
}

const segmentsOf = (path: string): readonly string[] => path.split('/').filter((part) => part !== '');

const isVariable = (segment: string): boolean => segment.startsWith('{');

/** What stands in the places of the variables; undefined where the path is another. A segment may hold a variable before an extension: `{field}.{ext}`. */
const matched = (pattern: readonly string[], given: readonly string[]): Readonly<Record<string, string>> | undefined => {
  if (pattern.length !== given.length) return undefined;
  const found: Record<string, string> = {};
  for (const [place, part] of pattern.entries()) {
    const value = given[place] ?? '';
    if (!part.includes('{')) {
      if (part !== value) return undefined;
      continue;
    }
    const names = [...part.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const shape = new RegExp(`^${part.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '(.+?)')}$`, 's');
    const values = shape.exec(value)?.slice(1);
    if (values === undefined) return undefined;
    names.forEach((name, index) => (found[name] = values[index] ?? ''));
  }
  return found;
};

/** Literal parts go before variables, from the left. */
const bySpecificity = (left: Candidate, right: Candidate): number => {
  for (const [place, part] of left.segments.entries()) {
    const other = right.segments[place] ?? '';
    if (isVariable(part) !== isVariable(other)) return isVariable(part) ? 1 : -1;
  }
  return 0;
};

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** Every value of a parameter that is given more than once, the one of others. */
const queryOf = ({ multiValueQueryStringParameters: all, queryStringParameters: single }: APIGatewayProxyEvent): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(all ?? single ?? {}).map(([name, given]) => {
      const values = Array.isArray(given) ? given : [given];
      return [name, values.length === 1 ? values[0] : values];
    }),
  );

/** A Lambda function behind `/govstack/<name>/{path+}`. */
export const blockFunction = ({ name, part, operations, aliases = {}, readForm, admit, table, refusal }: BlockProps) => {
  const base = `/govstack/${name}`;
  const byRoute = new Map(operations.map((each) => [`${each.method} ${each.path}`, each]));
  const candidateOf = (route: string, meant: string): Candidate => {
    const found = byRoute.get(meant);
    if (found === undefined) throw new Error(`${base}: no operation serves ${meant}`);
    const [method = '', path = ''] = route.split(' ');
    return { method, segments: segmentsOf(path), operation: found };
  };
  const candidates = [
    ...[...byRoute.keys()].map((route) => candidateOf(route, route)),
    ...Object.entries(aliases).map(([route, meant]) => candidateOf(route, meant)),
  ].sort(bySpecificity);

  const fittingTo = (given: readonly string[]) =>
    candidates.flatMap((candidate) => {
      const path = matched(candidate.segments, given);
      return path === undefined ? [] : [{ ...candidate, path }];
    });

  const stepsOf = ({ pathParameters }: APIGatewayProxyEvent): readonly string[] => [
    ...(part === undefined ? [] : [part]),
    ...segmentsOf(pathParameters?.['path'] ?? '').map(decoded),
  ];

  const find = (event: APIGatewayProxyEvent) => {
    const given = stepsOf(event);
    const own = fittingTo(given);
    const fitting = own.length === 0 && given[0] === X_ROAD_VERSION ? fittingTo(given.slice(X_ROAD_PARTS)) : own;
    return { found: fitting.find(({ method }) => method === event.httpMethod), allowed: [...new Set(fitting.map(({ method }) => method))] };
  };

  const run = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const { found, allowed } = find(event);
    if (found === undefined)
      throw allowed.length === 0
        ? new Problem('RouteNotFound', `${base} has no such path`)
        : new Problem('MethodNotAllowed', `this path takes ${allowed.join(', ')}`, { allowed });
    const { operation: served, path } = found;
    const caller = callerOf(event, served);
    await admit(caller, served);
    const { parts } = served;
    const read = [
      ['path', parts.path.safeParse(path)],
      ['query', parts.query.safeParse(queryOf(event))],
      ['body', parts.body.safeParse(served.hasBody ? await readSent(event, served.bodyLimitBytes, readForm) : {})],
    ] as const;
    const faults: Fault[] = read.flatMap(([part, result]) => (result.success ? [] : faultsOf(part, result.error)));
    if (faults.length > 0) throw invalidRequest(...faults);
    const [input, query, body] = read.map(([, { data }]) => data);
    return echoing(event, resultOf(served, await served.run({ path: input, query, body }, caller)));
  };

  /** A refusal in the block's own words; what is no refusal, or has none, is answered as everywhere else. */
  const refused = async (error: unknown, event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const usual = refusedAnswer(error, event.requestContext.requestId);
    if (!isProblem(error)) return usual;
    const { found, allowed } = find(event);
    if (found !== undefined) await keepRefusal(table, error, event, found.operation, base);
    const own = refusal?.(error, {
      requestId: event.requestContext.requestId,
      method: event.httpMethod,
      path: `/${stepsOf(event).join('/')}`,
      operationId: found?.operation.operationId,
      headers: lowered(event.headers),
      body: await readSent(event, Number.POSITIVE_INFINITY, readForm).catch(() => undefined),
      allowed,
      isTest: scopesOf(event).includes(`nestling/${TEST_SCOPE}`),
    });
    const allow = error.name === 'MethodNotAllowed' ? { allow: allowed.join(', ') } : {};
    if (own === undefined) return { ...usual, headers: { ...usual.headers, ...allow } };
    return {
      statusCode: own.status,
      headers: { ...SAFE_HEADERS, 'content-type': JSON_UTF8, ...allow, ...own.headers },
      body: JSON.stringify(own.body),
    };
  };

  const echoing = (event: APIGatewayProxyEvent, answer: APIGatewayProxyResult): APIGatewayProxyResult => ({
    ...answer,
    headers: { ...answer.headers, ...xRoadHeaders(event) },
  });

  const handler = middy<APIGatewayProxyEvent, APIGatewayProxyResult>(run)
    .use(observed())
    .use({
      onError: async (request: middy.Request<APIGatewayProxyEvent, APIGatewayProxyResult>) => {
        request.response = echoing(request.event, await refused(request.error, request.event));
        flushMetrics();
      },
    });

  const manifest = {
    kind: 'api' as const,
    get routes() {
      const root = part === undefined ? base : `${base}/${part}`;
      const named = [name, ...(part === undefined ? [] : [part])].join('-').replace(/-[a-z]/g, (pair) => pair.slice(1).toUpperCase());
      return METHODS.flatMap((method) =>
        [...(part === undefined ? [] : [root]), `${root}/{path+}`].map((path) => ({
          method,
          path,
          scope: `nestling/${ENTRY_SCOPE}`,
          operationId: `${named}Block${method.charAt(0)}${method.slice(1).toLowerCase()}${path === root ? 'Root' : ''}`,
          body: false,
          summary: `GovStack building block: ${name.replaceAll('-', ' ')}`,
        })),
      );
    },
    get scopes() {
      return [...new Set(operations.flatMap(({ scope }) => (scope === null ? [] : [scope])))];
    },
    get operations() {
      return described(operations).map((each) => ({ ...each, path: `${base}${each.path.replace(/\/$/, '')}` }));
    },
  };
  return { handler, manifest };
};
