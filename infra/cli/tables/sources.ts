import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Manifest } from '../../manifest.ts';

export const ROOT = resolve(import.meta.dirname, '../../..');

/** What the tables are made from: the built functions; everything else is read where it stands. */
export interface Sources {
  readonly manifest: Manifest;
}

export interface SourceFile {
  /** From the root of this repository. */
  readonly path: string;
  readonly text: string;
}

/** The files that a pattern finds, in the order of their paths. */
export const filesLike = (pattern: string): readonly SourceFile[] =>
  globSync(pattern, { cwd: ROOT })
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** `functions/care/domain/schedule.ts` -> `care` */
export const contextOf = (path: string): string => path.split('/')[1] ?? '';

/** A docstring as one line, without what follows its first tag. */
export const sentence = (docstring: string): string =>
  docstring
    .replace(/^\s*\* ?/gm, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ @\w.*$/, '')
    .trim();
