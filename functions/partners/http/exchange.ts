import type * as z from 'zod';
import { isProblem, Problem } from '../../kernel/problem.ts';
import type { PartnerCall } from '../partner-call.ts';
import { circuit } from './circuit.ts';
import type { Endpoint } from './endpoint.ts';
import { echoFault, isOurFault, mediatorFault, messageOf, traceOf, type Message } from './information-mediator.ts';

export interface Outgoing {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /**
   * Below the partner's base address and service path. No personal data: addresses end up in the logs of proxies. One call breaks this,
   * since its definition leaves no other way: whether a mobile money account can be paid to. Nothing here writes an address down.
   */
  readonly path: string;
  /** A list stands once for each of its values. */
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sent as a form (`application/x-www-form-urlencoded`) instead of `body`. */
  readonly form?: Readonly<Record<string, string>>;
  /** The media type of a success that is no JSON: its body is then the text as it came. @default - JSON */
  readonly reads?: string;
  /** Statuses that the definition names for this operation. */
  readonly expected: readonly number[];
}

export interface Answer {
  readonly status: number;
  /** Parsed JSON, or text where that was asked for; undefined when the answer has no body. */
  readonly body: unknown;
}

/** What the clients need from around them. */
export interface Needs {
  /** @default - the runtime's own */
  readonly fetch?: typeof fetch;
  /**
   * Waits until this partner may be called once more, `perSecond` times at most by all functions together.
   * @returns false when the turn did not come within `patienceMs`
   * @default - nobody waits
   */
  readonly turn?: (partner: string, rate: { readonly perSecond: number; readonly patienceMs: number }) => Promise<boolean>;
}

export interface Exchange {
  /**
   * One call, never repeated here: whoever waits for it decides that.
   * @throws {Problem} PartnerUnavailable, PartnerAnswerInvalid
   */
  ask(outgoing: Outgoing, call: PartnerCall): Promise<Answer>;
  /** @throws {Problem} PartnerAnswerInvalid naming the fields that are wrong, not what stood in them */
  read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema>;
}

/** Credentials refused (401), too early (408, 429) or broken (5xx): nothing is wrong with the question, so it may be asked again. */
const mayBeAskedAgain = (status: number): boolean => status >= 500 || status === 401 || status === 408 || status === 429;

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined;

/** The call did not reach the partner, or it said itself that it did nothing: what was asked for has certainly not been done. */
class NotDone extends Error {
  override readonly name = 'NotDone';
}

/** Whether a call that failed has certainly had no effect; otherwise its answer may be what was lost. */
export const hadNoEffect = (error: unknown): boolean => error instanceof Error && error.cause instanceof NotDone;

const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** The connection was never made: nothing was sent. */
export const wasNeverConnected = (error: unknown): boolean =>
  NEVER_CONNECTED.has(String(property(property(error, 'cause'), 'code') ?? property(error, 'code')));

/** Statuses by which a partner says that it did not take the call up. */
const NOT_TAKEN_UP = new Set([401, 429, 503]);

/** A word for a failed call. The error itself is not passed on: what it says of headers and addresses is not ours to log. */
const failureOf = (error: unknown, timeoutMs: number): string => {
  if (property(error, 'name') === 'TimeoutError') return `no answer within ${String(timeoutMs)} ms`;
  const code = property(property(error, 'cause'), 'code') ?? property(error, 'code');
  return `no answer: ${typeof code === 'string' ? code : 'connection failed'}`;
};

/** The answer's text, without the byte order mark that some write before it; undefined when it is longer than allowed, and then the rest is not read. */
const textOf = async ({ body }: Response, maxBytes: number): Promise<string | undefined> => {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
};

const addressOf = ({ baseUrl, servicePath }: Endpoint, { path, query = {} }: Outgoing): string => {
  const values = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one]));
  const search = new URLSearchParams(values).toString();
  return `${baseUrl.replace(/\/+$/, '')}${servicePath}${path}${search === '' ? '' : `?${search}`}`;
};

interface Received {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined when it is longer than allowed. */
  readonly text: string | undefined;
}

/** Speaks JSON over HTTP with one partner, behind a circuit breaker of its own. */
export const exchangeWith = (partner: string, endpoint: Endpoint, needs: Needs = {}): Exchange => {
  const { fetch: send = fetch, turn } = needs;
  const breaker = circuit(endpoint.breaker);

  const causeOf = (isNotDone: boolean) => (isNotDone ? { cause: new NotDone() } : {});
  const unavailable = (detail: string, isNotDone = false) => new Problem('PartnerUnavailable', `${partner}: ${detail}`, causeOf(isNotDone));
  const invalid = (detail: string, isNotDone = false) => new Problem('PartnerAnswerInvalid', `${partner}: ${detail}`, causeOf(isNotDone));

  const headersOf = ({ headers, body, form, reads }: Outgoing, call: PartnerCall, message: Message): Record<string, string> => {
    const { authorization } = endpoint;
    return {
      accept: reads ?? 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      'x-correlation-id': call.correlationId,
      ...(call.idempotencyKey === undefined ? {} : { 'idempotency-key': call.idempotencyKey }),
      ...message.headers,
      ...endpoint.headers,
      ...headers,
      ...(authorization === undefined ? {} : { authorization: authorization.value }),
    };
  };

  const exchange = async (outgoing: Outgoing, call: PartnerCall, message: Message): Promise<Received> => {
    const headers = headersOf(outgoing, call, message);
    try {
      const response = await send(addressOf(endpoint, outgoing), {
        method: outgoing.method,
        headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(endpoint.timeoutMs),
        ...(outgoing.body === undefined ? {} : { body: JSON.stringify(outgoing.body) }),
        ...(outgoing.form === undefined ? {} : { body: new URLSearchParams(outgoing.form).toString() }),
      });
      return { status: response.status, headers: response.headers, text: await textOf(response, endpoint.maxAnswerBytes) };
    } catch (error) {
      throw unavailable(failureOf(error, endpoint.timeoutMs), wasNeverConnected(error));
    }
  };

  /** A refusal need not be JSON: its status says enough. */
  const parsed = (status: number, text: string): unknown => {
    try {
      return text === '' ? undefined : JSON.parse(text);
    } catch {
      if (status >= 400) return undefined;
      throw invalid('answer is not JSON');
    }
  };

  /** A call that does not get its turn says nothing of the partner, so the circuit stays as it was. */
  const awaitTurn = async (): Promise<void> => {
    if (turn === undefined || endpoint.perSecond === 0) return;
    let mayGo = false;
    try {
      mayGo = await turn(partner, endpoint);
    } finally {
      if (!mayGo) breaker.abandoned();
    }
    if (!mayGo) throw unavailable(`not asked: it takes ${String(endpoint.perSecond)} calls a second, and others came first`, true);
  };

  return {
    async ask(outgoing, call) {
      if (!breaker.admits(call.at)) throw unavailable('not asked: it failed too often just now', true);
      await awaitTurn();
      try {
        const message = messageOf(endpoint, call);
        const { status, headers, text } = await exchange(outgoing, call, message);
        const trace = traceOf(headers);
        const fault = mediatorFault(headers);
        if (fault !== undefined && !isOurFault(fault)) throw unavailable(`X-Road says ${fault}${trace}`);
        if (fault === undefined && mayBeAskedAgain(status)) throw unavailable(`status ${String(status)}${trace}`, NOT_TAKEN_UP.has(status));
        breaker.succeeded();
        if (fault !== undefined) throw invalid(`X-Road says ${fault}${trace}`, true);
        const strayed = echoFault(message, headers, endpoint);
        if (strayed !== undefined) throw invalid(`${strayed}${trace}`);
        if (text === undefined) throw invalid(`answer larger than ${String(endpoint.maxAnswerBytes)} bytes${trace}`);
        if (!outgoing.expected.includes(status))
          throw invalid(`status ${String(status)}, expected ${outgoing.expected.join(' or ')}${trace}`);
        return { status, body: outgoing.reads !== undefined && status < 400 ? text : parsed(status, text) };
      } catch (error) {
        if (!isProblem(error) || error.name === 'PartnerUnavailable') breaker.failed(call.at);
        throw error;
      }
    },
    read(schema, body) {
      const result = schema.safeParse(body);
      if (result.success) return result.data;
      const faults = result.error.issues.map(({ path, code }) => `${path.map(String).join('.') || 'body'} (${code})`);
      throw invalid(`answer does not match its definition: ${faults.slice(0, 5).join(', ')}`);
    },
  };
};
