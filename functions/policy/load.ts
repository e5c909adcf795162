import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseProgramme, type Programme } from './programme.ts';

const OPERATIONS_FOLDER = 'operations';
const IMMUNIZATION_FOLDER = 'immunization';

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

const namedFilesIn = (folder: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(jsonFilesIn(folder).map((file) => [basename(file, '.json'), readJson(file)]));

/** The shared operations files of a folder of programmes, by name. */
export const loadSharedOperations = (folder: string): Readonly<Record<string, unknown>> => namedFilesIn(join(folder, OPERATIONS_FOLDER));

/** The immunization schedules of a folder of programmes, by name. */
export const loadSchedules = (folder: string): Readonly<Record<string, unknown>> => namedFilesIn(join(folder, IMMUNIZATION_FOLDER));

/**
 * Reads one programme file; its shared operations and its immunization schedule are looked up beside it, then in `fallbackFolder`.
 * @throws {Error} one line a fault, each beginning with the file's name
 */
export const loadProgramme = (file: string, fallbackFolder?: string): Programme => {
  const json = readJson(file);
  const beside = (load: typeof loadSchedules) => ({
    ...(fallbackFolder === undefined ? {} : load(fallbackFolder)),
    ...load(dirname(file)),
  });
  try {
    return parseProgramme(json, beside(loadSharedOperations), beside(loadSchedules));
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
