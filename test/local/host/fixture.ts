import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocal } from '../../../infra/local/start-local.ts';
import type { LocalOptions, LocalSystem } from '../../../infra/local/local-system.ts';

const FOLDER = join(import.meta.dirname, 'fixture');

/** Synthesizes the fixture once for each state of its sources. @returns its `cdk.out` */
export const fixtureAssembly = (): string => {
  const hash = createHash('sha256');
  for (const file of ['app.ts', ...readdirSync(join(FOLDER, 'functions')).map((name) => join('functions', name))])
    hash.update(readFileSync(join(FOLDER, file)));
  const kept = join(tmpdir(), `nestling-fixture-${hash.digest('hex').slice(0, 16)}`);
  if (!existsSync(kept)) {
    const fresh = mkdtempSync(join(tmpdir(), 'nestling-fixture-'));
    execFileSync(process.execPath, [join(FOLDER, 'app.ts'), join(fresh, 'functions'), join(fresh, 'cdk.out')], { stdio: 'pipe' });
    try {
      renameSync(fresh, kept);
    } catch {
      rmSync(fresh, { recursive: true }); // another test was first
    }
  }
  return join(kept, 'cdk.out');
};

export const START = '2026-03-01T08:00:00.000Z';

/** The fixture, hosted with a clock that stands still. */
export const hostFixture = (options: Partial<LocalOptions> = {}): Promise<LocalSystem> =>
  startLocal({ assembly: fixtureAssembly(), data: { memory: true }, clock: { mode: 'manual', start: START }, ...options });

/** Calls the hosted API with a token that has both scopes. */
export const callerOf = async (local: LocalSystem) => {
  const token = await local.token({ client: 'tests', scopes: ['nestling/notes.read', 'nestling/notes.write'], validSeconds: 400 * 86_400 });
  return async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const init = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const response = await fetch(`${local.apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...init,
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text === '' ? null : JSON.parse(text)) as Record<string, unknown> };
  };
};
