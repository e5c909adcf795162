import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Programme } from './programme.ts';

/**
 * Reads the programmes that a deployment was staged with, by id. They were parsed, checked and completed when they were staged, and
 * nothing can change them since; so they are not checked again at each start.
 */
export const readStagedProgrammes = (folder: string): ReadonlyMap<string, Programme> =>
  new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Programme)
      .map((programme) => [programme.id, programme]),
  );
