import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { assemble } from '../../infra/local/assemble.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const KEPT = join(ROOT, '.nestling', 'test');
/** What an assembly is made of. */
const SOURCES = [
  'functions/**/*',
  'events/*.ts',
  'statemachines/*',
  'infra/*.ts',
  'infra/{constructs,contexts}/*.ts',
  'package-lock.json',
  'infra/local/{assemble,synthesize}.ts',
  'cdk.json',
];
const HOUR_MS = 3_600_000;
const POLL_MS = 200;
/** A build that has not ended by then was killed. */
const STALE_MS = 300_000;

const fingerprint = (): string => {
  const hash = createHash('sha256');
  for (const file of globSync(SOURCES, { cwd: ROOT }).sort()) {
    const path = join(ROOT, file);
    if (statSync(path).isFile()) hash.update(file).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 16);
};

const ageOf = (path: string): number => (existsSync(path) ? Date.now() - statSync(path).mtimeMs : 0);

const forgetOld = (): void => {
  for (const name of globSync('*', { cwd: KEPT })) {
    const path = join(KEPT, name);
    if (ageOf(path) > HOUR_MS) rmSync(path, { recursive: true, force: true });
  }
};

const isMine = (lock: string): boolean => {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
};

const synthesize = async (folder: string): Promise<void> => {
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  await assemble(fresh);
  renameSync(fresh, folder);
};

/**
 * The synthesized app, made once for each state of its sources and shared by all test files. @returns the folder of the assembly
 * @throws Error with what the synthesis said
 */
export const countryAssembly = async (): Promise<string> => {
  mkdirSync(KEPT, { recursive: true });
  const folder = join(KEPT, fingerprint());
  const lock = `${folder}.lock`;
  while (!existsSync(folder)) {
    if (ageOf(lock) > STALE_MS) rmSync(lock, { recursive: true, force: true });
    if (!isMine(lock)) {
      await pause(POLL_MS);
      continue;
    }
    try {
      if (!existsSync(folder)) await synthesize(folder);
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
    forgetOld();
  }
  return join(folder, 'cdk.out');
};
