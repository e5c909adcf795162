import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';

/** Where `npm start` notes what is running. */
const NOTE = '.nestling/running.json';

const Client = z.object({ id: z.string(), secret: z.string(), tokenUrl: z.url() });

/** A running local system, and how to be let in. */
export const Running = z.object({
  apiUrl: z.url(),
  partnersUrl: z.url().optional(),
  /** An access token, where one is kept. */
  token: z.string().optional(),
  /** A token of a test client, for conformance suites. */
  testToken: z.string().optional(),
  /** A client to get tokens with, where there is one. */
  client: Client.optional(),
});
export type Running = z.infer<typeof Running>;

/** What the system says of itself. */
const Health = z.object({ at: z.iso.datetime(), programmes: z.array(z.object({ id: z.string() })) });
export type Health = z.infer<typeof Health>;

const Token = z.object({ access_token: z.string(), expires_in: z.number() });

const HERE = ['127.0.0.1', 'localhost', '[::1]'];
const RENEWED_BEFORE_MS = 60_000;

/** The system that `npm start` has noted, or undefined when there is none. @throws Error when the note cannot be read */
export const notedSystem = (file: string = NOTE): Running | undefined =>
  existsSync(file) ? Running.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;

/**
 * Refuses a system that is not on this machine: made-up phone numbers may be somebody's.
 * @throws Error
 */
export const refuseElsewhere = (url: string): void => {
  if (!HERE.includes(URL.parse(url)?.hostname ?? ''))
    throw new Error(
      `${url} is not on this machine: a synthetic population has phone numbers that may be somebody's, so it is sent to 127.0.0.1 only`,
    );
};

/** @throws Error when nothing answers there */
export const healthOf = async ({ apiUrl }: Running): Promise<Health> => {
  try {
    const response = await fetch(`${apiUrl}/health`);
    return Health.parse(await response.json());
  } catch (cause) {
    throw new Error(`nothing answers at ${apiUrl}; start the local system with: npm start`, { cause });
  }
};

/** Gives a token that is valid now: one for the client, renewed in time, or the one that is kept. */
export const tokenSource = ({ client, token: kept }: Running): (() => Promise<string>) => {
  let held: { token: Promise<string>; until: number } | undefined;
  const ask = async ({ id, secret, tokenUrl }: z.infer<typeof Client>): Promise<string> => {
    const response = await fetch(tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    if (!response.ok) throw new Error(`${tokenUrl} gave no token: HTTP ${String(response.status)}`);
    const { access_token: token, expires_in: seconds } = Token.parse(await response.json());
    if (held !== undefined) held.until = Date.now() + seconds * 1000 - RENEWED_BEFORE_MS;
    return token;
  };
  return () => {
    if (client === undefined && kept !== undefined) return Promise.resolve(kept);
    if (client === undefined) throw new Error('there is no client to get a token with; give --token');
    if (held === undefined || held.until < Date.now()) held = { until: Infinity, token: ask(client) };
    return held.token;
  };
};
