import { setTimeout as pause } from 'node:timers/promises';
import { routesOf, type Manifest } from '../../manifest.ts';
import { Unready } from './command.ts';

export interface Check {
  readonly title: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly problem: boolean;
}

/** What a deployed API has to answer to somebody without a token. */
export const checksFor = (manifest: Manifest): readonly Check[] => {
  const routes = routesOf(manifest).filter(({ path }) => !path.includes('{'));
  const open = routes.filter(({ method, scope, metered }) => method === 'GET' && scope === null && metered !== true);
  const health = open.find(({ path }) => path === '/health') ?? open[0];
  const guarded = routes.find(({ method, scope }) => method === 'POST' && scope !== null);
  return [
    ...(health === undefined ? [] : [{ title: 'answers', method: 'GET', path: health.path, status: 200, problem: false }]),
    ...(guarded === undefined ? [] : [{ title: 'refuses a stranger', method: 'POST', path: guarded.path, status: 401, problem: true }]),
    { title: 'knows its routes', method: 'GET', path: '/no-such-route', status: 404, problem: true },
  ];
};

const attempt = async (baseUrl: string, { method, path, status, problem }: Check): Promise<string | undefined> => {
  try {
    const answer = await fetch(`${baseUrl}${path}`, {
      method,
      signal: AbortSignal.timeout(10_000),
      ...(method === 'POST' ? { body: '{}', headers: { 'content-type': 'application/json' } } : {}),
    });
    await answer.arrayBuffer();
    const type = answer.headers.get('content-type') ?? 'no content type';
    if (answer.status !== status) return `${method} ${path} answered ${answer.status}, not ${status}`;
    return problem && !type.startsWith('application/problem+json') ? `${method} ${path} answered ${type}, not a problem` : undefined;
  } catch (error) {
    return `${method} ${path} cannot be reached: ${error instanceof Error ? error.message : String(error)}`;
  }
};

export interface SmokeProps {
  /** A new address may take a while to be known everywhere. @default 12 */
  readonly attempts?: number;
  /** @default 5000 */
  readonly pauseMs?: number;
}

/**
 * Holds a deployed API against a check, again and again until it is met.
 * @throws {Unready} with what it answered last
 */
export const smoke = async (baseUrl: string, check: Check, { attempts = 12, pauseMs = 5000 }: SmokeProps = {}): Promise<void> => {
  for (let left = attempts; ; left--) {
    const fault = await attempt(baseUrl, check);
    if (fault === undefined) return;
    if (left <= 1) throw new Unready(`The API is deployed, but it does not do what it should: ${fault}`);
    await pause(pauseMs);
  }
};
