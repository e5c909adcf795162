import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseProgramme, type Programme } from './programme.ts';
import { parseQuestionnaire, screeningFaults, type Questionnaires } from './questionnaires.ts';
import type { Questionnaire } from './schema/questionnaire.ts';

const OPERATIONS_FOLDER = 'operations';
const IMMUNIZATION_FOLDER = 'immunization';
const QUESTIONNAIRES_FOLDER = 'questionnaires';

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

const named = (file: string, cause: unknown): Error => {
  const lines = cause instanceof Error ? cause.message.split('\n') : [String(cause)];
  return new Error(lines.map((line) => `${file} ${line}`).join('\n'), { cause });
};

const loadQuestionnaire = (file: string): Questionnaire => {
  const json = readJson(file);
  try {
    return parseQuestionnaire(json);
  } catch (cause) {
    throw named(file, cause);
  }
};

/**
 * The questionnaires beside a folder's programmes, by id, and those of `fallbackFolder` that it has not replaced.
 * @throws {Error} one line a fault, each beginning with the file's name
 */
export const loadQuestionnaires = (folder: string, fallbackFolder?: string): Questionnaires =>
  new Map(
    [...(fallbackFolder === undefined ? [] : [fallbackFolder]), folder]
      .flatMap((each) => jsonFilesIn(join(each, QUESTIONNAIRES_FOLDER)))
      .map(loadQuestionnaire)
      .map((questionnaire) => [questionnaire.id, questionnaire]),
  );

/**
 * Reads one programme file; its shared operations, immunization schedule and questionnaires are looked up beside it, then in `fallbackFolder`.
 * @throws {Error} one line a fault, each beginning with the file's name
 */
export const loadProgramme = (
  file: string,
  fallbackFolder?: string,
  questionnaires: Questionnaires = loadQuestionnaires(dirname(file), fallbackFolder),
): Programme => {
  const json = readJson(file);
  const beside = (load: typeof loadSchedules) => ({
    ...(fallbackFolder === undefined ? {} : load(fallbackFolder)),
    ...load(dirname(file)),
  });
  try {
    const programme = parseProgramme(json, beside(loadSharedOperations), beside(loadSchedules));
    const faults = screeningFaults(programme, questionnaires);
    if (faults.length > 0) throw new Error(faults.join('\n'));
    return programme;
  } catch (cause) {
    throw named(file, cause);
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
  const questionnaires = loadQuestionnaires(folder, fallbackFolder);
  for (const file of files) {
    const programme = loadProgramme(file, fallbackFolder, questionnaires);
    if (programmes.has(programme.id)) throw new Error(`${file} #/id: ${programme.id} is also the id of another file`);
    programmes.set(programme.id, programme);
  }
  return programmes;
};
