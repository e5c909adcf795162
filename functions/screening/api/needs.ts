import type { CaseFile, CaseFiles } from '../../casefile/files.ts';
import type { Questionnaires } from '../../policy/questionnaires.ts';
import type { Caller } from '../../runtime/operation.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { Setting } from '../domain/setting.ts';
import type { Screen } from '../records.ts';

export interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
  readonly questionnaires: () => Questionnaires;
}

/** What a caller's request about a case is decided from. */
export const settingOf = ({ programmes, questionnaires }: Needs, file: CaseFile, { at, by, causationId }: Caller): Setting => ({
  file,
  programme: programmes.get(file.root.programme),
  questionnaires: questionnaires(),
  at,
  by,
  causationId,
});

/** A screen for somebody who may see its result, or may not. */
export const screenView = (screen: Screen, withResult: boolean): Partial<Screen> => {
  const { answers, result, linked, ...rest } = screen;
  return withResult ? { ...rest, answers, ...(result && { result }), ...(linked && { linked }) } : rest;
};
