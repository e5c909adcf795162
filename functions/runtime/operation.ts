import * as z from 'zod';
import type { Context } from '../casefile/files.ts';
import type { Fault, ProblemName } from '../kernel/problem.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Groups of staff, from the user pool. */
export const ROLES = ['worker', 'supervisor', 'manager', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who calls an operation: the context of the call, and what the token says of the caller. */
export interface Caller extends Context {
  readonly client: string;
  /** The user of the client; absent for a machine. */
  readonly user?: string;
  readonly roles: readonly Role[];
  /** Scopes of the token, without their `nestling/`. */
  readonly scopes: readonly string[];
  /** Request headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it was sent, for signatures. */
  readonly rawBody: string;
}

/** An answer that is not the plain JSON of the response schema. */
export interface Reply {
  readonly reply: true;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sent as it is, instead of JSON; base64 text when `base64`. */
  readonly raw?: { readonly contentType: string; readonly text: string; readonly base64?: boolean };
}

/** A refusal on its way to the caller: problem details (RFC 9457) and its name; without a name it is a defect. */
export interface Refusal {
  readonly name?: ProblemName;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance: string;
  readonly errors?: readonly Fault[] | undefined;
  readonly currentStatus?: string | undefined;
  readonly allowed?: readonly string[] | undefined;
}

/** Says a refusal in the words of another standard. */
export type RefusalWriter = (refusal: Refusal) => { readonly contentType: string; readonly text: string };

export const reply = (parts: Omit<Reply, 'reply'>): Reply => ({ reply: true, ...parts });

/** JSON with the version of the record as its ETag. */
export const versioned = (version: number, body: unknown, status?: number): Reply =>
  reply({ body, headers: { etag: `"${String(version)}"` }, ...(status === undefined ? {} : { status }) });

interface Declaration<Path extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  /** Method and path, as `POST /cases/{caseId}/visits`. */
  readonly route: `${Method} /${string}`;
  /** The scope that a token needs, without its `nestling/`; null for a public operation. */
  readonly scope: string | null;
  /** Staff need one of these roles besides the scope. @default any, or those whose business the scope is */
  readonly roles?: readonly Role[];
  /** Counted against the caller's usage plan: needs an API key. @default false */
  readonly metered?: boolean;
  readonly summary: string;
  /** Status of a success. */
  readonly status: number;
  /** Largest body in bytes. @default 256 KiB */
  readonly bodyLimitBytes?: number;
  readonly path?: Path;
  readonly query?: Query;
  /** Whether a query parameter may stand several times: the schema then gets a list for each. @default false */
  readonly repeats?: boolean;
  readonly body?: Body;
  /** How a refusal is written. @default problem+json */
  readonly refusals?: RefusalWriter;
  /** What is answered; fields that are not in it are left out. */
  readonly response: z.ZodType;
  /** @throws {Problem} */
  readonly run: (input: { path: z.output<Path>; query: z.output<Query>; body: z.output<Body> }, caller: Caller) => Promise<unknown>;
}

/** An HTTP operation, ready to be listed in its function's entry. */
export interface Operation {
  readonly operationId: string;
  readonly method: Method;
  readonly path: string;
  readonly scope: string | null;
  readonly roles: readonly Role[];
  readonly metered: boolean;
  readonly summary: string;
  readonly status: number;
  readonly bodyLimitBytes: number;
  readonly hasBody: boolean;
  readonly repeats: boolean;
  readonly refusals?: RefusalWriter;
  readonly parts: { readonly path: z.ZodType; readonly query: z.ZodType; readonly body: z.ZodType };
  readonly response: z.ZodType;
  readonly run: (input: { path: unknown; query: unknown; body: unknown }, caller: Caller) => Promise<unknown>;
}

const WHO_RUN_IT: readonly Role[] = ['manager', 'admin'];
/** Staff come through one application, whose token has every scope: what opens the country to others, moves money or writes to anybody is not for each of them. */
const ROLES_OF_SCOPE: Readonly<Record<string, readonly Role[]>> = {
  'exchange.manage': WHO_RUN_IT,
  'payment.write': WHO_RUN_IT,
  'messages.send': WHO_RUN_IT,
  'webhooks.read': WHO_RUN_IT,
  'webhooks.write': WHO_RUN_IT,
};

/** A part of a request that carries nothing. */
const Nothing = z.strictObject({});
const BODY_LIMIT_BYTES = 256 * 1024;

/** Declares an operation; its id is the name of the handler that makes it, in camel case. */
export const operation = <
  Path extends z.ZodType = typeof Nothing,
  Query extends z.ZodType = typeof Nothing,
  Body extends z.ZodType = typeof Nothing,
>(
  operationId: string,
  {
    route,
    scope,
    roles = ROLES_OF_SCOPE[scope ?? ''] ?? [],
    metered = false,
    repeats = false,
    bodyLimitBytes = BODY_LIMIT_BYTES,
    path,
    query,
    body,
    run,
    ...rest
  }: Declaration<Path, Query, Body>,
): Operation => {
  const [method, pattern] = route.split(' ') as [Method, string];
  return {
    operationId,
    method,
    path: pattern,
    scope: scope === null ? null : `nestling/${scope}`,
    roles,
    metered,
    repeats,
    bodyLimitBytes,
    hasBody: body !== undefined,
    parts: { path: path ?? Nothing, query: query ?? Nothing, body: body ?? Nothing },
    // the wrapper parses the parts by these very schemas before it runs
    run: run as Operation['run'],
    ...rest,
  };
};

/** Paging of a list: how many, and where the page begins. */
export const PageQuery = { limit: z.coerce.number().int().min(1).max(100).default(25), cursor: z.string().max(2048).optional() };
