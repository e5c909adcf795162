import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseProgramme, type Programme } from './programme.ts';

const OPERATIONS_FOLDER = 'operations';

const readJson = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (cause) {
    throw new Error(`${file}: cannot be read as JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
};

const jsonFilesIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => join(folder, name))
    : [];

/** The shared operations files of a folder of programmes, by name. */
export const loadSharedOperations = (folder: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(jsonFilesIn(join(folder, OPERATIONS_FOLDER)).map((file) => [basename(file, '.json'), readJson(file)]));

/**
 * Reads one programme file; its shared operations are looked up beside it, then in `fallbackFolder`.
 * @throws {Error} one line a fault, each beginning with the file's name
 */
export const loadProgramme = (file: string, fallbackFolder?: string): Programme => {
  const json = readJson(file);
  const shared = { ...(fallbackFolder === undefined ? {} : loadSharedOperations(fallbackFolder)), ...loadSharedOperations(dirname(file)) };
  try {
    return parseProgramme(json, shared);
  } catch (cause) {
    const lines = cause instanceof Error ? cause.message.split('\n') : [String(cause)];
    throw new Error(lines.map((line) => `${file} ${line}`).join('\n'), { cause });
  }
};

/**
 * Reads every programme of a folder, by id.
 * @throws {Error} one line a fault, naming file and JSON pointer; also when two files have one id, or there is none
 */
export const loadProgrammes = (folder: string, fallbackFolder?: string): ReadonlyMap<string, Programme> => {
  const files = jsonFilesIn(folder);
  if (files.length === 0) throw new Error(`${folder}: holds no programme file (*.json)`);
  const programmes = new Map<string, Programme>();
  for (const file of files) {
    const programme = loadProgramme(file, fallbackFolder);
    if (programmes.has(programme.id)) throw new Error(`${file} #/id: ${programme.id} is also the id of another file`);
    programmes.set(programme.id, programme);
  }
  return programmes;
};
