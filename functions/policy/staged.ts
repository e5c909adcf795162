import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { Programme } from './programme.ts';

/** Programmes by id; a map of them is one. */
export interface ProgrammeSource {
  readonly keys: () => Iterable<string>;
  readonly get: (id: string) => Programme | undefined;
}

/**
 * The programmes that a deployment was staged with, in files of their ids' names, each read when it is first asked for. They were parsed,
 * checked and completed when they were staged, and nothing can change them since; so they are not checked again at each start.
 */
export const stagedProgrammes = (folder: string): ProgrammeSource => {
  const files = new Map(
    readdirSync(folder)
      .filter((name) => extname(name) === '.json')
      .map((name) => [basename(name, '.json'), join(folder, name)]),
  );
  const read = new Map<string, Programme>();
  return {
    keys: () => files.keys(),
    get(id) {
      const known = read.get(id);
      const file = files.get(id);
      if (known !== undefined || file === undefined) return known;
      const programme = JSON.parse(readFileSync(file, 'utf8')) as Programme;
      read.set(id, programme);
      return programme;
    },
  };
};
