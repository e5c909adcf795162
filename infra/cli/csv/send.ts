import { Unready } from '../deployment/command.ts';

/** The API that lines are sent to. */
export interface Target {
  readonly url: string;
  readonly token: () => Promise<string>;
  readonly apiKey?: string | undefined;
  /** @default - pauses of a second and longer */
  readonly pauseMs?: number;
}

const TRIES = 6;
const PAUSE_MS = 1000;

const TIMEOUT_MS = 60_000;

interface Received {
  readonly status: number;
  readonly text: string;
}

const post = async ({ url, token, apiKey }: Target, path: string, body: unknown): Promise<Received> => {
  const slow = new AbortController();
  // ended with its call: a signal that times out by itself keeps what it was made for until then
  const timer = setTimeout(() => slow.abort(new Error(`no answer within ${String(TIMEOUT_MS)} ms`)), TIMEOUT_MS);
  try {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await token()}`,
        'content-type': 'application/json',
        ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }),
      },
      body: JSON.stringify(body),
      signal: slow.signal,
    });
    return { status: response.status, text: await response.text() };
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Posts lines and gives the answer; tries again, with growing pauses, where a try may help. So only what may be sent twice is sent by it.
 * @throws {Unready} when the API does not take them
 */
export const postLines = async (target: Target, path: string, body: unknown): Promise<unknown> => {
  let fault = '';
  for (let tried = 0; tried < TRIES; tried += 1) {
    if (tried > 0) await new Promise((resolve) => setTimeout(resolve, (target.pauseMs ?? PAUSE_MS) * 2 ** (tried - 1)));
    const response = await post(target, path, body).catch((error: unknown) => {
      fault = error instanceof Error ? error.message : String(error);
      return undefined;
    });
    if (response === undefined) continue;
    if (response.status === 200) return JSON.parse(response.text) as unknown;
    fault = `HTTP ${String(response.status)} ${response.text.slice(0, 500)}`;
    if (response.status < 500 && response.status !== 429 && response.status !== 408) break;
  }
  throw new Unready(`${target.url} does not take the lines: ${fault}`);
};
