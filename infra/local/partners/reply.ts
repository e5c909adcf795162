import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** A call as it reached a sandbox. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body as it came. */
  readonly text: string;
  /** Parsed JSON; undefined when there is none or it is not JSON. */
  readonly body: unknown;
  /** Address of the sandbox, as its caller sees it. */
  readonly origin: string;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, instead of JSON. */
  readonly raw?: { readonly contentType: string; readonly text: string };
}

export const ok = (body?: unknown): Reply => ({ status: 200, body });
export const refused = (status: number, detail: string): Reply => ({ status, body: { detail } });

const MAX_BODY_BYTES = 5_000_000;

/** Reads a call; undefined when its body is longer than any partner would take. */
export const incomingOf = async (request: IncomingMessage): Promise<Incoming | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`);
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    text,
    body: jsonOf(text),
    origin: url.origin,
  };
};

const jsonOf = (text: string): unknown => {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const send = (response: ServerResponse, { status, body, headers = {}, raw }: Reply): void => {
  const { contentType, text } = raw ?? {
    contentType: 'application/json; charset=utf-8',
    text: body === undefined ? '' : JSON.stringify(body),
  };
  response.writeHead(status, { ...(text === '' ? {} : { 'content-type': contentType }), ...headers }).end(text);
};
