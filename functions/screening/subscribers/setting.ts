import { unchanged, type CaseFiles, type Context } from '../../casefile/files.ts';
import type { Questionnaires } from '../../policy/questionnaires.ts';
import type { Programmes } from '../../runtime/programmes.ts';
import type { Setting, Step } from '../domain/setting.ts';

export interface Needs {
  readonly files: CaseFiles;
  readonly programmes: Programmes;
  readonly questionnaires: () => Questionnaires;
}

/** Changes a case by a step about its screens; an undefined one changes nothing. */
export const changeScreens = async (
  { files, programmes, questionnaires }: Needs,
  caseId: string,
  context: Context,
  decide: (setting: Setting) => Step | undefined,
): Promise<void> => {
  const { at, by, causationId } = context;
  await files.change(caseId, context, (file) => {
    const programme = programmes.get(file.root.programme);
    const step = decide({ file, programme, questionnaires: questionnaires(), at, by, causationId });
    return step === undefined ? unchanged(undefined) : { ...step, answer: undefined };
  });
};
